"""What came of promotions: how many tablets they reached, and what was redeemed where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.devices import service as devices
from server.devices.service import FleetRow
from server.promotions.models import PromotionRecord, PromotionStore, Redemption
from server.promotions.receiving import receiving


@dataclass(frozen=True, slots=True)
class Reached:
    """How many tablets have a promotion as it is now, of all that are to have it."""

    have: int
    of: int


@dataclass(frozen=True, slots=True)
class StoreResult:
    """What one store redeemed."""

    store_id: str
    redemptions: int
    last_ms: int


def reach(session: Session, promotion_ids: Iterable[str]) -> dict[str, Reached]:
    """For each published promotion, by id, the tablets it reached; by a few queries whatever their number.

    A stop need not reach a tablet whose app does not read the promotion.
    """
    by_store: dict[str, list[FleetRow]] = {}
    for tablet in devices.fleet(session):
        if tablet.status == "active":
            by_store.setdefault(tablet.store_id, []).append(tablet)
    travelling = receiving(session, by_store)
    query = (
        select(PromotionStore.promotion_id, PromotionStore.store_id, PromotionRecord.status)
        .join(PromotionRecord, PromotionRecord.id == PromotionStore.promotion_id)
        .where(
            PromotionStore.promotion_id.in_(list(promotion_ids)), PromotionStore.store_id.in_(list(by_store))
        )
    )
    have: dict[str, int] = {}
    total: dict[str, int] = {}
    for promotion_id, store_id, status in session.execute(query):
        there = [
            tablet
            for tablet in by_store[store_id]
            if status != "stopped" or travelling.can_read(tablet, promotion_id)
        ]
        total[promotion_id] = total.get(promotion_id, 0) + len(there)
        reached = sum(travelling.has(tablet, promotion_id) for tablet in there)
        have[promotion_id] = have.get(promotion_id, 0) + reached
    return {promotion_id: Reached(have[promotion_id], of) for promotion_id, of in total.items()}


def redemptions_since(session: Session, since_ms: int) -> int:
    """How many redemptions were made from that moment on."""
    return session.scalar(select(func.count()).where(Redemption.at_ms >= since_ms)) or 0


def redemptions_by_store(session: Session, promotion_id: str, limit: int) -> list[StoreResult]:
    """The stores that redeemed the promotion most, most first."""
    redeemed = func.count().label("redeemed")
    query = (
        select(Redemption.store_id, redeemed, func.max(Redemption.at_ms))
        .where(Redemption.promotion_id == promotion_id)
        .group_by(Redemption.store_id)
        .order_by(redeemed.desc(), Redemption.store_id)
        .limit(limit)
    )
    return [StoreResult(*row) for row in session.execute(query)]
