"""The experiment: which ways of doing one thing are tried against each other, on whom, where and when."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

Surface = Literal["recommendations", "next_actions", "offers"]

WHOLE: Final = 10_000
"""What the weights of an experiment sum to: a weight is so many of ten thousand customers."""

STRATEGIES: Final[Mapping[Surface, Mapping[str, str]]] = {
    "recommendations": {
        "model": "What she is most likely to want, as always",
        "popular": "What the store sells most",
        "repeat_first": "What is due again before anything new",
    },
    "next_actions": {
        "ranked": "By how much each is worth, as always",
        "dated": "By day: what is due first stands first",
    },
    "offers": {
        "value": "By expected value, as always",
        "learning": "By expected value, trying what is little known",
        "newest": "The newest first",
    },
}
"""By surface the ways that there are, with what each does; the first is what everybody else gets."""

SURFACES: Final[tuple[Surface, ...]] = tuple(STRATEGIES)

USUAL: Final[Mapping[Surface, str]] = {surface: next(iter(ways)) for surface, ways in STRATEGIES.items()}
"""By surface the strategy of whoever is in no experiment."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One arm: its key, what it is called, how many of ten thousand are in it, and what is done for them."""

    key: str
    name: str
    weight: int
    strategy: str


@dataclass(frozen=True, slots=True)
class Experiment:
    """The rule as it was written; times are by the clock on each store's wall, `control` names a variant."""

    id: str
    name: str
    surface: str
    starts_local: str
    ends_local: str
    variants: tuple[Variant, ...]
    control: str
    audience: Mapping[str, Any] = field(default_factory=dict)
    status: str = "running"


def experiment_from_row(row: Mapping[str, Any]) -> Experiment:
    """The experiment of a stored or synchronised row; what is JSON may be text or already read."""
    values = {name: row[name] for name in Experiment.__dataclass_fields__ if name in row}
    for name in ("audience", "variants"):
        if isinstance(values.get(name), str):
            values[name] = json.loads(values[name])
    values["variants"] = tuple(Variant(**each) for each in values["variants"])
    return Experiment(**values)
