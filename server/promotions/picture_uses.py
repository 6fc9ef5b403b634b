"""Which promotions show which pictures of the offer repository."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.promotions.models import PromotionRecord


@dataclass(frozen=True, slots=True)
class Use:
    """A promotion that shows a picture itself or in one of its variants."""

    promotion_id: str
    name: str
    status: str


def picture_ids(picture_id: str | None, variants: Iterable[Mapping[str, Any]]) -> set[str]:
    """The pictures that a promotion shows: its own, and those of its variants."""
    named = (picture_id, *(variant.get("picture_id") for variant in variants))
    return {str(each) for each in named if each}


def uses(session: Session) -> dict[str, tuple[Use, ...]]:
    """For each picture that is shown, by id, the promotions that show it, newest first."""
    record = PromotionRecord
    query = (
        select(record.id, record.name, record.status, record.picture_id, record.variants)
        .where(record.picture_id.is_not(None) | record.variants.contains("picture_id"))
        .where(record.status != "deleted")
        .order_by(record.created_ms.desc(), record.id.desc())
    )
    found: dict[str, list[Use]] = {}
    for promotion_id, name, status, picture_id, variants in session.execute(query):
        for shown in picture_ids(picture_id, json.loads(variants)):
            found.setdefault(shown, []).append(Use(promotion_id, name, status))
    return {shown: tuple(used_in) for shown, used_in in found.items()}
