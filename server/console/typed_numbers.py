"""Numbers and amounts as people type them, read into whole numbers, or told what would do."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Final

from shared.errors import InvalidInput
from shared.money import from_minor, to_minor

HIGHEST: Final = 10**9
MOST_DOLLARS: Final = 10**7


def whole(text: str, name: str, *, lowest: int = 0, highest: int = HIGHEST) -> int | None:
    """The whole number, None for an empty field; InvalidInput under the field's name."""
    plain = text.strip().replace(",", "").removesuffix("%").replace("−", "-")
    if not plain:
        return None
    digits = plain.removeprefix("-")
    if digits.isascii() and digits.isdigit() and len(digits) < 11 and lowest <= int(plain) <= highest:
        return int(plain)
    sentence = "Give a whole number, or leave it empty."
    raise InvalidInput(sentence, **{name: sentence})


def cents(text: str, name: str) -> int | None:
    """The amount in minor units, None for an empty field; InvalidInput under the field's name."""
    plain = text.strip().removeprefix("$").replace(",", "")
    if not plain:
        return None
    try:
        amount = Decimal(plain)
    except InvalidOperation:
        amount = Decimal(-1)
    if not (amount.is_finite() and 0 <= amount <= MOST_DOLLARS):
        sentence = "Give an amount, for example 2.50, or leave it empty."
        raise InvalidInput(sentence, **{name: sentence})
    return to_minor(amount)


def dollars(minor: int | None) -> str:
    """The amount as it stands in a field; nothing for none."""
    return "" if minor is None else f"{from_minor(minor)}"


def digits(number: int | None) -> str:
    """The number as it stands in a field; nothing for none."""
    return "" if number is None else str(number)
