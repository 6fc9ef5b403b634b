"""Sequences as stored; what their columns mean is said by `shared.sequences.Sequence`."""

from __future__ import annotations

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from server.database import BigId, Model


class SequenceRecord(Model):
    """A sequence; `steps` is JSON.

    `updated_ms` is 0 for one that came with the product and was never changed.
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
