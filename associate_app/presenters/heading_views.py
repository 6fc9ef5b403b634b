"""What stands at the head of a customer's screen; frozen, ready to be read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HeaderFact:
    """Something to know of her at a glance: what it is, and what is known."""

    icon: str
    label: str
    text: str
