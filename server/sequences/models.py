"""Sequences as stored; what their columns mean is said by `shared.sequences.FollowUpSequence`."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.database import BigId, Model

ALL_STOPS = '["purchase", "word", "offer"]'


class SequenceRecord(Model):
    """A sequence; `steps` and `stops_with` are JSON.

    `updated_ms` is 0 for one that came with the product and was never changed; `version` moves with every
    change.
    """

    __tablename__ = "sequences"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    starts_with: Mapped[str] = mapped_column(Text)
    about: Mapped[str | None] = mapped_column(Text)
    least: Mapped[int | None]
    steps: Mapped[str] = mapped_column(Text)
    is_on: Mapped[int]
    updated_by: Mapped[str] = mapped_column(Text)
    updated_ms: Mapped[int] = mapped_column(BigId)
    stops_with: Mapped[str] = mapped_column(Text, default=ALL_STOPS, server_default=ALL_STOPS)
    version: Mapped[int] = mapped_column(default=1, server_default="1")


class SequenceChange(Model):
    """Somebody changed a sequence, which is of that version since: the row before and after as JSON.

    `before` is null for a new one.
    """

    __tablename__ = "sequence_changes"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    sequence_id: Mapped[str] = mapped_column(Text)
    version: Mapped[int]
    before: Mapped[str | None] = mapped_column(Text)
    after: Mapped[str] = mapped_column(Text)
    changed_by: Mapped[str] = mapped_column(Text)
    changed_ms: Mapped[int] = mapped_column(BigId)

    __table_args__ = (UniqueConstraint("sequence_id", "version", name="uq_sequence_changes_version"),)


class SequenceEntry(Model):
    """A customer came into the audience that a sequence begins with, on that day (ISO)."""

    __tablename__ = "sequence_entries"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    sequence_id: Mapped[str] = mapped_column(ForeignKey("sequences.id"))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    began_on: Mapped[str] = mapped_column(Text)
    began_ms: Mapped[int] = mapped_column(BigId)

    __table_args__ = (Index("ix_sequence_entries_began", "sequence_id", "began_on", "customer_id"),)
