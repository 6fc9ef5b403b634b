"""How visits were rated, ready to be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from shared.visit_ratings import RATINGS
from shared.words import Lazy, lazy


@dataclass(frozen=True, slots=True)
class RatingWord:
    """One of the five answers: its number, its name, and the face that stands for it."""

    rating: int
    name: Lazy
    icon: str


_NAMES: Final = (
    lazy("Very bad"),
    lazy("Bad", of="a visit"),
    lazy("All right", of="a visit"),
    lazy("Good", of="a visit"),
    lazy("Very good"),
)
_ICONS: Final = (
    "emoticon-angry-outline",
    "emoticon-sad-outline",
    "emoticon-neutral-outline",
    "emoticon-happy-outline",
    "emoticon-excited-outline",
)

RATING_WORDS: Final = tuple(map(RatingWord, RATINGS, _NAMES, _ICONS))
"""The five answers, from very bad to very good."""


@dataclass(frozen=True, slots=True)
class VisitRating:
    """What was said of a customer's visit today: `rating` is 0, and `id` empty, while nothing was."""

    customer_id: int
    rating: int = 0
    id: str = ""
