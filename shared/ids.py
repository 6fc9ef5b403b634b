"""Identifiers, made before anything is stored under them.

Two forms. Records that many devices make at once (operations, notes, redemptions, promotions) carry a
UUIDv7 as text: unique without asking anyone, ordered by time. Bulk records (customers, products,
purchases) carry a whole number: `scoped_id` puts the source system's own number under that source, so two
imports never collide and the number stays below 2**53, exact in every JSON reader. The upper half of those
numbers is for customers that tablets make, offline and without asking anyone: 52 random bits each, so that
among a million of them two meet once in ten thousand chains, and then the server refuses the second.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

SOURCE_SHIFT = 40
"""Bits left to a source system's own numbers: receipts of the demo data need 36."""

FIRST_OF_TABLETS = 1 << 52
"""From here up to 2**53 numbers are made on tablets."""

MAX_SOURCE = (FIRST_OF_TABLETS >> SOURCE_SHIFT) - 1


def uuid7(now_ms: int, random_bytes: Callable[[int], bytes]) -> str:
    """A new UUIDv7 (RFC 9562, section 5.7) as text, from a moment and 10 random bytes."""
    noise = int.from_bytes(random_bytes(10), "big")
    value = (now_ms & ((1 << 48) - 1)) << 80
    value |= 0x7 << 76
    value |= (noise >> 68 & 0xFFF) << 64
    value |= 0b10 << 62
    value |= noise & ((1 << 62) - 1)
    return str(UUID(int=value))


def is_uuid(text: object) -> bool:
    """True for the canonical text form of a UUID, and for nothing else."""
    if not isinstance(text, str) or len(text) != 36:
        return False
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def scoped_id(source: int, number: int) -> int:
    """One whole number for record `number` of source system `source`."""
    if not 0 <= source <= MAX_SOURCE:
        raise ValueError(f"source {source} is not within 0 to {MAX_SOURCE}")
    if not 0 <= number < 1 << SOURCE_SHIFT:
        raise ValueError(f"{number} does not fit below 2**{SOURCE_SHIFT}")
    return source << SOURCE_SHIFT | number


def tablet_id(random_bytes: Callable[[int], bytes]) -> int:
    """A new number for a record that a tablet makes, from 7 random bytes."""
    return FIRST_OF_TABLETS | int.from_bytes(random_bytes(7), "big") & (FIRST_OF_TABLETS - 1)


def is_of_tablet(number: int) -> bool:
    """True for a number that a tablet made."""
    return FIRST_OF_TABLETS <= number < FIRST_OF_TABLETS << 1
