"""An attribute of the language: what it is called, what it is compared with, how it is read and said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from shared.customer import CustomerFacts

Kind = Literal["choice", "number"]

Condition = Mapping[str, Any]
"""A condition that was checked: `attribute`, `operator`, `value`."""

OPERATORS: Final[Mapping[Kind, tuple[str, ...]]] = {
    "choice": ("in", "not_in"),
    "number": ("at_least", "at_most"),
}


@dataclass(frozen=True, slots=True)
class Attribute:
    """One thing a rule may ask.

    `read` gives what is true of a customer on a day: for a choice the set of what holds, for a number the
    number, None if nobody knows. `says` tells a condition in plain words, by operator, from its value.
    `allowed` are the only values there are to choose from, and `things` what they are called.
    """

    label: str
    kind: Kind
    read: Callable[[CustomerFacts, date], Any]
    says: Mapping[str, Callable[[Any], str]]
    unit: str = ""
    allowed: tuple[str, ...] | None = None
    things: str = ""
