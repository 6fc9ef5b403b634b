"""What stands on a card or a label, as a scanner reads it: our own QR form, a GS1 number, or a bare code.

Our QR carries `AISLE1-C-<card>-<check>`: letters, digits and hyphens only, because a scanner that types
like a keyboard cannot be trusted with anything that another keyboard layout writes elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

QR_CARD: Final = "AISLE1-C-"
"""How a card's QR begins; the number after our name is the version of the form."""

OURS: Final = "AISLE1-"
OWN_LABEL, OWN_CARD = "20", "29"
"""GS1 leaves numbers that begin with 2 to each retailer: 20 carries its own code (sku), 29 is a card."""

GTIN_LENGTHS: Final = (8, 12, 13, 14)
LONGEST: Final = 40
"""Signs a card number or a sku may have."""

_SHORTEST_CARD: Final = 4
_SKU_DIGITS: Final = 10
_MODULUS: Final = 97

Kind = Literal["card", "number", "plain", "damaged", "strange"]


@dataclass(frozen=True, slots=True)
class Code:
    """What was read. `value` is a card's number, a number's 13 (or 14) digits, or the text itself.

    card: our own QR, or an EAN-13 of ours. number: a GS1 number whose check digit is right. plain: may be a
    card or a sku. damaged: begins or counts like one of these, but its check is wrong. strange: nothing of
    this kind.
    """

    kind: Kind
    value: str


def read(text: str) -> Code:
    """What a scanned text is."""
    plain = text.strip()
    shape = plain.upper()
    if shape.startswith(OURS):
        number = _card_in(shape)
        return Code("damaged", plain) if number is None else Code("card", number)
    if not _is_plain(plain):
        return Code("strange", plain)
    if _is_digits(plain) and len(plain) in GTIN_LENGTHS:
        if is_checked(plain) and plain.startswith(OWN_CARD) and len(plain) == 13:
            return Code("card", plain)
        if is_checked(plain):
            return Code("number", plain if len(plain) == max(GTIN_LENGTHS) else plain.zfill(13))
        return Code("damaged", plain)
    return Code("plain", plain)


def is_likely(text: str) -> bool:
    """True if the text has the look of a code: somebody's words have fewer digits in them."""
    code = read(text)
    return code.kind != "strange" and sum(sign.isdigit() for sign in code.value) * 2 > len(code.value)


def card_qr(number: str) -> str:
    """What the QR of a card carries."""
    return f"{QR_CARD}{number.upper()}-{_check97(number.upper()):02}"


def own_label(sku: str) -> str:
    """The EAN-13 of a label with the retailer's own code of at most ten digits; ValueError for another."""
    if not _is_digits(sku) or len(sku) > _SKU_DIGITS:
        raise ValueError(
            f"{sku!r} does not fit on a label: it has more than {_SKU_DIGITS} digits or a letter"
        )
    body = OWN_LABEL + sku.zfill(_SKU_DIGITS)
    return f"{body}{check_digit(body)}"


def cards_of(code: Code, text: str) -> tuple[str, ...]:
    """The card numbers that the code may stand for, the surest first; none for what cannot be a card."""
    if code.kind == "card":
        return (code.value,)
    plain = text.strip()
    if code.kind == "strange" or plain.upper().startswith(OURS) or len(plain) < _SHORTEST_CARD:
        return ()
    return _distinct(plain, code.value)


def skus_of(code: Code, text: str) -> tuple[str, ...]:
    """The retailer's codes that the code may stand for, the surest first."""
    if code.kind not in ("number", "plain"):
        return ()
    plain = text.strip()
    if code.kind == "plain":
        return (plain,)
    inner = code.value[2:-1].lstrip("0") if len(code.value) == 13 and code.value.startswith(OWN_LABEL) else ""
    return _distinct(plain, code.value, inner, plain.lstrip("0"))


def is_checked(digits: str) -> bool:
    """True if the last digit is the GS1 check digit of those before it."""
    return digits[-1] == check_digit(digits[:-1])


def check_digit(body: str) -> str:
    """The GS1 check digit: weights 3 and 1 by turns from the right, up to the next ten."""
    weighted = sum(int(digit) * (1 if place % 2 else 3) for place, digit in enumerate(reversed(body)))
    return str(-weighted % 10)


def _card_in(shape: str) -> str | None:
    number, _, check = shape.removeprefix(QR_CARD).rpartition("-")
    if not shape.startswith(QR_CARD) or not number or not _is_plain(number):
        return None
    return number if check == f"{_check97(number):02}" else None


def _check97(text: str) -> int:
    """Two digits that any single wrong or two swapped signs change: the remainder by 97, signs in base 36."""
    remainder = 0
    for sign in text:
        value = 36 if sign == "-" else int(sign, 36)
        remainder = (remainder * 100 + value) % _MODULUS
    return remainder


def _is_plain(text: str) -> bool:
    return 0 < len(text) <= LONGEST and all(
        sign.isascii() and (sign.isalnum() or sign == "-") for sign in text
    )


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdecimal()


def _distinct(*texts: str) -> tuple[str, ...]:
    return tuple(text for text in dict.fromkeys(texts) if text)
