"""What was done here and waits for HQ."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from associate_app.presenters.operation_words import Names, content_of, title_of
from associate_app.presenters.trust_views import Waiting, WaitingItem
from associate_app.presenters.wording import moment_text
from associate_app.store import catalogue, customers, offers, recorder
from associate_app.store.desk import Desk
from associate_app.store.reading import Snapshot
from shared.words import _
from sync.device.outbox import AttentionRow, OutboxEntry

MOST_SHOWN: Final = 50
MOST_WORDS: Final = 90
"""Letters of a note in the list: enough to recognise it by."""


class PendingPresenter:
    """The middle part of the sync page, of the open desk."""

    def __init__(self, desk: Callable[[], Desk]) -> None:
        self._desk = desk

    def waiting(self) -> Waiting:
        """What waits, the oldest first."""
        desk = self._desk()
        with desk.reader.snapshot() as snapshot:
            total = recorder.counts(snapshot).pending
            entries = recorder.waiting(snapshot, MOST_SHOWN)
            people = customers.by_ids(snapshot, [entry.wire["customer_id"] for entry in entries])
            names = names_in(snapshot, entries)
        now_ms, zone = desk.now_ms(), desk.enrolment.time_zone
        items = []
        for entry in entries:
            wire = entry.wire
            who = people.get(wire["customer_id"])
            name = f"{who.given_name} {who.family_name}" if who else _("somebody not here now")
            title = title_of(wire, name)
            since = _("Since {when}").format(when=moment_text(wire["at_ms"], now_ms, zone))
            content = _short(content_of(wire, names))
            meta = f"{since} · {content}" if content else since
            items.append(WaitingItem(wire["id"], title, meta, is_sent=entry.state == "decided"))
        return Waiting(tuple(items), total - len(items))


def names_in(snapshot: Snapshot, entries: Iterable[OutboxEntry | AttentionRow]) -> Names:
    """What the products, offers and people that these operations speak of are called here."""
    told = [entry.wire["arguments"] for entry in entries]
    asked = {arguments.get("product_id") for arguments in told} - {None}
    others = [arguments[key] for arguments in told for key in ("merged_id", "other_id") if key in arguments]
    promotions = offers.names(snapshot)
    people = customers.by_ids(snapshot, others) if others else {}
    called = {key: f"{who.given_name} {who.family_name}" for key, who in people.items()}
    return Names(catalogue.product_names(snapshot, asked), promotions, called)


def _short(content: str) -> str:
    line = " ".join(content.split())
    return line if len(line) <= MOST_WORDS else f"{line[: MOST_WORDS - 1].rstrip()}…"
