"""What made a product's score, in facts: the only thing that reasons may be told from.

Named tuples: a few hundred are made for one customer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from shared.recommendation.history import SEVERAL

How = Literal["bought", "basket", "liked"]


class Again(NamedTuple):
    """She bought it before: how often, every how many days (None: once), and how many days ago last."""

    share: float
    times: int
    usual_gap_days: int | None
    last_days_ago: int

    @property
    def is_regular(self) -> bool:
        """True if a gap can be called usual: once more might have been chance."""
        return self.usual_gap_days is not None and self.times >= SEVERAL

    @property
    def is_due(self) -> bool:
        """True if the usual time has passed since the last one."""
        gap = self.usual_gap_days
        return gap is not None and self.is_regular and self.last_days_ago >= gap


class GoesWith(NamedTuple):
    """Who buys that product buys this one; `how` she came by it, and as for `Again` if she bought it."""

    share: float
    product_id: int
    how: How
    times: int = 0
    usual_gap_days: int | None = None
    last_days_ago: int | None = None


class Popular(NamedTuple):
    """Many buy it: in this store, in a department, or everywhere (None)."""

    share: float
    store: bool = False
    department: str | None = None


class Alike(NamedTuple):
    """The same customers want it as want that product, and it may be of the same kind (`kin`)."""

    share: float
    product_id: int
    kin: bool = False


class ForEvent(NamedTuple):
    """It goes with an event of her life (`shared.life_dates`) that is near, and with that day."""

    share: float
    event: str
    on: date


Term = Again | GoesWith | Popular | Alike | ForEvent


class Suggestion(NamedTuple):
    """A ranked product: its score, and the terms of it that weigh most, the heaviest first."""

    product_id: int
    score: float
    terms: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class Lists:
    """What to mention to one customer, each list best first.

    `left_out` says by which answer a product that would have been looked at is missing. `settled` are those
    that the customer has in the basket, bought today or refused: whatever a screen cannot tell from them has
    no place beside the lists either.
    """

    due_again: tuple[Suggestion, ...] = ()
    new_for_you: tuple[Suggestion, ...] = ()
    merged: tuple[Suggestion, ...] = ()
    left_out: tuple[tuple[int, str], ...] = ()
    settled: frozenset[int] = frozenset()
