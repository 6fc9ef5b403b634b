"""Ways of filling the list of everything that are tried against the usual one; the other lists stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from shared.recommendation.terms import Lists, Suggestion

MODEL: Final = "model"
POPULAR: Final = "popular"
REPEAT_FIRST: Final = "repeat_first"


def repeat_first(lists: Lists, limit: int) -> Lists:
    """What is due again stands before everything else."""
    again = {each.product_id for each in lists.due_again}
    others = [each for each in lists.merged if each.product_id not in again]
    return replace(lists, merged=(*lists.due_again, *others)[:limit])


def popular(lists: Lists, sold: Sequence[Suggestion]) -> Lists:
    """What the store sells most, whatever she bought."""
    return replace(lists, merged=tuple(sold))
