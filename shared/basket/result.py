"""The result: what is taken off which line by which offer, and of every offer why it applies or why not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from shared.basket.lines import Line

Reason = Literal[
    "applied", "no_item", "no_price", "saves_less", "not_available", "left_out", "not_enough", "no_gift",
    "beside_exclusive", "gives_way",
]  # fmt: skip
"""`not_enough`: the basket lacks something for its condition, or pieces. `beside_exclusive`: one that suffers
nothing beside it applies. `gives_way`: it is such a one itself, and a more important one applies."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What one offer takes off a line."""

    promotion_id: str
    minor: int


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A line with what is taken off it, in the order in which it was."""

    line: Line
    taken: tuple[Taken, ...] = ()

    @property
    def discount_minor(self) -> int:
        """What all offers take off it."""
        return sum(each.minor for each in self.taken)

    @property
    def promotion_id(self) -> str | None:
        """The offer that it belongs to: the first that takes something off; others were added to that."""
        return self.taken[0].promotion_id if self.taken else None

    @property
    def net_minor(self) -> int:
        """What is to be paid for it."""
        return self.line.gross_minor - self.discount_minor


@dataclass(frozen=True, slots=True)
class OfferResult:
    """What became of an offer: what it saves on how many pieces, or why nothing.

    `lacks_minor` and `lacks_items` are what is missing for it, `because_of` is the offer that keeps it out.
    """

    promotion_id: str
    reason: Reason
    discount_minor: int = 0
    pieces: int = 0
    points: int = 0
    lacks_minor: int = 0
    lacks_items: int = 0
    because_of: str | None = None

    @property
    def applies(self) -> bool:
        """True if she has something of it."""
        return self.reason == "applied"


@dataclass(frozen=True, slots=True)
class Priced:
    """The basket's lines and offers in the order in which they were given, and its sums."""

    lines: tuple[PricedLine, ...]
    offers: tuple[OfferResult, ...]

    @property
    def gross_minor(self) -> int:
        """What it costs without offers."""
        return sum(each.line.gross_minor for each in self.lines)

    @property
    def discount_minor(self) -> int:
        """What all offers take off."""
        return sum(each.discount_minor for each in self.lines)

    @property
    def total_minor(self) -> int:
        """What is to be paid."""
        return self.gross_minor - self.discount_minor

    @property
    def pieces(self) -> int:
        """How many things lie in it."""
        return sum(each.line.quantity for each in self.lines)

    @property
    def unpriced(self) -> int:
        """How many of them have no price here; the total is without them."""
        return sum(each.line.quantity for each in self.lines if each.line.unit_minor is None)

    @property
    def applied(self) -> tuple[OfferResult, ...]:
        """The offers of which she has something."""
        return tuple(each for each in self.offers if each.applies)
