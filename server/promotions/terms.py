"""What of promotions travels to tablets: their terms, to older tablets only what those read as it is meant.

Tablets before 0.4.0 decide by the collection `promotions`. To them travels what they know; anything else they
do not even hear of, so that they can misread nothing (decision 114). Newer ones read `promotion_terms`.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from server.next_actions import guard
from server.promotions import reading
from server.promotions.models import PlainPromotionStore, PromotionRecord, PromotionStore, PromotionTerms
from shared.promotions.plain import is_plain


def published(session: Session, stored: PromotionRecord) -> None:
    """Its terms are on their way to the stores that it runs in."""
    session.add(PromotionTerms(**_terms(stored)))
    if is_plain(reading.promotion_of(stored)) and not guard.policy(session).holdout_percent:
        pairs = select(PromotionStore.promotion_id, PromotionStore.store_id)
        session.execute(
            insert(PlainPromotionStore).from_select(
                ["promotion_id", "store_id"], pairs.where(PromotionStore.promotion_id == stored.id)
            )
        )
    session.flush()


def changed(session: Session, stored: PromotionRecord) -> None:
    """Its terms say what it is now, for example that it was stopped."""
    found = session.get_one(PromotionTerms, stored.id)
    for name, value in _terms(stored).items():
        setattr(found, name, value)
    session.flush()


def keep_from_older(session: Session) -> None:
    """Tablets before 0.4.0 hear of no promotion any more: they would offer it to those who are held out."""
    session.execute(delete(PlainPromotionStore))


def _terms(stored: PromotionRecord) -> dict[str, Any]:
    return {name: getattr(stored, name) for name in PromotionTerms.__table__.columns.keys()}  # noqa: SIM118 - not a dict
