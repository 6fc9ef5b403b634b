"""Helpful content: which guide is for whom and when. Help, not an offer: it saves time, teaches or reassures.

A guide is tied to a date of the customer or to something she owns, and to a window of days around it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from shared.customer_fields import is_plain
from shared.errors import InvalidInput
from shared.life_dates import KINDS

Tie = Literal["date", "product", "category", "department"]
TIES: Final = ("date", "product", "category", "department")

LONGEST_TITLE: Final = 80
LONGEST_TEXT: Final = 2_000
FARTHEST_DAY: Final = 400


@dataclass(frozen=True, slots=True)
class Guide:
    """A text worth handing over.

    `about` names the date, product, category or department it is tied to. It is shown from `first_day` to
    `last_day`: days counted from the event or from the last purchase, below zero before it. `department`
    says where what goes with it is found.
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
    if not -FARTHEST_DAY <= guide.first_day <= guide.last_day <= FARTHEST_DAY:
        wrong["last_day"] = f"From an earlier to a later day, at most {FARTHEST_DAY} days away."
    if wrong:
        raise InvalidInput("The guide cannot be saved like this: see the fields marked.", **wrong)
