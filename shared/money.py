"""Money: whole minor units (cents) where stored or sent, Decimal where computed with."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal


def to_minor(amount: Decimal) -> int:
    """Cents of an amount, half a cent rounded up."""
    return int((amount * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def from_minor(minor: int) -> Decimal:
    """The amount of a number of cents, with two places."""
    return Decimal(minor).scaleb(-2)


def as_text(minor: int, symbol: str = "$") -> str:
    """An amount as people read it: "$12.50", and "-$3.00" below zero."""
    sign = "-" if minor < 0 else ""
    return f"{sign}{symbol}{abs(from_minor(minor)):,.2f}"


def as_round_text(minor: int, symbol: str = "$") -> str:
    """An amount without cents, for headline figures: "$12,480"."""
    whole = int(Decimal(abs(minor)).scaleb(-2).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    sign = "-" if minor < 0 and whole else ""
    return f"{sign}{symbol}{whole:,}"
