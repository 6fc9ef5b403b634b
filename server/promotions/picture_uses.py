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
    """A promotion that shows a picture in one of its variants."""

    promotion_id: str
    name: str
    status: str


def picture_ids(variants: Iterable[Mapping[str, Any]]) -> set[str]:
    """The pictures that these variants show."""
    return {str(variant["picture_id"]) for variant in variants if variant.get("picture_id")}


def uses(session: Session) -> dict[str, tuple[Use, ...]]:
    """For each picture that is shown, by id, the promotions that show it, newest first."""
    columns = PromotionRecord.__table__.c
    query = (
        select(columns.id, columns.name, columns.status, columns.variants)
        .where(columns.variants.contains("picture_id"))
        .order_by(columns.created_ms.desc(), columns.id.desc())
    )
    found: dict[str, list[Use]] = {}
    for promotion_id, name, status, variants in session.execute(query):
        for picture_id in picture_ids(json.loads(variants)):
            found.setdefault(picture_id, []).append(Use(promotion_id, name, status))
    return {picture_id: tuple(used_in) for picture_id, used_in in found.items()}
