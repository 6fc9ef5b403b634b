"""Helpful content: which guide is for whom and when. Help, not an offer: it saves time, teaches or reassures.

A guide is tied to a date of the customer or to something she owns, and to a window of days around it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from shared.customer_fields import is_plain
from shared.errors import InvalidInput
from shared.life_dates import KINDS, Occasion

Tie = Literal["date", "product", "category", "department"]
TIES: Final = ("date", "product", "category", "department")

LONGEST_TITLE: Final = 80
LONGEST_TEXT: Final = 2_000
LONGEST_NAMES: Final = 400
FARTHEST_DAY: Final = 400
BETWEEN: Final = ";"
"""What stands between two names of categories: these have commas of their own."""


@dataclass(frozen=True, slots=True)
class Guide:
    """A text worth handing over.

    `about` names the date, product, category or department it is tied to. It is shown from `first_day` to
    `last_day`: days counted from the event or from the last purchase, below zero before it. `department`
    says where what goes with it is found: departments or categories, with semicolons between them. While the
    event of a guide is near, their products move up in the customer's lists.
    """

    id: str
    title: str
    text: str
    tie: str
    about: str
    first_day: int
    last_day: int
    department: str | None = None
    is_on: bool = True

    def is_open(self, days_after: int) -> bool:
        """True if that many days after its event (below zero: before) the guide is of use."""
        return self.is_on and self.first_day <= days_after <= self.last_day

    @property
    def found_in(self) -> frozenset[str]:
        """The departments and categories in which what goes with it is found."""
        names = (name.strip() for name in (self.department or "").split(BETWEEN))
        return frozenset(name for name in names if name)


def goes_with(guides: Iterable[Guide], event: Occasion) -> frozenset[str]:
    """The departments and categories in which what goes with the event is found, as its guides say.

    Those of the guides that are of use today; on other days those of all guides of the event.
    """
    tied = [each for each in guides if each.is_on and (each.tie, each.about) == ("date", event.kind)]
    now = [each for each in tied if each.is_open(-event.days)]
    return _found_in(now) or _found_in(tied)


def _found_in(guides: Iterable[Guide]) -> frozenset[str]:
    return frozenset(name for each in guides for name in each.found_in)


def guide_from_row(row: Mapping[str, Any]) -> Guide:
    """The guide of a stored or synchronised row."""
    values = {name: row[name] for name in Guide.__dataclass_fields__}
    return Guide(**values | {"is_on": bool(row["is_on"])})


def check_guide(guide: Guide) -> None:
    """Nothing happens if the guide makes sense; otherwise InvalidInput names each wrong field."""
    wrong: dict[str, str] = {}
    if not is_plain(guide.title.strip(), LONGEST_TITLE):
        wrong["title"] = f"Give the guide a title of at most {LONGEST_TITLE} characters on one line."
    if not is_plain(" ".join(guide.text.split()), LONGEST_TEXT):
        wrong["text"] = f"Write what helps, in at most {LONGEST_TEXT:,} characters."
    if guide.tie not in TIES:
        wrong["tie"] = "Choose what the guide is tied to."
    elif not is_plain(guide.about.strip(), LONGEST_TITLE) or (
        guide.tie == "date" and guide.about not in KINDS
    ):
        wrong["about"] = "Choose which one."
    elif guide.tie == "product" and not guide.about.isdecimal():
        wrong["about"] = "Give the product's number."
    if guide.department is not None and not is_plain(guide.department, LONGEST_NAMES):
        wrong["department"] = f"Name departments or categories, in at most {LONGEST_NAMES} characters."
    if not -FARTHEST_DAY <= guide.first_day <= guide.last_day <= FARTHEST_DAY:
        wrong["last_day"] = f"From an earlier to a later day, at most {FARTHEST_DAY} days away."
    if wrong:
        raise InvalidInput("The guide cannot be saved like this: see the fields marked.", **wrong)
