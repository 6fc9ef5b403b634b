"""Who would get a promotion, before anybody does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from server.catalogue import service as catalogue
from server.customers import service as customers
from server.customers.service import KnownCustomer
from shared import audience
from shared.clock import local_date
from shared.errors import InvalidInput

SAMPLE_SIZE = 5
NO_CONSENT = "No consent to personal offers"


@dataclass(frozen=True, slots=True)
class SampleRow:
    """A customer who would get it, not to be recognised by her name."""

    masked_name: str
    tier: str
    home_store: str | None
    last_visit_ms: int | None


@dataclass(frozen=True, slots=True)
class Preview:
    """How many get it and who they are; `matching` still counts those without consent.

    `excluded` says, for each reason in plain words, how many customers of these stores it leaves out.
    """

    count: int
    matching: int
    in_stores: int
    by_tier: dict[str, int] = field(default_factory=dict)
    sample: list[SampleRow] = field(default_factory=list)
    excluded: dict[str, int] = field(default_factory=dict)


def asks_for_departments(rule: Mapping[str, Any]) -> bool:
    """True if the rule cannot be decided without knowing where a customer buys."""
    return "departments" in audience.attributes_asked(rule)


def preview(session: Session, rule: object, store_ids: list[str] | None, now_ms: int) -> Preview:
    """The answer for the customers of those stores' books, or of all; InvalidInput for a bad rule."""
    checked = audience.check_rule(rule)
    stores = {store.id: store for store in catalogue.stores(session)}
    chosen = list(stores) if store_ids is None else store_ids
    if set(chosen) - set(stores):
        raise InvalidInput("Choose among the stores listed.", store_ids="unknown store")
    known = customers.facts_for(
        session, customers.book_of(chosen), now_ms=now_ms, with_departments=asks_for_departments(checked)
    )
    days = {zone: local_date(now_ms, zone) for zone in {s.time_zone for s in stores.values()} | {"UTC"}}
    excluded: Counter[str] = Counter()
    selected = []
    for each in known:
        home = stores.get(each.facts.home_store_id or "")
        answer = audience.evaluate(checked, each.facts, days[home.time_zone if home else "UTC"])
        if not answer.selected:
            excluded[answer.failed or ""] += 1
        elif not each.facts.may_personalize:
            excluded[NO_CONSENT] += 1
        else:
            selected.append(each)
    names = {store.id: store.name for store in stores.values()}
    return Preview(
        count=len(selected),
        matching=len(selected) + excluded[NO_CONSENT],
        in_stores=len(known),
        by_tier=dict(Counter(each.facts.tier for each in selected)),
        sample=[_sample(each, names) for each in _spread(selected)],
        excluded={reason: number for reason, number in excluded.most_common() if number},
    )


def _spread(selected: list[KnownCustomer]) -> list[KnownCustomer]:
    """A few of the selected, from all over, the same ones at each look."""
    step = max(1, len(selected) // SAMPLE_SIZE)
    return selected[::step][:SAMPLE_SIZE]


def _sample(each: KnownCustomer, names: Mapping[str, str]) -> SampleRow:
    return SampleRow(
        masked_name=f"{each.given_name[:1]}•••• {each.family_name[:1]}.",
        tier=each.facts.tier,
        home_store=names.get(each.facts.home_store_id or ""),
        last_visit_ms=each.facts.figures.last_visit_ms,
    )
