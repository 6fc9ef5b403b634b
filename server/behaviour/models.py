"""What a customer did online with a product, and when she came into a store."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.database import BigId, Model


class Arrival(Model):
    """She came into a store, as its door, her card or her app told; `id` is the source's own."""

    __tablename__ = "arrivals"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    store_id: Mapped[str] = mapped_column(ForeignKey("stores.id"))
    at_ms: Mapped[int] = mapped_column(BigId)

    __table_args__ = (Index("ix_arrivals_customer", "customer_id", "at_ms"),)


class BehaviourEvent(Model):
    """She looked at a product ("viewed"), found it by a search ("searched") or put it into her cart.

    The latter is "carted". `id` is the source's own.
    """

    __tablename__ = "behaviour_events"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    kind: Mapped[str] = mapped_column(Text)
    product_id: Mapped[int] = mapped_column(BigId)
    at_ms: Mapped[int] = mapped_column(BigId)

    __table_args__ = (Index("ix_behaviour_events_kind", "kind", "at_ms", "customer_id", "product_id"),)
