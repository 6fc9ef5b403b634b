"""Words that several attributes are said with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from shared.audience.attributes import Condition
from shared.words import any_of, plural

MOST_NAMED: Final = 6
"""Values of a list that are said one by one; of more only how many."""


def some_of(values: Sequence[str]) -> str:
    """Things of which one is enough; of a long list the first ones and how many more."""
    rest = len(values) - MOST_NAMED
    if rest <= 1:
        return any_of(tuple(values))
    named = ", ".join(values[:MOST_NAMED])
    return plural("{named} or {count} more", "{named} or {count} more", rest, named=named)


def within(condition: Condition, sentence: str) -> str:
    """The condition with its window, if it has one: "… in 90 days"."""
    days = condition.get("days")
    if days is None:
        return sentence
    return plural("{condition} in {count} day", "{condition} in {count} days", days, condition=sentence)
