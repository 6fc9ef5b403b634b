"""What customers said of what was recommended to them."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.database import BigId, Model


class RecommendationAnswer(Model):
    """A customer answered a recommendation; `id` is that of the operation that recorded it."""

    __tablename__ = "recommendation_answers"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    product_id: Mapped[int] = mapped_column(BigId)
    store_id: Mapped[str] = mapped_column(ForeignKey("stores.id"))
    associate_id: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text)
    at_ms: Mapped[int] = mapped_column(BigId)
