"""Which promotions take in saved audiences: as long as they may still run, those audiences stay."""

from __future__ import annotations

import json

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.promotions.models import PromotionRecord
from shared.audience.walking import taken_in

_OVER = ("stopped", "deleted")


def promotions_taking_in(session: Session) -> dict[str, list[tuple[str, str, str]]]:
    """By audience, the promotions that take it in: their id, name and status, the latest first."""
    stored = PromotionRecord
    query = (
        select(stored.id, stored.name, stored.status, stored.audience)
        .where(stored.status.not_in(_OVER), stored.audience.contains('"audience"'))
        .order_by(stored.created_ms.desc(), stored.id)
    )
    found: dict[str, list[tuple[str, str, str]]] = {}
    for promotion_id, name, status, rule in session.execute(query):
        for audience_id in taken_in(json.loads(rule)):
            found.setdefault(audience_id, []).append((promotion_id, name, status))
    return found
