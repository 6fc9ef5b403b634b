"""What happened between the store and a customer, as sentences."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from associate_app.presenters.view_models import TimelineRow
from associate_app.presenters.wording import moment_text
from associate_app.store.timeline import Event

ANSWER_WORDS: Final = {
    "liked": "Liked",
    "not_now": "Not now",
    "not_interested": "Not interested",
    "already_owns": "Already owns",
    "wrong_size": "Wrong size",
    "bought": "Bought",
    "out_of_stock": "Out of stock",
    "returned": "Brought back",
    "opted_out": "Wants no suggestions",
}
_ICONS: Final = {
    "note": "note-text-outline",
    "visit": "store-outline",
    "call": "phone-outline",
    "message": "message-text-outline",
    "answer": "heart-outline",
    "redemption": "ticket-percent-outline",
}


def timeline_rows(events: Iterable[Event], now_ms: int, time_zone: str) -> tuple[TimelineRow, ...]:
    """One row for each event."""
    rows = []
    for event in events:
        parts = (
            moment_text(event.at_ms, now_ms, time_zone),
            f"by {event.by}" if event.by else "",
            "saved here" if event.pending else "",
        )
        rows.append(
            TimelineRow(
                text=_text(event),
                meta=" · ".join(part for part in parts if part),
                pending=event.pending,
                icon=_ICONS.get(event.kind, "history"),
            )
        )
    return tuple(rows)


def _text(event: Event) -> str:
    if event.kind == "answer":
        return f"{ANSWER_WORDS.get(event.answer, event.answer)}: {event.about or 'an item of the past'}"
    if event.kind == "redemption":
        return f"Used the offer {event.about}" if event.about else "Used an offer of the past"
    return event.about
