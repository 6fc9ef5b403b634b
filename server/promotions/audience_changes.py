"""A saved audience was changed: approvals of what takes it in are taken back, which its history says."""

from __future__ import annotations

import json
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.promotions import approval, history
from server.promotions.models import PromotionRecord
from shared.audience.walking import taken_in


def take_back(session: Session, audience_ids: Collection[str], name: str, *, by: str, now_ms: int) -> None:
    """Every submitted or approved promotion that takes in one of those audiences is a draft again.

    Whoever changed the audience has written in it, so she does not approve it. `name` is what changed.
    """
    stored = PromotionRecord
    query = (
        select(stored)
        .where(stored.status.in_(("submitted", "approved")), stored.audience.contains('"audience"'))
        .order_by(stored.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    note = f"The audience “{name}” was changed. Look at it again and submit it."
    for each in session.scalars(query).all():
        if set(taken_in(json.loads(each.audience))).isdisjoint(audience_ids):
            continue
        approval.take_back(each)
        each.status = "draft"
        each.version += 1
        history.note_change(session, each, "edited", by=by, now_ms=now_ms, note=note)
