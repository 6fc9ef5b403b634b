"""Who looked at which customer, when and why."""

from __future__ import annotations

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.database import BigId, Model


class LookUp(Model):
    """Somebody saw a customer's data; no personal data in here."""

    __tablename__ = "look_ups"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    at_ms: Mapped[int] = mapped_column(BigId)
    actor_kind: Mapped[str] = mapped_column(Text)
    actor_id: Mapped[str] = mapped_column(Text)
    device_id: Mapped[str | None] = mapped_column(Text)
    customer_id: Mapped[int] = mapped_column(BigId)
    purpose: Mapped[str] = mapped_column(Text)

    __table_args__ = (Index("ix_look_ups_customer_id_at_ms", "customer_id", "at_ms"),)
