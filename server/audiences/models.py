"""Saved audiences, the members of those that are lists, and numbers that HQ works out about customers."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Double, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.database import BigId, Model


class AudienceRecord(Model):
    """A named audience: its rule as JSON, or members of its own if it is a list or made by a model.

    `origin` is JSON: what the members were made from. `version` moves with every change that is seen.
    """

    __tablename__ = "audiences"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text, unique=True)
    description: Mapped[str] = mapped_column(Text, default="", server_default="")
    kind: Mapped[str] = mapped_column(Text)
    rule: Mapped[str] = mapped_column(Text, default="{}", server_default="{}")
    origin: Mapped[str] = mapped_column(Text, default="{}", server_default="{}")
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    created_by: Mapped[str] = mapped_column(Text)
    created_ms: Mapped[int] = mapped_column(BigId)
    updated_by: Mapped[str] = mapped_column(Text)
    updated_ms: Mapped[int] = mapped_column(BigId)

    __table_args__ = (CheckConstraint("kind IN ('rule', 'list', 'model')", name="kind"),)


class AudienceMember(Model):
    """A customer is in a list, or in a segment that a model made."""

    __tablename__ = "audience_members"

    audience_id: Mapped[str] = mapped_column(ForeignKey("audiences.id"), primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), primary_key=True)
    at_ms: Mapped[int] = mapped_column(BigId)


class DeletedAudience(Model):
    """An audience that was deleted, as it was: `content` is its row as JSON. It can be brought back."""

    __tablename__ = "deleted_audiences"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    content: Mapped[str] = mapped_column(Text)
    deleted_by: Mapped[str] = mapped_column(Text)
    deleted_ms: Mapped[int] = mapped_column(BigId)


class DeletedAudienceMember(Model):
    """A customer was on a list that was deleted."""

    __tablename__ = "deleted_audience_members"

    audience_id: Mapped[str] = mapped_column(ForeignKey("deleted_audiences.id"), primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), primary_key=True)
    at_ms: Mapped[int] = mapped_column(BigId)


class CustomerScore(Model):
    """A number about a customer that HQ worked out, under its name, and when."""

    __tablename__ = "customer_scores"

    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), primary_key=True)
    name: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[float] = mapped_column(Double)
    at_ms: Mapped[int] = mapped_column(BigId)

    __table_args__ = (Index("ix_customer_scores_name", "name", "value", "customer_id"),)
