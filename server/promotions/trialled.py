"""Published promotions that compare something, for whoever judges or reports what was met of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from server.promotions import reading
from server.promotions.models import PromotionRecord, PromotionStore
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
