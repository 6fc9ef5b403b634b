"""Published promotions that compare something, for whoever judges or reports what was met of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import Session

from server.promotions import reading
from server.promotions.models import PromotionRecord, PromotionStore, Redemption
from shared.promotions import Promotion


@dataclass(frozen=True, slots=True)
class Published:
    """A promotion that tablets may know, since when, and until when if it was stopped."""

    promotion: Promotion
    published_ms: int
    stopped_ms: int | None
    is_here: bool
    """Whether it runs in the store that was asked for."""


def published(session: Session, promotion_ids: Collection[str], store_id: str) -> list[Published]:
    """Those of the promotions that were ever published."""
    here = exists().where(
        PromotionStore.promotion_id == PromotionRecord.id, PromotionStore.store_id == store_id
    )
    query = select(PromotionRecord, here).where(
        PromotionRecord.id.in_(list(promotion_ids)), PromotionRecord.published_ms.is_not(None)
    )
    return [
        Published(reading.promotion_of(stored), stored.published_ms or 0, stored.stopped_ms, is_here)
        for stored, is_here in session.execute(query)
    ]


def with_trials(session: Session) -> list[Promotion]:
    """Every promotion that was ever published and has variants or a holdout, the newest first."""
    query = (
        select(PromotionRecord)
        .where(
            PromotionRecord.published_ms.is_not(None),
            or_(PromotionRecord.holdout_percent > 0, PromotionRecord.variants != "[]"),
        )
        .order_by(PromotionRecord.published_ms.desc(), PromotionRecord.id.desc())
    )
    return [reading.promotion_of(stored) for stored in session.scalars(query)]


def stores_of(session: Session, promotion_ids: Collection[str]) -> dict[str, list[str]]:
    """Where each of the promotions runs or ran, by id."""
    query = (
        select(PromotionStore.promotion_id, PromotionStore.store_id)
        .where(PromotionStore.promotion_id.in_(list(promotion_ids)))
        .order_by(PromotionStore.store_id)
    )
    found: dict[str, list[str]] = {}
    for promotion_id, store_id in session.execute(query):
        found.setdefault(promotion_id, []).append(store_id)
    return found


def redeemers(session: Session, customers: Select[int], since_ms: int, now_ms: int) -> int:
    """How many of the customers used an offer in that time."""
    query = select(func.count(Redemption.customer_id.distinct())).where(
        Redemption.customer_id.in_(customers), Redemption.at_ms > since_ms, Redemption.at_ms <= now_ms
    )
    return session.scalar(query) or 0
