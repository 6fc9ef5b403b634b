"""How fresh the tablet is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from associate_app.presenters.view_models import SyncState, SyncStatus
from associate_app.presenters.wording import as_of_text, moment_text
from associate_app.store import conflicts, recorder
from associate_app.store.desk import Desk
from associate_app.store.line import LineState
from shared.words import _, plural
from sync.device.outbox import OutboxCounts
from sync.device.replica import ReplicaStatus

MINUTE_MS: Final = 60_000


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
            differing = len(conflicts.open_conflicts(snapshot))
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
            conflicts=differing,
        )


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
        waits = plural("Offline, {count} saved", "Offline, {count} saved", counts.pending)
        return "offline", waits if counts.pending else _("Offline")
    if line.name == "synced" and contact_ms is not None and not counts.pending:
        return "synced", _synced(contact_ms, now_ms, time_zone)
    sending = plural("Sending {count}", "Sending {count}", counts.pending)
    return "syncing", sending if counts.pending else _("Syncing")


def _progress(replica: ReplicaStatus) -> float | None:
    """The part of a first load that has come, 0 to 1; None while that is not known."""
    if not replica.loading or not replica.rows_expected:
        return None
    return min(1.0, replica.rows_loaded / replica.rows_expected)


def _loading(line: LineState, replica: ReplicaStatus) -> str:
    if line.name == "offline":
        return _("Waiting for the network")
    if line.name == "refused":
        return _("Loading has stopped")
    if not replica.rows_loaded:
        return _("Loading")
    return plural("Loading, {count} record", "Loading, {count} records", replica.rows_loaded)


def _blocked(trouble: str, line: LineState, counts: OutboxCounts) -> str:
    """What somebody must deal with before all is well, in a few words; empty if nothing is."""
    if trouble:
        return _("Cannot save")
    if counts.attention:
        return plural("{count} needs attention", "{count} need attention", counts.attention)
    return _("Sync has stopped") if line.name == "refused" else ""


def _synced(contact_ms: int, now_ms: int, time_zone: str) -> str:
    minutes = (now_ms - contact_ms) // MINUTE_MS
    if minutes < 1:
        return _("Synced just now")
    if minutes < 60:
        return plural("Synced {count} min ago", "Synced {count} min ago", minutes)
    return _("Synced at {when}").format(when=as_of_text(contact_ms, now_ms, time_zone))


def _last_contact(desk: Desk, line: LineState, contact_ms: int | None, now_ms: int) -> str:
    if contact_ms is None:
        when = _("HQ has not been reached from this tablet yet.")
    else:
        moment = moment_text(contact_ms, now_ms, desk.enrolment.time_zone)
        when = _("Last contact with HQ: {when}.").format(when=moment)
    why = desk.trouble or line.reason
    return f"{when} {why}" if why else when
