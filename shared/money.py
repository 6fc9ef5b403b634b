"""Money: whole minor units (cents) where stored or sent, Decimal where computed with."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from shared.words import locale, number


def to_minor(amount: Decimal) -> int:
    """Cents of an amount, half a cent rounded up."""
    return int((amount * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def from_minor(minor: int) -> Decimal:
    """The amount of a number of cents, with two places."""
    return Decimal(minor).scaleb(-2)


def as_text(minor: int, symbol: str = "$") -> str:
    """An amount as people read it: "$12.50", and "-$3.00" below zero."""
    return _signed(abs(from_minor(minor)), 2, symbol, is_negative=minor < 0)


def as_round_text(minor: int, symbol: str = "$") -> str:
    """An amount without cents, for headline figures: "$12,480"."""
    whole = int(Decimal(abs(minor)).scaleb(-2).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    return _signed(Decimal(whole), 0, symbol, is_negative=minor < 0 and whole > 0)


def plain_amount(amount: float, symbol: str = "$") -> str:
    """An amount with as many places as it has: "$100", "$12.5"."""
    return locale().money(number(amount), symbol)


def _signed(amount: Decimal, places: int, symbol: str, *, is_negative: bool) -> str:
    """The amount as the language writes it; the sign stands before all of it."""
    return ("-" if is_negative else "") + locale().money(locale().decimals(amount, places), symbol)
