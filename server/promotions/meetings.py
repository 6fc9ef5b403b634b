"""Which promotions meet a planned one: at the same time, in the same stores, with customers who have both."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.audiences import service as audiences
from server.catalogue import service as catalogue
from server.promotions.models import PromotionRecord, PromotionStore
from shared.promotions.rule import Promotion

MOST: Final = 20
"""So many of those that end last are looked at."""

EXCLUSIVE: Final = "exclusive"


@dataclass(frozen=True, slots=True)
class Meeting:
    """A live promotion that some of the planned one's customers have, too; `is_clash` if one excludes the
    other."""

    promotion_id: str
    name: str
    both: int
    is_clash: bool
    excludes: bool


def meetings(
    session: Session, promotion: Promotion, store_ids: Sequence[str] | None, now_ms: int
) -> list[Meeting]:
    """What the planned promotion meets, clashes first, then by how many customers have both.

    Live promotions with the same choice of stores are counted by one query.
    """
    record = PromotionRecord
    query = (
        select(record.id, record.name, record.audience, record.stacking)
        .where(
            record.status == "published", record.id != promotion.id,
            record.starts_local < promotion.ends_local, record.ends_local > promotion.starts_local,
        )
        .order_by(record.ends_local.desc(), record.id)
        .limit(MOST)
    )  # fmt: skip
    live = {key: (name, json.loads(rule), stacking) for key, name, rule, stacking in session.execute(query)}
    both: dict[str, int] = {}
    for stores, ids in _by_stores(session, list(live), store_ids).items():
        rules: Mapping[str, Mapping[str, Any]] = {key: live[key][1] for key in ids}
        both |= audiences.overlaps(session, promotion.audience, rules, stores, now_ms)
    found = [
        Meeting(
            key, name, both[key], EXCLUSIVE in (stacking, promotion.stacking), excludes=stacking == EXCLUSIVE
        )
        for key, (name, _rule, stacking) in live.items()
        if both.get(key)
    ]
    return sorted(found, key=lambda each: (not each.is_clash, -each.both, each.name))


def _by_stores(
    session: Session, promotion_ids: Sequence[str], store_ids: Sequence[str] | None
) -> dict[tuple[str, ...] | None, list[str]]:
    """The promotions by the stores in which they meet the planned one; None for all stores there are."""
    pairs = select(PromotionStore.promotion_id, PromotionStore.store_id)
    pairs = pairs.where(PromotionStore.promotion_id.in_(promotion_ids)).order_by(PromotionStore.store_id)
    wanted = None if store_ids is None else set(store_ids)
    there: dict[str, list[str]] = defaultdict(list)
    for promotion_id, store_id in session.execute(pairs):
        if wanted is None or store_id in wanted:
            there[promotion_id].append(store_id)
    every = len(catalogue.stores(session))
    found: dict[tuple[str, ...] | None, list[str]] = defaultdict(list)
    for promotion_id, stores in there.items():
        found[tuple(stores) if len(stores) < every else None].append(promotion_id)
    return dict(found)
