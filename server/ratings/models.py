"""Ratings of visits, as tablets recorded them."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.database import BigId, Model


class VisitRating(Model):
    """One fact; `id` is that of the operation that recorded it.

    `customer_id` is null where nobody asked for a name, `rating` where an earlier one is only taken back;
    `corrects` names that one.
    """

    __tablename__ = "visit_ratings"
    __table_args__ = (Index("ix_visit_ratings_store_id_at_ms", "store_id", "at_ms"),)

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"), index=True)
    store_id: Mapped[str] = mapped_column(ForeignKey("stores.id"))
    associate_id: Mapped[str] = mapped_column(Text)
    rating: Mapped[int | None]
    corrects: Mapped[str | None] = mapped_column(Text, index=True)
    at_ms: Mapped[int] = mapped_column(BigId)
