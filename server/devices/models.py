"""Enrolled tablets and the one-time codes that enrol them."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.database import BigId, Model


class Device(Model):
    """An enrolled tablet. The token is kept as a hash; `unlock_share` opens nothing without the tablet.

    `ordered_ms` is when HQ retired or revoked it. `wiped_ms` is when its receipt came: it has destroyed its
    keys, for the reason it gave, and left so many operations behind in a sealed file (None: it cannot tell).
    `rescue_digest` names the last such file that was taken in. `model_as_of` is the day of the model by which
    it said last that it suggests, `model_damaged` the latest day of a newer one that came damaged.
    `report` is what somebody on it last sent of its state, for whoever helps; it is read only when asked for.
    """

    __tablename__ = "devices"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    store_id: Mapped[str] = mapped_column(ForeignKey("stores.id"), index=True)
    name: Mapped[str] = mapped_column(Text)
    token_hash: Mapped[str] = mapped_column(Text, unique=True)
    unlock_share: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text, default="active", server_default="active")
    app_version: Mapped[str] = mapped_column(Text)
    enrolled_ms: Mapped[int] = mapped_column(BigId)
    seen_ms: Mapped[int | None] = mapped_column(BigId)
    acknowledged_epoch: Mapped[str | None] = mapped_column(Text)
    acknowledged_stamp: Mapped[int | None] = mapped_column(BigId)
    acknowledged_ms: Mapped[int | None] = mapped_column(BigId)
    pending_operations: Mapped[int] = mapped_column(default=0, server_default="0")
    protocol: Mapped[int | None] = mapped_column()
    repaired_slices: Mapped[int] = mapped_column(default=0, server_default="0")
    repaired_rows: Mapped[int] = mapped_column(default=0, server_default="0")
    unhealed_slices: Mapped[int] = mapped_column(default=0, server_default="0")

    model_as_of: Mapped[str | None] = mapped_column(Text)
    model_damaged: Mapped[str | None] = mapped_column(Text)
    report: Mapped[str | None] = mapped_column(Text, deferred=True)
    report_ms: Mapped[int | None] = mapped_column(BigId)

    ordered_ms: Mapped[int | None] = mapped_column(BigId)
    wiped_ms: Mapped[int | None] = mapped_column(BigId)
    wipe_reason: Mapped[str | None] = mapped_column(Text)
    left_unsent: Mapped[int | None] = mapped_column()
    rescue_digest: Mapped[str | None] = mapped_column(Text)
    rescued_ms: Mapped[int | None] = mapped_column(BigId)

    __table_args__ = (
        CheckConstraint("status IN ('active', 'retiring', 'retired', 'revoked')", name="status"),
        CheckConstraint("wipe_reason IN ('retired', 'revoked', 'silent')", name="wipe_reason"),
    )


class EnrolmentCode(Model):
    """A code that enrols one tablet at one store, once, before it expires; kept as a hash."""

    __tablename__ = "enrolment_codes"

    code_hash: Mapped[str] = mapped_column(Text, primary_key=True)
    store_id: Mapped[str] = mapped_column(ForeignKey("stores.id"))
    created_by: Mapped[str] = mapped_column(Text)
    created_ms: Mapped[int] = mapped_column(BigId)
    expires_ms: Mapped[int] = mapped_column(BigId)
    used_ms: Mapped[int | None] = mapped_column(BigId)
    device_id: Mapped[str | None] = mapped_column(Text)
