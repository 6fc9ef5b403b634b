"""The code by which a basket is handed to the till: what it carries, how it is written, when it is refused.

The QR carries the whole basket, so that a till can read it while neither has a line: `AISLE1-B-` and
letters and digits only, for the reason told in `card_codes`. Inside are form, store, basket, moment, lines
and offers, and a CRC-32 over all of them: whatever is torn, mistyped or cut short is refused, never half
believed. A person reads the short code instead, eight signs of which one checks the others; only HQ can say
what it stands for.
"""

from __future__ import annotations

from base64 import b32decode, b32encode
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID
from zlib import crc32

from shared.basket import MOST_LINES, MOST_QUANTITY
from shared.card_codes import OURS
from shared.errors import InvalidInput

QR_BASKET: Final = f"{OURS}B-"
LIFE_MS: Final = 12 * 3_600_000
"""How long a till takes a basket: until the store has closed, not until prices are others."""

FORM: Final = 1
_SIGNS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's 32 signs: none that a person takes for another."""

_ALIKE: Final = str.maketrans("OIL", "011")
_SHORT_SIGNS: Final = 8
_MOST: Final = 1 << 53
_LONGEST_TEXT: Final = 64
_LONGEST_CODE: Final = 6_000


class DamagedCode(InvalidInput):
    """A basket's code that cannot be read, or that is none."""

    code = "damaged_code"


@dataclass(frozen=True, slots=True)
class HandedLine:
    """Some pieces of a product under the retailer's own code; `unit_minor` None: the till knows the price."""

    sku: str
    quantity: int
    unit_minor: int | None
    discount_minor: int = 0


@dataclass(frozen=True, slots=True)
class HandedOffer:
    """An offer used in the basket: the redemption that counts it, what it takes off, the points it gives."""

    redemption_id: str
    promotion_id: str
    discount_minor: int
    points: int = 0


@dataclass(frozen=True, slots=True)
class HandedBasket:
    """A basket as it goes to the till; nothing in it names the customer."""

    id: str
    store_id: str
    at_ms: int
    lines: tuple[HandedLine, ...]
    offers: tuple[HandedOffer, ...] = ()

    @property
    def total_minor(self) -> int:
        """What is to be paid, without what has no price here."""
        return sum(each.quantity * (each.unit_minor or 0) - each.discount_minor for each in self.lines)

    def has_expired(self, now_ms: int) -> bool:
        """True if no till takes it any more."""
        return now_ms - self.at_ms >= LIFE_MS


def qr_text(basket: HandedBasket) -> str:
    """What the QR of the basket carries."""
    return QR_BASKET + _written(_packed(basket))


def read_qr(text: str) -> HandedBasket:
    """The basket of a scanned text; DamagedCode says what is wrong with it."""
    shape = text.strip().upper()
    if not is_basket_code(shape):
        raise DamagedCode("This is no basket's code. Scan the square that the tablet shows.")
    body = shape.removeprefix(QR_BASKET)
    try:
        sealed = b32decode(body + "=" * (-len(body) % 8)) if len(shape) <= _LONGEST_CODE else b""
    except ValueError as error:
        raise _damaged() from error
    packed = sealed[:-4]
    if not packed or _written(packed) != body:
        raise _damaged()
    if packed[:1] != bytes([FORM]):
        raise DamagedCode("A newer tablet wrote this code. Update the till, or type the short code.")
    try:
        return _unpacked(packed)
    except (IndexError, ValueError) as error:
        raise _damaged() from error


def is_basket_code(text: str) -> bool:
    """True if the text begins like the QR of a basket."""
    return text.strip().upper().startswith(QR_BASKET)


def short_code(basket_id: str) -> str:
    """What a person reads to the till: "7KQ4-X2MB"; the last sign checks those before it."""
    number = crc32(UUID(basket_id).bytes) << 3 | UUID(basket_id).int & 7
    signs = "".join(_SIGNS[number >> 5 * place & 31] for place in reversed(range(_SHORT_SIGNS - 1)))
    return f"{signs[:4]}-{signs[4:]}{_check_sign(signs)}"


def read_short(text: str) -> str:
    """The short code as it is written, whatever was typed for signs that look alike; or DamagedCode."""
    signs = "".join(text.upper().split()).replace("-", "").translate(_ALIKE)
    if len(signs) != _SHORT_SIGNS or any(sign not in _SIGNS for sign in signs):
        raise DamagedCode("A basket's short code has eight signs, like 7KQ4-X2MB. Read it once more.")
    if _check_sign(signs[:-1]) != signs[-1]:
        raise DamagedCode("This short code has a sign wrong. Read it once more.")
    return f"{signs[:4]}-{signs[4:]}"


def _damaged() -> DamagedCode:
    return DamagedCode("This basket's code is damaged. Scan it once more, or type the short code below it.")


def _check_sign(signs: str) -> str:
    """Weights are odd, so that any one wrong sign gives another check, and nearly every swap does, too."""
    return _SIGNS[sum((2 * place + 1) * _SIGNS.index(sign) for place, sign in enumerate(signs)) % 32]


def _written(packed: bytes) -> str:
    sealed = packed + crc32(packed).to_bytes(4, "big")
    return b32encode(sealed).decode("ascii").rstrip("=")


def _packed(basket: HandedBasket) -> bytes:
    parts = [
        bytes([FORM]), _text(basket.store_id), UUID(basket.id).bytes, _number(basket.at_ms),
        _number(len(basket.lines)),
    ]  # fmt: skip
    for line in basket.lines:
        price = 0 if line.unit_minor is None else line.unit_minor + 1
        parts += [_text(line.sku), _number(line.quantity), _number(price), _number(line.discount_minor)]
    parts.append(_number(len(basket.offers)))
    for offer in basket.offers:
        parts += [UUID(offer.redemption_id).bytes, UUID(offer.promotion_id).bytes]
        parts += [_number(offer.discount_minor), _number(offer.points)]
    return b"".join(parts)


def _unpacked(packed: bytes) -> HandedBasket:
    """The basket; ValueError or IndexError if the content makes no sense although it is whole."""
    source = _Source(packed[1:])
    store_id, basket_id, at_ms = source.text(), source.uuid(), source.number()
    lines = tuple(_lines_of(source))
    offers = tuple(
        HandedOffer(source.uuid(), source.uuid(), source.number(), source.number())
        for _ in range(source.number(MOST_LINES))
    )
    source.end()
    return HandedBasket(basket_id, store_id, at_ms, lines, offers)


def _lines_of(source: _Source) -> Iterator[HandedLine]:
    for _ in range(source.number(MOST_LINES)):
        sku, quantity = source.text(), source.number(MOST_QUANTITY)
        price, discount = source.number(), source.number()
        yield HandedLine(sku, quantity, price - 1 if price else None, discount)


class _Source:
    """Bytes read from the front."""

    def __init__(self, content: bytes) -> None:
        self._content, self._place = content, 0

    def number(self, most: int = _MOST) -> int:
        """A whole number, seven bits a byte, the lowest first."""
        value, shift = 0, 0
        while True:
            byte = self._content[self._place]
            self._place += 1
            value |= (byte & 127) << shift
            shift += 7
            if value > most or shift > 70:
                raise ValueError(f"{value} is more than {most}")
            if byte < 128:
                return value

    def text(self) -> str:
        return self._take(self.number(_LONGEST_TEXT)).decode("utf-8")

    def uuid(self) -> str:
        return str(UUID(bytes=self._take(16)))

    def end(self) -> None:
        if self._place != len(self._content):
            raise ValueError("there is more than a basket")

    def _take(self, length: int) -> bytes:
        taken = self._content[self._place : self._place + length]
        if len(taken) < length:
            raise ValueError("it ends too early")
        self._place += length
        return taken


def _number(value: int) -> bytes:
    parts = bytearray()
    while True:
        value, low = value >> 7, value & 127
        parts.append(low | (128 if value else 0))
        if not value:
            return bytes(parts)


def _text(value: str) -> bytes:
    encoded = value.encode("utf-8")
    return _number(len(encoded)) + encoded
