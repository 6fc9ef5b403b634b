"""Contacts with customers: visits, notes, calls, messages; and what was promised to them."""

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


class FollowUp(Model):
    """Something an associate promised a customer for a day.

    That it was done is said by an outcome of an action, never here: a fact is added, not changed.
    """

    __tablename__ = "follow_ups"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    store_id: Mapped[str] = mapped_column(ForeignKey("stores.id"))
    associate_id: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    due_on: Mapped[str] = mapped_column(Text)
    at_ms: Mapped[int] = mapped_column(BigId)
