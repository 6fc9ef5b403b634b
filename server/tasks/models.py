"""Tasks of HQ for a store or one of its associates, and what tablets say became of them."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.database import BigId, Model


class Task(Model):
    """Something a store is to do; `associate_id` is null where anybody may.

    `product_ids` is a JSON list. A task that HQ takes back stays, so that what became of it can be read.
    """

    __tablename__ = "tasks"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    store_id: Mapped[str] = mapped_column(ForeignKey("stores.id"), index=True)
    associate_id: Mapped[str | None] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    product_ids: Mapped[str] = mapped_column(Text)
    starts_on: Mapped[str] = mapped_column(Text)
    ends_on: Mapped[str] = mapped_column(Text)
    is_on: Mapped[int]
    created_by: Mapped[str] = mapped_column(Text)
    created_ms: Mapped[int] = mapped_column(BigId)


class TaskOutcome(Model):
    """A word on a task; `id` is that of the operation that recorded it. The latest word counts."""

    __tablename__ = "task_outcomes"
    __table_args__ = (Index("ix_task_outcomes_task_id", "task_id"),)

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    task_id: Mapped[str] = mapped_column(ForeignKey("tasks.id"))
    store_id: Mapped[str] = mapped_column(ForeignKey("stores.id"))
    associate_id: Mapped[str] = mapped_column(Text)
    outcome: Mapped[str] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)
    at_ms: Mapped[int] = mapped_column(BigId)
