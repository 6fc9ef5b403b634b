"""Who looked at which customer, when and why; who was erased, and which tablets have followed."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
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


class ErasedCustomer(Model):
    """A customer who was erased: her number stays, so that nothing brings her back, and nothing else."""

    __tablename__ = "erased_customers"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    at_ms: Mapped[int] = mapped_column(BigId)


class ErasureReceipt(Model):
    """A tablet that may have held an erased customer, and how it is known to hold nothing of her any more.

    It has followed once it shows change `stamp` of `epoch`; both are null until the erasure has its number.
    """

    __tablename__ = "erasure_receipts"

    customer_id: Mapped[int] = mapped_column(ForeignKey("erased_customers.id"), primary_key=True)
    device_id: Mapped[str] = mapped_column(ForeignKey("devices.id"), primary_key=True, index=True)
    epoch: Mapped[str | None] = mapped_column(Text)
    stamp: Mapped[int | None] = mapped_column(BigId)
    proof: Mapped[str | None] = mapped_column(Text)
    received_ms: Mapped[int | None] = mapped_column(BigId)

    __table_args__ = (CheckConstraint("proof IN ('acknowledged', 'key_destroyed', 'vouched')", name="proof"),)
