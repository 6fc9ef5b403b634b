"""How fresh the tablet is, and what needs somebody's attention."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from associate_app.presenters.timeline_rows import ANSWER_WORDS
from associate_app.presenters.view_models import AttentionItem, SyncState, SyncStatus
from associate_app.presenters.wording import as_of_text, moment_text
from associate_app.store import catalogue, customers, recorder
from associate_app.store.desk import Desk
from associate_app.store.forgetting import ERASED
from associate_app.store.line import LineState
from sync.device.outbox import AttentionRow, OutboxCounts
from sync.device.replica import ReplicaStatus

MINUTE_MS: Final = 60_000

_ADVICE_BY_CODE: Final = {
    "customer_not_here": "She is in another store's book now. Tell that store, then dismiss this.",
    "customer_erased": "Nothing is left to do: dismiss this.",
    "customer_limit": "It was used before, perhaps on another tablet. Tell the customer, then dismiss this.",
}
_ADVICE_BY_KIND: Final = {"offer_redeemed": "Tell the customer, look for another offer, then dismiss this."}
_OTHER_ADVICE: Final = "Do it again if it is still right, then dismiss this."
_TITLES: Final = {
    "note_added": "Note for {0}",
    "recommendation_answered": "Answer of {0}",
    "offer_redeemed": "Offer used by {0}",
}


class SyncPresenter:
    """The sync pill and its sheet, of the open desk."""

    def __init__(self, desk: Callable[[], Desk]) -> None:
        self._desk = desk

    def status(self) -> SyncStatus:
        """How things stand now."""
        desk = self._desk()
        with desk.reader.snapshot() as snapshot:
            counts = recorder.counts(snapshot)
            replica = snapshot.replica.status()
        line, now_ms = desk.line.state, desk.now_ms()
        contact_ms = line.contact_ms or replica.checkpoint_ms
        state, text = _pill(desk.trouble, line, counts, replica, contact_ms, now_ms, desk.enrolment.time_zone)
        return SyncStatus(
            state=state,
            text=text,
            pending=counts.pending,
            attention=counts.attention,
            last_contact=_last_contact(desk, line, contact_ms, now_ms),
            progress=_progress(replica),
        )

    def attention(self) -> tuple[AttentionItem, ...]:
        """What HQ refused, the oldest first, with its content."""
        with self._desk().reader.snapshot() as snapshot:
            refused = recorder.attention(snapshot)
            people = customers.by_ids(snapshot, [row.wire["customer_id"] for row in refused])
            arguments = [row.wire["arguments"] for row in refused]
            products = catalogue.product_names(
                snapshot, {each["product_id"] for each in arguments if "product_id" in each}
            )
            promotions: dict[str, str] = dict(snapshot.rows("SELECT id, name FROM promotions"))
        items = []
        for row in refused:
            who = people.get(row.wire["customer_id"])
            other = "an erased customer" if row.code == ERASED else "a customer of another store"
            name = f"{who.given_name} {who.family_name}" if who else other
            items.append(
                AttentionItem(
                    id=row.id,
                    title=_TITLES.get(row.wire["kind"], "Something for {0}").format(name),
                    reason=row.reason,
                    advice=_advice(row),
                    content=_content(row.wire["arguments"], products, promotions),
                )
            )
        return tuple(items)

    def dismiss(self, item_id: str) -> None:
        """The associate has dealt with it; it is gone."""
        desk = self._desk()
        desk.recorder.dismiss(item_id)
        desk.recorder.announce()


def _advice(row: AttentionRow) -> str:
    by_kind = _ADVICE_BY_KIND.get(row.wire["kind"], _OTHER_ADVICE)
    return _ADVICE_BY_CODE.get(row.code, by_kind)


def _pill(
    trouble: str,
    line: LineState,
    counts: OutboxCounts,
    replica: ReplicaStatus,
    contact_ms: int | None,
    now_ms: int,
    time_zone: str,
) -> tuple[SyncState, str]:
    """What matters most comes first: nothing can be saved, somebody must act, nothing is there yet."""
    blocked = _blocked(trouble, line, counts)
    if not replica.ready and not trouble:
        return "loading", _loading(line, replica)
    if blocked:
        return "attention", blocked
    if line.name == "offline":
        return "offline", f"Offline, {counts.pending:,} saved" if counts.pending else "Offline"
    if line.name == "synced" and contact_ms is not None and not counts.pending:
        return "synced", _synced(contact_ms, now_ms, time_zone)
    return "syncing", f"Sending {counts.pending:,}" if counts.pending else "Syncing"


def _progress(replica: ReplicaStatus) -> float | None:
    """The part of a first load that has come, 0 to 1; None while that is not known."""
    if not replica.loading or not replica.rows_expected:
        return None
    return min(1.0, replica.rows_loaded / replica.rows_expected)


def _loading(line: LineState, replica: ReplicaStatus) -> str:
    if line.name == "offline":
        return "Waiting for the network"
    if line.name == "refused":
        return "Loading has stopped"
    return f"Loading, {replica.rows_loaded:,} records" if replica.rows_loaded else "Loading"


def _blocked(trouble: str, line: LineState, counts: OutboxCounts) -> str:
    """What somebody must deal with before all is well, in a few words; empty if nothing is."""
    if trouble:
        return "Cannot save"
    if counts.attention:
        return f"{counts.attention:,} {'needs' if counts.attention == 1 else 'need'} attention"
    return "Sync has stopped" if line.name == "refused" else ""


def _synced(contact_ms: int, now_ms: int, time_zone: str) -> str:
    minutes = (now_ms - contact_ms) // MINUTE_MS
    if minutes < 1:
        return "Synced just now"
    if minutes < 60:
        return f"Synced {minutes} min ago"
    return f"Synced at {as_of_text(contact_ms, now_ms, time_zone)}"


def _last_contact(desk: Desk, line: LineState, contact_ms: int | None, now_ms: int) -> str:
    if contact_ms is None:
        when = "HQ has not been reached from this tablet yet."
    else:
        when = f"Last contact with HQ: {moment_text(contact_ms, now_ms, desk.enrolment.time_zone)}."
    why = desk.trouble or line.reason
    return f"{when} {why}" if why else when


def _content(arguments: Mapping[str, Any], products: Mapping[int, str], promotions: Mapping[str, str]) -> str:
    if not arguments:
        return ""  # erased
    if "text" in arguments:
        return str(arguments["text"])
    if "answer" in arguments:
        product = products.get(arguments["product_id"], "an item no longer in the catalogue")
        return f"{ANSWER_WORDS.get(arguments['answer'], arguments['answer'])}: {product}"
    return promotions.get(str(arguments.get("promotion_id")), "an offer that HQ has taken back")
