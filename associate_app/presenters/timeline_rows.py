"""What happened between the store and a customer, as sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final, Literal

from associate_app.presenters.view_models import TimelineRow
from associate_app.presenters.wording import day_text, local, moment_text
from associate_app.store.timeline import Event
from shared.operation_people import MANAGER_NOTE
from shared.words import _, lazy

ANSWER_WORDS: Final = {
    "liked": lazy("Liked"),
    "not_now": lazy("Not now"),
    "not_interested": lazy("Not interested"),
    "already_owns": lazy("Already owns"),
    "wrong_size": lazy("Wrong size"),
    "bought": lazy("Bought"),
    "out_of_stock": lazy("Out of stock"),
    "returned": lazy("Brought back"),
    "opted_out": lazy("Wants no suggestions"),
}
_ICONS: Final = {
    "note": "note-text-outline",
    MANAGER_NOTE: "lock-outline",
    "visit": "store-outline",
    "call": "phone-outline",
    "message": "message-text-outline",
    "answer": "heart-outline",
    "redemption": "ticket-percent-outline",
    "promise": "calendar-clock",
    "action/phone": "phone-outline",
    "action/message": "message-text-outline",
    "action/email": "email-outline",
    "action/store": "store-outline",
}
_GROUPS: Final[Mapping[str, Literal["contact", "answer"]]] = {
    "call": "contact", "message": "contact", "visit": "contact", "action": "contact", "promise": "contact",
    "answer": "answer", "redemption": "answer",
}  # fmt: skip
FOR_MANAGERS: Final = lazy("only managers")
REACHED_WORDS: Final = {"phone": lazy("Called"), "message": lazy("Messaged"), "email": lazy("E-mailed")}
_IN_THE_STORE: Final = lazy("Done in the store")
OUTCOME_WORDS: Final = {"later": lazy("Put off"), "unwanted": lazy("Not wanted")}


def timeline_rows(events: Iterable[Event], now_ms: int, time_zone: str) -> tuple[TimelineRow, ...]:
    """One row for each event."""
    rows = []
    for event in events:
        parts = (
            moment_text(event.at_ms, now_ms, time_zone),
            _("by {name}").format(name=event.by) if event.by else "",
            _(FOR_MANAGERS) if event.kind == MANAGER_NOTE else "",
            _("saved here") if event.pending else "",
        )
        rows.append(
            TimelineRow(
                text=_text(event, now_ms, time_zone),
                meta=" · ".join(part for part in parts if part),
                pending=event.pending,
                icon=_ICONS.get(event.kind, "history"),
                group=_GROUPS.get(event.kind.partition("/")[0], "note"),
            )
        )
    return tuple(rows)


def done_text(outcome: str, channel: str | None, what: str) -> str:
    """What became of an action: "Called: Birthday on Wednesday", "Put off: Win back: has been away"."""
    word = OUTCOME_WORDS.get(outcome) or REACHED_WORDS.get(channel or "") or _IN_THE_STORE
    return _("{outcome}: {what}").format(outcome=_(word), what=what)


def answer_text(answer: str, product: str) -> str:
    """What was said of a product: "Liked: Oat milk"; an answer of a newer version by its own name."""
    known = ANSWER_WORDS.get(answer)
    return _("{answer}: {product}").format(answer=_(known) if known else answer, product=product)


def promise_text(what: str, due_on: str, now_ms: int, time_zone: str) -> str:
    """A promise with its day: "Promised for 25 Nov: call about the oat milk"."""
    today = local(now_ms, time_zone).date()
    day = day_text(date.fromisoformat(due_on), today)
    return _("Promised for {day}: {what}").format(day=day, what=what)


def _text(event: Event, now_ms: int, time_zone: str) -> str:
    kind, _slash, channel = event.kind.partition("/")
    if kind == "action":
        return done_text(event.answer, channel, event.about)
    if kind == "promise":
        return promise_text(event.about, event.answer, now_ms, time_zone)
    if event.kind == "answer":
        return answer_text(event.answer, event.about or _("an item of the past"))
    if event.kind == "redemption":
        used = _("Used the offer {offer}").format(offer=event.about)
        return used if event.about else _("Used an offer of the past")
    return event.about
