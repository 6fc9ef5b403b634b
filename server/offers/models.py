"""Pictures as the repository keeps them, and their copies that travel with promotions."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.database import BigId, Model


class OfferPicture(Model):
    """A picture with its words; `data` is its bytes in base64, `sha256` is of the bytes.

    `alt` says what is seen on it, `text` what associates may say with it.
    """

    __tablename__ = "offer_pictures"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    alt: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text, default="", server_default="")
    kind: Mapped[str] = mapped_column(Text)
    width: Mapped[int]
    height: Mapped[int]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(Text, index=True)
    data: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    created_by: Mapped[str] = mapped_column(Text)
    created_ms: Mapped[int] = mapped_column(BigId)
    updated_by: Mapped[str] = mapped_column(Text)
    updated_ms: Mapped[int] = mapped_column(BigId)

    __table_args__ = (CheckConstraint("kind IN ('jpeg')", name="kind"),)


class PromotionPicture(Model):
    """A picture as a published promotion shows it: it travels with the promotion and never changes.

    It is a copy, so that a tablet holds the pictures of its store's promotions and no others.
    """

    __tablename__ = "promotion_pictures"

    promotion_id: Mapped[str] = mapped_column(ForeignKey("promotions.id"), primary_key=True)
    picture_id: Mapped[str] = mapped_column(ForeignKey("offer_pictures.id"), primary_key=True, index=True)
    alt: Mapped[str] = mapped_column(Text)
    width: Mapped[int]
    height: Mapped[int]
    data: Mapped[str] = mapped_column(Text)
