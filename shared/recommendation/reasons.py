"""Reasons in plain words, from a suggestion's terms and nothing else.

Every sentence is a whole one with named places, so that translators may order them as their language wants.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from gettext import NullTranslations
from typing import Final

from shared.life_dates import ANNIVERSARY, BIRTHDAY, CHILD_BIRTHDAY, DUE_DATE
from shared.recommendation.history import SEVERAL
from shared.recommendation.terms import Again, Alike, ForEvent, GoesWith, Popular, Suggestion, Term
from shared.recommendation.wanting import Wanting

NameOf = Callable[[int], str | None]
"""What a product is called; None if the catalogue has forgotten it."""

ENGLISH: Final = NullTranslations()
ALIKE: Final = "Wanted by the same customers as {product}"
FOR_EVENTS: Final = {
    BIRTHDAY: "For the birthday on {day}",
    DUE_DATE: "For the due date on {day}",
    CHILD_BIRTHDAY: "For the child's birthday on {day}",
    ANNIVERSARY: "For the anniversary on {day}",
}
DAYS: Final = (
    "{day} January", "{day} February", "{day} March", "{day} April", "{day} May", "{day} June",
    "{day} July", "{day} August", "{day} September", "{day} October", "{day} November", "{day} December",
)  # fmt: skip
"""A day of each month; an event that is near needs no year."""


def reason(suggestion: Suggestion | Wanting, name_of: NameOf, words: NullTranslations = ENGLISH) -> str:
    """Why, by the heaviest term that can be told; empty if none can."""
    return next((said for term in suggestion.terms if (said := in_words(term, name_of, words))), "")


def in_words(term: Term, name_of: NameOf, words: NullTranslations = ENGLISH) -> str:
    """One term in plain words; empty if it is about a product that has no name any more."""
    if isinstance(term, Again):
        return _again(term, words)
    if isinstance(term, Popular):
        return _popular(term, words)
    if isinstance(term, ForEvent):
        return words.gettext(FOR_EVENTS[term.event]).format(day=_day(term.on, words))
    name = name_of(term.product_id)
    if name is None:
        return ""
    if isinstance(term, Alike):
        said = "Like {product}, and wanted by the same customers" if term.kin else ALIKE
        return words.gettext(said).format(product=name)
    return _goes_with(term, name, words)


def _again(term: Again, words: NullTranslations) -> str:
    last = days_ago(term.last_days_ago, words)
    if term.usual_gap_days is None or not term.is_regular:
        said = "Bought {last}" if term.times == 1 else "Bought twice, last {last}"
        return words.gettext(said).format(last=last)
    said = "Due: {every}, last {last}" if term.is_due else "A regular: {every}, last {last}"
    return words.gettext(said).format(every=every(term.usual_gap_days, words), last=last)


def _goes_with(term: GoesWith, name: str, words: NullTranslations) -> str:
    if term.how == "basket":
        return words.gettext("Goes with {product} in the basket").format(product=name)
    if term.how == "liked":
        return words.gettext("Goes with {product}, which was liked").format(product=name)
    if term.usual_gap_days and term.times >= SEVERAL:
        text = words.gettext("Goes with {product}, bought {every}")
        return text.format(product=name, every=every(term.usual_gap_days, words))
    last = days_ago(term.last_days_ago or 0, words)
    return words.gettext("Goes with {product}, bought {last}").format(product=name, last=last)


def _day(on: date, words: NullTranslations) -> str:
    return words.gettext(DAYS[on.month - 1]).format(day=on.day)


def _popular(term: Popular, words: NullTranslations) -> str:
    if term.department is not None:
        text = words.gettext("A best seller in {department} this month")
        return text.format(department=term.department)
    if term.store:
        return words.gettext("A best seller in this store this month")
    return words.gettext("A best seller this month")


def every(days: int, words: NullTranslations = ENGLISH) -> str:
    """How often: "every day", "every 24 days", "every 2 weeks"."""
    if days == 1:
        return words.gettext("every day")
    weeks, odd = divmod(days, 7)
    if not odd:
        return words.ngettext("every week", "every {weeks} weeks", weeks).format(weeks=weeks)
    return words.ngettext("every day", "every {days} days", days).format(days=days)


def days_ago(days: int, words: NullTranslations = ENGLISH) -> str:
    """When: "today", "yesterday", "27 days ago"."""
    if days == 0:
        return words.gettext("today")
    return words.ngettext("yesterday", "{days} days ago", days).format(days=days)
