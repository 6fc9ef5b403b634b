"""Who wrote what would be published: everybody whose words nobody has approved yet."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.promotions.models import PromotionChange

WRITING = ("created", "copied", "edited")


def authors(session: Session, promotion_ids: Collection[str]) -> dict[str, frozenset[str]]:
    """By promotion, who wrote in it since it was approved last; whoever approves is none of them.

    What was sent back was approved by nobody, so its authors stay.
    """
    change = PromotionChange
    approved = (
        select(change.promotion_id, func.max(change.version).label("version"))
        .where(change.promotion_id.in_(promotion_ids), change.kind == "approved")
        .group_by(change.promotion_id)
        .subquery()
    )
    query = (
        select(change.promotion_id, change.by_id)
        .outerjoin(approved, approved.c.promotion_id == change.promotion_id)
        .where(
            change.promotion_id.in_(promotion_ids), change.kind.in_(WRITING),
            change.version > func.coalesce(approved.c.version, 0),
        )
        .distinct()
    )  # fmt: skip
    found: dict[str, set[str]] = {}
    for promotion_id, by_id in session.execute(query):
        found.setdefault(promotion_id, set()).add(by_id)
    return {promotion_id: frozenset(by) for promotion_id, by in found.items()}
