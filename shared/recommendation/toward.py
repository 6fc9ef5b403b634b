"""Turning a customer's lists towards an event of her life that is near, whatever it is they are made by.

The products that go with the event are ranked as any others, then raised: the first counts as much as the
best of the list besides its own score, each further one a little less. So what she needs for the event
stands first, what she buys anyway follows, and the event is the reason where it is what weighed most.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from heapq import merge
from itertools import accumulate, islice
from typing import Final

from shared.life_dates import Occasion
from shared.recommendation.terms import ForEvent, Lists, Suggestion

FADES: Final = 0.9
"""What the event is worth to a product, in parts of what it is worth to the one before it."""


@dataclass(frozen=True, slots=True)
class Toward:
    """An event that is near, and the products that go with it."""

    event: Occasion
    products: Collection[int]


def turned(lists: Lists, fitting: Lists, event: Occasion, limit: int) -> Lists:
    """The lists with what fits the event raised; `fitting` are the same lists, made of such products only.

    What is due again stays as it is: she knows best what she runs out of.
    """
    return replace(
        lists,
        new_for_you=_raised(lists.new_for_you, fitting.new_for_you, event, limit),
        merged=_raised(lists.merged, fitting.merged, event, limit),
    )


def _raised(
    shown: Sequence[Suggestion], fitting: Sequence[Suggestion], event: Occasion, limit: int
) -> tuple[Suggestion, ...]:
    """Both in one order, each as it was; a shorter list is the beginning of a longer one."""
    worth = shown[0].score if shown else 0.0
    raised = []
    for each in fitting:
        raised.append(_for_event(each, event, worth))
        worth *= FADES
    moved = {each.product_id for each in raised}
    others = (each for each in _placed(shown) if each[1] not in moved)
    return tuple(suggestion for _, _, suggestion in islice(merge(_placed(raised), others), limit))


def _placed(ranked: Sequence[Suggestion]) -> Iterator[tuple[float, int, Suggestion]]:
    """The suggestions with what they are ordered by: no score above that of one before.

    Where nothing leads to anything new, best sellers follow what she spoke of, and have scores of their own.
    """
    lowest = accumulate((each.score for each in ranked), min)
    return ((-score, each.product_id, each) for score, each in zip(lowest, ranked, strict=True))


def _for_event(suggestion: Suggestion, event: Occasion, worth: float) -> Suggestion:
    terms = sorted((ForEvent(worth, event.kind, event.on), *suggestion.terms), key=lambda term: -term.share)
    return Suggestion(suggestion.product_id, suggestion.score + worth, tuple(terms))
