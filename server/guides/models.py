"""Guides as stored; what their columns mean is said by `shared.guides.Guide`."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.database import BigId, Model


class GuideRecord(Model):
    """A published guide; `updated_ms` is 0 for one that came with the product and was never changed."""

    __tablename__ = "guides"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    tie: Mapped[str] = mapped_column(Text)
    about: Mapped[str] = mapped_column(Text)
    first_day: Mapped[int]
    last_day: Mapped[int]
    department: Mapped[str | None] = mapped_column(Text)
    is_on: Mapped[int]
    updated_by: Mapped[str] = mapped_column(Text)
    updated_ms: Mapped[int] = mapped_column(BigId)


class GuideShowing(Model):
    """A guide was in sight on a customer's screen; `id` is that of the operation that recorded it."""

    __tablename__ = "guide_showings"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    guide_id: Mapped[str] = mapped_column(Text, index=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    store_id: Mapped[str] = mapped_column(ForeignKey("stores.id"))
    associate_id: Mapped[str] = mapped_column(Text)
    at_ms: Mapped[int] = mapped_column(BigId)


class GuideDraft(Model):
    """What is to become of a guide, new or published; `content` is JSON of what can be written in one.

    It travels nowhere: tablets have the published guide until this one takes its place.
    """

    __tablename__ = "guide_drafts"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    content: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text)
    version: Mapped[int]
    written_by: Mapped[str] = mapped_column(Text)
    changed_ms: Mapped[int] = mapped_column(BigId)
    word: Mapped[str] = mapped_column(Text, default="", server_default="")

    __table_args__ = (CheckConstraint("status IN ('draft', 'submitted', 'approved')", name="status"),)


class GuideChange(Model):
    """Somebody did something with a guide; `content` is null where only its state changed."""

    __tablename__ = "guide_changes"

    guide_id: Mapped[str] = mapped_column(Text, primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(Text)
    by_id: Mapped[str] = mapped_column(Text)
    at_ms: Mapped[int] = mapped_column(BigId)
    word: Mapped[str] = mapped_column(Text, default="", server_default="")
    content: Mapped[str | None] = mapped_column(Text)
