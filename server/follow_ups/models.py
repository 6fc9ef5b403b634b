"""Contacts with customers: visits, notes, calls, messages."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.database import BigId, Model


class Interaction(Model):
    """A logged contact; `id` is that of the operation that recorded it."""

    __tablename__ = "interactions"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    store_id: Mapped[str] = mapped_column(ForeignKey("stores.id"))
    associate_id: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text, default="", server_default="")
    at_ms: Mapped[int] = mapped_column(BigId)
