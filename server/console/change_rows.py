"""The history of promotions as the console shows it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC
from typing import Final

from sqlalchemy.orm import Session

from server.console.view_models import ChangeRow, HistoryPage
from server.console.wording import ago
from server.promotions import history
from server.promotions.history import Change
from shared.clock import from_millis

ON_PAGE: Final = 30
ON_HISTORY: Final = 100

WORDS: Final = {
    "created": ("wrote it", "pencil"),
    "copied": ("copied it", "copy"),
    "edited": ("edited it", "pencil"),
    "submitted": ("submitted it for approval", "send"),
    "withdrawn": ("withdrew it", "arrow-back-up"),
    "returned": ("sent it back", "arrow-back-up"),
    "approved": ("approved it", "clipboard-check"),
    "published": ("published it", "speakerphone"),
    "stopped": ("stopped it", "player-stop"),
    "deleted": ("deleted the draft", "trash"),
    "brought_back": ("brought the draft back", "arrow-back-up"),
}


def of_promotion(session: Session, promotion_id: str, now_ms: int) -> list[ChangeRow]:
    """What happened to one promotion lately, newest first."""
    return _rows(history.of_promotion(session, promotion_id, ON_PAGE), now_ms)


def sent_back(session: Session, promotion_id: str, now_ms: int) -> ChangeRow | None:
    """The word with which a draft came back, until it is submitted again."""
    found = history.last_return(session, promotion_id)
    return None if found is None else _row(found, now_ms)


def page(session: Session, skip: int, now_ms: int) -> HistoryPage:
    """What happened to all of them, newest first; `skip` goes on where a page ended."""
    found = history.overall(session, most=ON_HISTORY + 1, skip=skip)
    older = skip + ON_HISTORY if len(found) > ON_HISTORY else None
    return HistoryPage(_rows(found[:ON_HISTORY], now_ms), older, is_first=skip == 0)


def _rows(changes: Iterable[Change], now_ms: int) -> list[ChangeRow]:
    return [_row(change, now_ms) for change in changes]


def _row(change: Change, now_ms: int) -> ChangeRow:
    words, icon = WORDS[change.kind]
    return ChangeRow(
        promotion_id=change.promotion_id,
        promotion=change.promotion_name,
        version=change.version,
        who=change.by_name,
        did=words,
        icon=icon,
        when=ago(change.at_ms, now_ms),
        exactly=f"{from_millis(change.at_ms).astimezone(UTC):%Y-%m-%d %H:%M} UTC",
        note=change.note,
        parts=[(part.label, part.old, part.new) for part in change.parts],
    )
