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
"""So many are looked at: first what allows nothing beside it, then what ends last."""

EXCLUSIVE: Final = "exclusive"

MET: Final = ("submitted", "approved", "published")
"""What is on its way to tablets counts, too: two written at the same time would learn of it too late."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """A promotion, live or in approval, that some of the planned one's customers have, too; `is_clash` if one
    excludes the other."""

    promotion_id: str
    name: str
    status: str
    both: int
    is_clash: bool
    excludes: bool


def meetings(
    session: Session, promotion: Promotion, store_ids: Sequence[str] | None, now_ms: int
) -> list[Meeting]:
    """What the planned promotion meets, clashes first, then by how many customers have both.

    Promotions with the same choice of stores are counted by one query.
    """
    record = PromotionRecord
    query = (
        select(
            record.id, record.name, record.audience, record.stacking, record.status, record.store_ids
        )
        .where(
            record.status.in_(MET), record.id != promotion.id,
            record.starts_local < promotion.ends_local, record.ends_local > promotion.starts_local,
        )
        .order_by((record.stacking == EXCLUSIVE).desc(), record.ends_local.desc(), record.id)
        .limit(MOST)
    )  # fmt: skip
    near = {row.id: row for row in session.execute(query)}
    both: dict[str, int] = {}
    for stores, ids in _by_stores(session, list(near.values()), store_ids).items():
        rules: Mapping[str, Mapping[str, Any]] = {key: json.loads(near[key].audience) for key in ids}
        both |= audiences.overlaps(session, promotion.audience, rules, stores, now_ms)
    found = [
        Meeting(
            key,
            row.name,
            row.status,
            both[key],
            EXCLUSIVE in (row.stacking, promotion.stacking),
            excludes=row.stacking == EXCLUSIVE,
        )
        for key, row in near.items()
        if both.get(key)
    ]
    return sorted(found, key=lambda each: (not each.is_clash, -each.both, each.name))


def _by_stores(
    session: Session, near: Sequence[Any], store_ids: Sequence[str] | None
) -> dict[tuple[str, ...] | None, list[str]]:
    """The promotions by the stores in which they meet the planned one; None for all stores there are."""
    every = sorted(store.id for store in catalogue.stores(session))
    there = _placed(session, [row.id for row in near if row.status == "published"])
    for row in near:
        if row.status != "published":
            there[row.id] = every if row.store_ids is None else json.loads(row.store_ids)
    wanted = set(every if store_ids is None else store_ids)
    found: dict[tuple[str, ...] | None, list[str]] = defaultdict(list)
    for promotion_id, chosen in there.items():
        if stores := [each for each in chosen if each in wanted]:
            found[tuple(stores) if len(stores) < len(every) else None].append(promotion_id)
    return dict(found)


def _placed(session: Session, promotion_ids: Sequence[str]) -> dict[str, list[str]]:
    """The stores of published promotions."""
    pairs = select(PromotionStore.promotion_id, PromotionStore.store_id)
    pairs = pairs.where(PromotionStore.promotion_id.in_(promotion_ids)).order_by(PromotionStore.store_id)
    there: dict[str, list[str]] = defaultdict(list)
    for promotion_id, store_id in session.execute(pairs):
        there[promotion_id].append(store_id)
    return there
