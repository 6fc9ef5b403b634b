"""An attribute of the language: what it is called, what it is compared with, how it is read and said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Literal, TypeVar

from shared.customer import CustomerFacts
from shared.particulars import Names
from shared.words import Lazy, _, lazy

Known = TypeVar("Known")

Kind = Literal["choice", "number"]

Condition = Mapping[str, Any]
"""A condition that was checked: `attribute`, `operator`, `value`; `of`, `days`, `measure` if it says more."""

OPERATORS: Final[Mapping[Kind, tuple[str, ...]]] = {
    "choice": ("in", "not_in"),
    "number": ("at_least", "at_most"),
}

HIGHEST: Final = 10**9
"""The highest number to compare with."""

ASKS_MORE: Final = lazy("something that cannot be decided here")


class Undecided(Exception):
    """What the condition asks for is not known here, or not to this version: she is not selected."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Who is asked about, on which local day, and whether she is in an audience that rules take in."""

    facts: CustomerFacts
    today: date
    is_in: Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Part:
    """Something that a condition may be about: texts or whole numbers to choose from, or one text.

    `allowed` are the only ones there are.
    """

    kind: Literal["texts", "numbers", "text"]
    label: str
    allowed: tuple[str, ...] | None = None
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class Attribute:
    """One thing a rule may ask.

    `read` gives what is true of a customer: for a choice the set of what holds, for a number the number, None
    if nobody knows. `says` tells a condition in plain words. `allowed` are the only values there are to
    choose from, and `things` what they are called. `of` is what a condition may be about; `windowed` ones may
    look at the last `days` only; `measures` is what may be counted, the first one unless said otherwise.
    `lowest` is the least number to compare with.
    """

    label: str
    kinds: tuple[Kind, ...]
    read: Callable[[Asking, Condition], Any]
    says: Callable[[Condition, Names], str]
    unit: str = ""
    allowed: tuple[str, ...] | None = None
    things: str = ""
    of: Mapping[str, Part] = field(default_factory=dict)
    windowed: bool = False
    measures: tuple[str, ...] = ()
    lowest: int = 0
    parts: frozenset[str] = field(init=False)
    """What a condition on it may consist of."""

    def __post_init__(self) -> None:
        more = {"of": self.of, "days": self.windowed, "measure": self.measures}
        parts = {"attribute", "operator", "value", *(name for name, has in more.items() if has)}
        object.__setattr__(self, "parts", frozenset(parts))

    @property
    def kind(self) -> Kind:
        """What its values are, or most often are."""
        return self.kinds[0]

    @property
    def operators(self) -> tuple[str, ...]:
        """Every way in which it may be compared."""
        return tuple(operator for kind in self.kinds for operator in OPERATORS[kind])

    def knows(self, condition: Condition) -> bool:
        """True if this version understands all that the condition says about the attribute."""
        of = condition.get("of", {})
        return (
            condition.get("operator") in self.operators
            and condition.keys() <= self.parts
            and isinstance(of, Mapping)
            and of.keys() <= self.of.keys()
            and ("measure" not in condition or condition["measure"] in self.measures)
        )


def by_operator(says: Mapping[str, Callable[[Any], str]]) -> Callable[[Condition, Names], str]:
    """Says a condition from its operator and its value alone."""
    return lambda condition, _names: says[condition["operator"]](condition["value"])


def known(value: Known | None) -> Known:
    """The value; Undecided if nobody looked for it."""
    if value is None:
        raise Undecided
    return value


def label_of(labels: Mapping[str, Lazy], key: str) -> str:
    """What a key is called; the key itself if a newer version made it."""
    return _(labels[key]) if key in labels else key
