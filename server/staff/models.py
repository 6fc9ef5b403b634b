"""People who sign in: HQ staff at the console, associates on tablets, and their sessions."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.database import BigId, Model


class Staff(Model):
    """An HQ person."""

    __tablename__ = "staff"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    email: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text)
    password_hash: Mapped[str] = mapped_column(Text)
    active: Mapped[int] = mapped_column(default=1, server_default="1")

    __table_args__ = (
        CheckConstraint("role IN ('marketer', 'approver', 'administrator', 'reader')", name="role"),
    )


class Associate(Model):
    """A store employee; `number` is what she types, unique within her store."""

    __tablename__ = "associates"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    store_id: Mapped[str] = mapped_column(ForeignKey("stores.id"))
    number: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text, default="associate", server_default="associate")
    pin_hash: Mapped[str] = mapped_column(Text)
    active: Mapped[int] = mapped_column(default=1, server_default="1")
    failed_pins: Mapped[int] = mapped_column(default=0, server_default="0")
    locked_until_ms: Mapped[int | None] = mapped_column(BigId)

    __table_args__ = (
        UniqueConstraint("store_id", "number"),
        CheckConstraint("role IN ('associate', 'manager')", name="role"),
    )


class AccessToken(Model):
    """A signed-in person's REST session; the token itself is kept as a hash."""

    __tablename__ = "access_tokens"

    token_hash: Mapped[str] = mapped_column(Text, primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    person_id: Mapped[str] = mapped_column(Text)
    device_id: Mapped[str | None] = mapped_column(Text)
    created_ms: Mapped[int] = mapped_column(BigId)
    expires_ms: Mapped[int] = mapped_column(BigId)
