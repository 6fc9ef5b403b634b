"""Who gets which variant, and who is held out: the same on every machine, without anybody storing it.

A customer falls into one of 10,000 buckets by SHA-256 of a salt and her number. Each promotion has salts of
its own, so that who is held out of one is no more likely to be held out of another; the salt of the holdout
from everything stays for good, so that whoever is in it stays in it while it grows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, Final

BUCKETS: Final = 10_000
PER_CENT: Final = BUCKETS // 100
EVERYTHING: Final = "holdout:everything"
MOST_HELD_OUT: Final = 50


def bucket(salt: str, customer_id: int) -> int:
    """A number from 0 to 9,999: the first eight bytes of SHA-256 of "salt:number", modulo 10,000."""
    digest = sha256(f"{salt}:{customer_id}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % BUCKETS


def is_held_out(promotion_id: str, customer_id: int, percent: int) -> bool:
    """True if she is among the so many of a hundred who never see the promotion."""
    return percent > 0 and bucket(f"holdout:{promotion_id}", customer_id) < percent * PER_CENT


def is_held_out_of_everything(customer_id: int, percent: int) -> bool:
    """True if she is among the so many of a hundred to whom nothing is offered at all."""
    return percent > 0 and bucket(EVERYTHING, customer_id) < percent * PER_CENT


def variant_of(
    promotion_id: str, customer_id: int, variants: Sequence[Mapping[str, Any]]
) -> Mapping[str, Any] | None:
    """The variant that she sees; None if there are none. Buckets are shared out by weight, to one exactly."""
    if not variants:
        return None
    whole, reached = sum(each["weight"] for each in variants), 0
    place = bucket(f"variant:{promotion_id}", customer_id)
    for each in variants:
        reached += each["weight"]
        if place < reached * BUCKETS // whole:
            return each
    raise AssertionError("the last variant ends with the last bucket")  # pragma: no cover
