"""The last promotion that each tablet has received, and how many it still waits for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.devices.service import FleetRow
from server.promotions.models import PromotionRecord, PromotionStore
from server.promotions.receiving import receiving


@dataclass(frozen=True, slots=True)
class Arrival:
    """The news of promotions that a tablet has got last: when HQ sent it, and whether it was a stop.

    `waiting` is how many promotions it reads and does not have as they are now.
    """

    promotion_id: str
    name: str
    at_ms: int
    is_stop: bool
    waiting: int


def last_promotions(session: Session, tablets: Iterable[FleetRow]) -> dict[str, Arrival]:
    """By tablet id, for those that have any; by a few queries whatever the number of tablets."""
    there = list(tablets)
    store_ids = {tablet.store_id for tablet in there}
    moved_ms = func.coalesce(PromotionRecord.stopped_ms, PromotionRecord.published_ms)
    query = (
        select(
            PromotionStore.store_id,
            PromotionRecord.id,
            PromotionRecord.name,
            PromotionRecord.status,
            moved_ms,
        )
        .join(PromotionRecord, PromotionRecord.id == PromotionStore.promotion_id)
        .where(PromotionStore.store_id.in_(sorted(store_ids)))
        .order_by(moved_ms.desc(), PromotionRecord.id.desc())
    )
    by_store: dict[str, list[tuple[str, str, str, int]]] = {}
    for store_id, promotion_id, name, status, at_ms in session.execute(query):
        by_store.setdefault(store_id, []).append((promotion_id, name, status, at_ms))
    travelling = receiving(session, store_ids)
    found: dict[str, Arrival] = {}
    for tablet in there:
        sent = [each for each in by_store.get(tablet.store_id, []) if travelling.can_read(tablet, each[0])]
        got = [each for each in sent if travelling.has(tablet, each[0])]
        if got:
            promotion_id, name, status, at_ms = got[0]
            waiting = len(sent) - len(got)
            found[tablet.id] = Arrival(promotion_id, name, at_ms, status == "stopped", waiting)
    return found
