"""Pictures go out with the promotions that show them, and come back when those are stopped."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, insert, literal, select
from sqlalchemy.orm import Session

from server.offers.models import OfferPicture, PromotionPicture

_COPIED = ("alt", "width", "height", "data")


def place(session: Session, promotion_id: str, picture_ids: Iterable[str]) -> None:
    """The promotion's stores get these pictures as they are now; one that is not there is left out."""
    pictures = OfferPicture.__table__
    copies = select(
        literal(promotion_id), pictures.c.id, *(pictures.c[name] for name in _COPIED)
    ).where(pictures.c.id.in_(sorted(set(picture_ids))))  # fmt: skip
    take_back(session, promotion_id)
    session.execute(insert(PromotionPicture).from_select(["promotion_id", "picture_id", *_COPIED], copies))


def take_back(session: Session, promotion_id: str) -> None:
    """No tablet keeps pictures for the promotion."""
    session.execute(delete(PromotionPicture).where(PromotionPicture.promotion_id == promotion_id))
