"""Reasons in plain words, from a suggestion's terms and nothing else.

Every sentence is a whole one with named places, so that translators may order them as their language wants.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from shared.day_words import ago, every_weeks
from shared.life_dates import ANNIVERSARY, BIRTHDAY, CHILD_BIRTHDAY, DUE_DATE
from shared.recommendation.history import SEVERAL
from shared.recommendation.terms import Again, Alike, ForEvent, GoesWith, Popular, Suggestion, Term
from shared.recommendation.wanting import Wanting
from shared.words import _, lazy, locale

NameOf = Callable[[int], str | None]
"""What a product is called; None if the catalogue has forgotten it."""

ALIKE: Final = lazy("Wanted by the same customers as {product}")
FOR_EVENTS: Final = {
    BIRTHDAY: lazy("For the birthday on {day}"),
    DUE_DATE: lazy("For the due date on {day}"),
    CHILD_BIRTHDAY: lazy("For the child's birthday on {day}"),
    ANNIVERSARY: lazy("For the anniversary on {day}"),
}


def reason(suggestion: Suggestion | Wanting, name_of: NameOf) -> str:
    """Why, by the heaviest term that can be told; empty if none can."""
    return next((said for term in suggestion.terms if (said := in_words(term, name_of))), "")


def in_words(term: Term, name_of: NameOf) -> str:
    """One term in plain words; empty if it is about a product that has no name any more."""
    if isinstance(term, Again):
        return _again(term)
    if isinstance(term, Popular):
        return _popular(term)
    if isinstance(term, ForEvent):
        return _(FOR_EVENTS[term.event]).format(day=locale().long_day_text(term.on))
    name = name_of(term.product_id)
    if name is None:
        return ""
    if isinstance(term, Alike):
        said = lazy("Like {product}, and wanted by the same customers") if term.kin else ALIKE
        return _(said).format(product=name)
    return _goes_with(term, name)


def _again(term: Again) -> str:
    last = ago(term.last_days_ago)
    if term.usual_gap_days is None or not term.is_regular:
        said = lazy("Bought {last}") if term.times == 1 else lazy("Bought twice, last {last}")
        return _(said).format(last=last)
    said = lazy("Due: {every}, last {last}") if term.is_due else lazy("A regular: {every}, last {last}")
    return _(said).format(every=every_weeks(term.usual_gap_days), last=last)


def _goes_with(term: GoesWith, name: str) -> str:
    if term.how == "basket":
        return _("Goes with {product} in the basket").format(product=name)
    if term.how == "liked":
        return _("Goes with {product}, which was liked").format(product=name)
    if term.usual_gap_days and term.times >= SEVERAL:
        text = _("Goes with {product}, bought {every}")
        return text.format(product=name, every=every_weeks(term.usual_gap_days))
    last = ago(term.last_days_ago or 0)
    return _("Goes with {product}, bought {last}").format(product=name, last=last)


def _popular(term: Popular) -> str:
    if term.department is not None:
        text = _("A best seller in {department} this month")
        return text.format(department=term.department)
    if term.store:
        return _("A best seller in this store this month")
    return _("A best seller this month")
