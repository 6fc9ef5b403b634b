"""Baskets that associates handed to the till, and which of them a till has taken."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.database import BigId, Model


class HandedBasketRecord(Model):
    """A basket on its way to a till; `id` is that of the operation that handed it over.

    `lines` and `offers` are JSON as the operation has them. `taken_ms` says when a till took it, for tablets:
    what counts is the taking.
    """

    __tablename__ = "handed_baskets"
    __table_args__ = (Index("ix_handed_baskets_store_id_code", "store_id", "code"),)

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"), index=True)
    store_id: Mapped[str] = mapped_column(ForeignKey("stores.id"))
    associate_id: Mapped[str] = mapped_column(Text)
    code: Mapped[str] = mapped_column(Text)
    lines: Mapped[str] = mapped_column(Text)
    offers: Mapped[str] = mapped_column(Text)
    total_minor: Mapped[int] = mapped_column(BigId)
    at_ms: Mapped[int] = mapped_column(BigId)
    taken_ms: Mapped[int | None] = mapped_column(BigId)


class BasketTaking(Model):
    """A till has taken a basket; it may have before the tablet's own word arrived. It names nobody."""

    __tablename__ = "basket_takings"

    basket_id: Mapped[str] = mapped_column(Text, primary_key=True)
    store_id: Mapped[str] = mapped_column(ForeignKey("stores.id"))
    till: Mapped[str] = mapped_column(Text)
    at_ms: Mapped[int] = mapped_column(BigId)
