"""The days of a customer's life that a store may know: which there are, when they come, how they are said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from shared.day_words import distance_text
from shared.words import _, lazy

BIRTHDAY: Final = "birthday"
DUE_DATE: Final = "due_date"
CHILD_BIRTHDAY: Final = "child_birthday"
ANNIVERSARY: Final = "anniversary"

NOTED: Final = (DUE_DATE, CHILD_BIRTHDAY, ANNIVERSARY)
"""What an associate may note beside the birthday, which is part of the customer's own record."""

KINDS: Final = (BIRTHDAY, *NOTED)

LABELS: Final = {
    BIRTHDAY: lazy("Birthday"), DUE_DATE: lazy("Baby due"), CHILD_BIRTHDAY: lazy("Child's birthday"),
    ANNIVERSARY: lazy("Anniversary"),
}  # fmt: skip

_ONCE: Final = frozenset({DUE_DATE})
"""What happens once; everything else comes back every year."""

TURNS_THE_SCREEN: Final = {DUE_DATE: (-280, 90), CHILD_BIRTHDAY: (-30, 1)}
"""Events that her whole screen turns towards: from how many days before to how many after."""

EARLIEST, LATEST = 1900, 2100


@dataclass(frozen=True, slots=True)
class LifeDate:
    """A day of hers; `day` is ISO text, as it is stored."""

    kind: str
    day: str


@dataclass(frozen=True, slots=True)
class Occasion:
    """An event near enough to matter: `days` until it, below zero once it is over."""

    kind: str
    on: date
    days: int

    @property
    def text(self) -> str:
        """The event with its distance: "Baby due in 16 weeks", "Child's birthday tomorrow"."""
        return _("{event} {when}").format(event=_(LABELS[self.kind]), when=distance_text(self.days))


def day_of(text: str) -> date | None:
    """The day of an ISO text within a human life; None for anything else."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text and EARLIEST <= day.year <= LATEST else None


def birth_complaint(text: str, latest: date | None = None) -> str | None:
    """What is wrong with a day of birth, in a few words; `latest` is today where that is known."""
    day = day_of(text)
    if day is None:
        text = _("a birthday is a day since {year}, written year-month-day, like 1990-11-25")
        return text.format(year=EARLIEST)
    return _("a birthday is never in the future") if latest is not None and day > latest else None


def occurrence(life_date: LifeDate, today: date) -> date | None:
    """When it is: the day itself if it happens once, otherwise the one nearest to today.

    29 February is kept on 1 March in other years.
    """
    day = day_of(life_date.day)
    if day is None or life_date.kind in _ONCE:
        return day
    years = (_in_year(day, today.year + step) for step in (-1, 0, 1))
    return min(years, key=lambda each: abs((each - today).days))


def days_until(life_date: LifeDate, today: date) -> int | None:
    """Days until the day comes, or comes round again; None for what happened once and is over."""
    day = day_of(life_date.day)
    if day is None or (life_date.kind in _ONCE and day < today):
        return None
    if life_date.kind not in _ONCE:
        coming = _in_year(day, today.year)
        day = coming if coming >= today else _in_year(day, today.year + 1)
    return (day - today).days


def occasions(dates: Iterable[LifeDate], today: date) -> list[Occasion]:
    """Every known event with its distance, the nearest first."""
    found = {
        Occasion(each.kind, on, (on - today).days)
        for each in dates
        if each.kind in LABELS and (on := occurrence(each, today)) is not None
    }
    return sorted(found, key=lambda each: (abs(each.days), each.kind, each.on))


def turning(dates: Iterable[LifeDate], today: date) -> Occasion | None:
    """The event that her whole screen turns towards now, if there is one."""
    for each in occasions(dates, today):
        first, last = TURNS_THE_SCREEN.get(each.kind, (1, 0))
        if first <= -each.days <= last:
            return each
    return None


def _in_year(day: date, year: int) -> date:
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 3, 1)
