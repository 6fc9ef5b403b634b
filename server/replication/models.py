"""What the server has decided on every operation it was sent, and what it has prepared for first loads."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.database import BigId, Model


class OperationVerdict(Model):
    """The stable answer to one operation, repeated on every replay; it holds no content.

    It travels back to its device as a row, in the same checkpoint as what the operation did: that is how
    the device knows which pending operation the checkpoint already contains.
    """

    __tablename__ = "operation_verdicts"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    device_id: Mapped[str] = mapped_column(ForeignKey("devices.id"))
    sequence: Mapped[int] = mapped_column(BigId)
    kind: Mapped[str] = mapped_column(Text)
    content_hash: Mapped[str] = mapped_column(Text)
    verdict: Mapped[str] = mapped_column(Text)
    code: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)
    received_ms: Mapped[int] = mapped_column(BigId)

    __table_args__ = (UniqueConstraint("device_id", "sequence"),)


class PreparedLoad(Model):
    """One scope's load in a sealed file under AISLE_HOME/snapshots, and the only copy of its key (hex)."""

    __tablename__ = "prepared_loads"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    scope: Mapped[str] = mapped_column(Text, index=True)
    shape: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(Text)
    epoch: Mapped[str] = mapped_column(Text)
    stamp: Mapped[int] = mapped_column(BigId)
    bytes: Mapped[int] = mapped_column(BigId)
    chunks: Mapped[int]
    rows: Mapped[int] = mapped_column(BigId)
    begun_ms: Mapped[int] = mapped_column(BigId)
    ready_ms: Mapped[int | None] = mapped_column(BigId)
