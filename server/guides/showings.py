"""Guides that were in sight on customers' screens: kept as tablets recorded them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from server.guides.models import GuideShowing


def keep(session: Session, row: Mapping[str, Any]) -> None:
    """The showing is kept; repeating it with the same id changes nothing."""
    if session.get(GuideShowing, row["id"]) is None:
        add(session, [row])


def add(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """The showings, each checked and new, are kept: all, or IntegrityError."""
    session.execute(insert(GuideShowing), [dict(row) for row in rows])


def pass_over(session: Session, rows: Sequence[Mapping[str, Any]], now_ms: int) -> None:
    """What was shown to somebody who is not here any more counts for nobody, and nobody need be told."""
