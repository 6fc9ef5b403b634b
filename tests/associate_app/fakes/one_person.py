"""Charlotte among the made-up people is there twice, until somebody makes her one."""

from __future__ import annotations

from dataclasses import replace

from associate_app.presenters.new_customer_views import LookAlike
from associate_app.presenters.one_person_views import KeptLine, OnePerson, RecordCard
from associate_app.presenters.view_models import TimelineRow
from tests.associate_app.fakes.people import PEOPLE
from tests.associate_app.fakes.shop import FakeShop

HERE, TWIN = 2, 17
LINES = (
    KeptLine("Given name", "Charlotte", ""),
    KeptLine("Family name", "Lindqvist", "The other says Berg; that can be chosen afterwards"),
    KeptLine("Phone number", "(513) 555-0142", "From the other record"),
    KeptLine("News and offers", "Withdrawn", "The stricter word of both"),
    KeptLine("Purchases", "16", "14 and 2"),
    KeptLine("Notes, promises, sizes, wishes, days", "Those of both", ""),
)


class FakeOnePerson:
    """What was merged is in `told`."""

    def __init__(self, shop: FakeShop) -> None:
        self._shop = shop
        self.merged = False
        self.apart = False

    def look_alikes(self, customer_id: int) -> tuple[LookAlike, ...]:
        if self.merged or self.apart or customer_id not in (HERE, TWIN):
            return ()
        other = PEOPLE[TWIN if customer_id == HERE else HERE]
        why, word = "Has the same name and phone number", "Very likely the same person"
        return (LookAlike(other.id, other.name, other.initials, other.hue, why, "sure", word),)

    def compare(self, one_id: int, other_id: int, *, keep: int | None = None) -> OnePerson:
        kept, other = sorted((one_id, other_id), key=lambda key: (key != keep, key))
        return OnePerson(_card(kept), _card(other), LINES)

    def merge(self, kept_id: int, other_id: int) -> str:
        self.merged = True
        view = self._shop.views[kept_id]
        row = TimelineRow(
            f"One with {PEOPLE[other_id].name}: HQ puts both records together at the next contact",
            "today, 09:12 · by Mia Torres", True, "call-merge", "change", merge_id="m1",
        )  # fmt: skip
        self._shop.keep(replace(view, timeline=(row, *view.timeline)), ("merge", kept_id, other_id))
        return "m1"

    def undo(self, kept_id: int, merge_id: str) -> None:
        self.merged = False
        view = self._shop.views[kept_id]
        rows = tuple(row for row in view.timeline if row.merge_id != merge_id)
        self._shop.keep(replace(view, timeline=rows), ("merge undone", kept_id, merge_id))

    def tell_apart(self, customer_id: int, other_id: int, *, apart: bool = True) -> None:
        self.apart = apart
        self._shop.told.append(("apart" if apart else "apart undone", customer_id, other_id))


def _card(number: int) -> RecordCard:
    who = PEOPLE[number]
    return RecordCard(who.id, who.name, who.initials, who.hue, "Since 2019 · 14 purchases")
