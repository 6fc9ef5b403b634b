"""The rule: what a promotion gives, on what condition, to whom, where, when, how often and beside what."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from shared.redemption import PROVISIONAL

Status = Literal["draft", "published", "stopped"]

Stacking = Literal["exclusive", "best_price", "joint"]
STACKINGS: Final[tuple[Stacking, ...]] = ("exclusive", "best_price", "joint")
"""Nothing beside it; the best for her among others like it; on top of what there is already."""

AS_JSON: Final = ("audience", "benefit", "conditions", "frequency", "variants")
"""The fields that are stored and sent as JSON text."""


@dataclass(frozen=True, slots=True)
class Promotion:
    """The rule as it was written (wall-clock times, meant in each store's own zone).

    `benefit` holds what does not fit into one number (`benefit.py`), `conditions` what must lie in the basket
    (`condition.py`), `frequency` how often she may have it in so many days, `variants` the texts and pictures
    that are tried against each other, `holdout_percent` how many of a hundred customers never see it.
    """

    id: str
    name: str
    text: str
    benefit_kind: str
    benefit_value: int
    starts_local: str
    ends_local: str
    department: str | None = None
    audience: Mapping[str, Any] = field(default_factory=dict)
    total_limit: int | None = None
    customer_limit: int | None = 1
    budget_minor: int | None = None
    offline_policy: str = PROVISIONAL
    priority: int = 0
    status: str = "published"
    version: int = 1
    benefit: Mapping[str, Any] = field(default_factory=dict)
    conditions: Mapping[str, Any] = field(default_factory=dict)
    stacking: str = "best_price"
    store_limit: int | None = None
    frequency: Mapping[str, Any] = field(default_factory=dict)
    variants: Sequence[Mapping[str, Any]] = ()
    holdout_percent: int = 0
    picture_id: str | None = None


def text_for(promotion: Promotion, variant: str | None) -> str:
    """The words that go with it: those of the variant that she sees, or its own where that has none."""
    own = (each["text"] for each in promotion.variants if each["key"] == variant)
    return next(own, "") or promotion.text


def picture_for(promotion: Promotion, variant: str | None) -> str | None:
    """The picture that goes with it: the variant's, or its own where that has none."""
    own = (each["picture_id"] for each in promotion.variants if each["key"] == variant)
    return next(own, None) or promotion.picture_id


_SINCE_LATER: Final = (
    "offline_policy", "benefit", "conditions", "stacking", "frequency", "variants", "holdout_percent",
)  # fmt: skip


def promotion_from_row(row: Mapping[str, Any]) -> Promotion:
    """The promotion of a stored or synchronised row; what is JSON may be text or already read."""
    values = {name: row[name] for name in Promotion.__dataclass_fields__ if name in row}
    for name in _SINCE_LATER:
        if values.get(name, "") is None:  # a row from a server that knew none
            del values[name]
    for name in AS_JSON:
        if isinstance(values.get(name), str):
            values[name] = json.loads(values[name])
    return Promotion(**values)
