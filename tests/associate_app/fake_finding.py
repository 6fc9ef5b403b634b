"""What a made-up tablet says of scans: it knows Olivia's card, the coffee's label and a visitor's card."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from associate_app.presenters.scanning import Scanned
from associate_app.presenters.view_models import CustomerRow
from associate_app.store.filters import Choices

OLIVIAS_CARD = "2901234567894"
COFFEES_LABEL = "2000000000718"
VISITORS_CARD = "2900000000001"

CHOICES = Choices(("VIP", "Gold", "Silver", "Member"), ("M", "39"), ("Dairy", "Produce"))


def narrowed(people: tuple[Any, ...], wanted: Any) -> tuple[Any, ...]:
    """Those who are wanted: Olivia and Amara are mine, one of three has a birthday, nobody lapses."""
    if not wanted:
        return people
    found = tuple(row for row in people if not wanted.tier or row.tier == wanted.tier)
    if wanted.mine:
        found = tuple(row for row in found if row.id < 2)
    if wanted.birthday:
        found = tuple(row for row in found if row.id % 3 == 0)
    return () if wanted.lapsing else found


def with_viewed(people: tuple[Any, ...], viewed: Any) -> tuple[Any, ...]:
    """The people, those just viewed first."""
    first = [replace(row, why="Just viewed") for key in viewed for row in people if row.id == key]
    return (*first, *(row for row in people if row.id not in viewed))


class FakeScanning:
    """Answers like the presenter of scans."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.walk_in = FakeWalkIn()

    def resolve(self, text: str) -> Scanned:
        self.heard.append(text)
        known = {
            OLIVIAS_CARD: Scanned("customer", 0),
            COFFEES_LABEL: Scanned("product", 71),
            VISITORS_CARD: Scanned(
                "nobody", sentence=f"Nobody here has the card {VISITORS_CARD}.", card=VISITORS_CARD
            ),
        }
        return known.get(
            text, Scanned("nothing", sentence=f"That is not a card or product of ours: “{text}”.")
        )


class FakeWalkIn:
    """A visitor whom HQ knows; she comes when the test says so."""

    def __init__(self) -> None:
        self.refusal: Exception | None = None

    def fetch(self, card: str) -> int:
        if self.refusal is not None:
            raise self.refusal
        assert card == VISITORS_CARD
        return XAVER.id

    def arrive(self, tablet: Any) -> None:
        tablet.views[XAVER.id] = replace(
            tablet.views[0], id=XAVER.id, name=XAVER.name, given_name="Xaver", initials="XE"
        )
        tablet.people = (*tablet.people, XAVER)


XAVER = CustomerRow(
    900, f"Xaver {VISITORS_CARD}", "XE", 0.3, "Member", "Visiting · No purchases yet", f"Card {VISITORS_CARD}"
)
