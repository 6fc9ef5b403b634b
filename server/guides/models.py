"""Guides as stored; what their columns mean is said by `shared.guides.Guide`."""

from __future__ import annotations

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from server.database import BigId, Model


class GuideRecord(Model):
    """A guide; `updated_ms` is 0 for one that came with the product and was never changed."""

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
