"""What a benefit or a condition is about, for example `{"department": ["Dairy"], "product": [7, 8]}`.

Several keys must all hold for a line; nothing asked is anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Protocol

KEYS: Final = ("department", "category", "brand", "product")
MOST_CHOICES: Final = 200
LONGEST: Final = 80


class Thing(Protocol):
    """What is read of a product in a basket."""

    @property
    def product_id(self) -> int: ...
    @property
    def department(self) -> str: ...
    @property
    def category(self) -> str: ...
    @property
    def brand(self) -> str: ...


def matches(of: Mapping[str, Any], thing: Thing) -> bool:
    """True if the thing is one of those."""
    told = {
        "department": thing.department, "category": thing.category, "brand": thing.brand,
        "product": thing.product_id,
    }  # fmt: skip
    return all(told[key] in chosen for key, chosen in of.items())


def wrong_things(of: object) -> str | None:
    """What is wrong with it, as a sentence for whoever wrote it; None if nothing is."""
    if not isinstance(of, dict) or set(of) - set(KEYS):
        return "Say what it is about by department, category, brand or product."
    for key, chosen in of.items():
        if not isinstance(chosen, list) or not 0 < len(chosen) <= MOST_CHOICES:
            return f"Choose 1 to {MOST_CHOICES} for “{key}”, or leave it out."
        if not all(_is_one(key, each) for each in chosen):
            return f"“{key}” cannot be looked up as written. Choose it from the list."
    return None


def _is_one(key: str, value: object) -> bool:
    if key == "product":
        return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 1 << 53
    return isinstance(value, str) and len(value.strip()) > 0 and len(value) <= LONGEST
