"""A report on the tablet for HQ: versions, counts, states, codes and times.

No name, no note, nothing that was searched for or written, and no number of a customer ever goes into it: it
is shown word for word before it is sent. It is for those who look after tablets, so its words are not
translated.
"""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Final

from associate_app import APP_VERSION
from associate_app.platform.durable_file import write_durably
from associate_app.platform.head_office import HeadOffice
from associate_app.presenters.trust_views import Report
from associate_app.store import choices, conflicts, recorder
from associate_app.store.desk import Desk
from associate_app.store.faults import Faults
from associate_app.store.holdings import held_rows, room
from associate_app.store.reading import Snapshot
from associate_app.store.schema import SCHEMA_VERSION
from associate_app.store.vault import Vault
from shared.clock import from_millis
from sync.device.digest import repairs
from sync.device.leases import Leases
from sync.device.versions import spoken

FILES: Final = "report-{}.txt"


@dataclass(frozen=True)
class Ground:
    """Where the report is made: the tablet's folder, its name, its vault and what went wrong on it."""

    folder: Path
    device_name: str
    vault: Vault
    faults: Faults


class DiagnosticsPresenter:
    """The report, of the open desk."""

    def __init__(self, desk: Callable[[], Desk], ground: Ground, head_office: HeadOffice) -> None:
        self._desk = desk
        self._ground = ground
        self._head_office = head_office

    def report(self) -> Report:
        """What is so now."""
        desk = self._desk()
        now_ms = desk.now_ms()
        with desk.reader.snapshot() as snapshot:
            lines = [*self._tablet(desk, now_ms), *_sync(desk, snapshot), *_held(desk, snapshot)]
        return Report("\n".join([*lines, *self._faults()]), now_ms)

    def send(self, report: Report) -> None:
        """HQ has the report; ServerUnreachable if it could not be told."""
        vault = self._ground.vault
        address = vault.content().enrolment.server_address
        self._head_office.give_diagnostics(address, vault.token(), report.text)

    def save(self, report: Report) -> str:
        """Where the report lies as a file, to be carried to HQ."""
        at = from_millis(report.at_ms).astimezone(UTC)
        path = self._ground.folder / FILES.format(f"{at:%Y%m%d-%H%M%S}")
        write_durably(path, report.text.encode())
        return str(path)

    def _tablet(self, desk: Desk, now_ms: int) -> Iterator[str]:
        chosen = choices.read(self._ground.folder)
        yield f"Report of {_moment(now_ms)}"
        yield f"Tablet: {self._ground.device_name}, store {desk.enrolment.store_id}"
        yield f"App: {APP_VERSION}, replica form {SCHEMA_VERSION}"
        yield f"System: {platform.system()} {platform.release()}, Python {platform.python_version()}"
        motion = "less movement" if chosen.reduced_motion else "movement"
        yield f"Screen: {chosen.mode}, letters {chosen.font_scale:g}, {motion}"

    def _faults(self) -> Iterator[str]:
        faults = self._ground.faults.all()
        yield "Trouble since the app started:" if faults else "No trouble since the app started"
        for fault in faults:
            yield f"  {fault.code}: {fault.count}, last {_moment(fault.last_ms)}"


def _sync(desk: Desk, snapshot: Snapshot) -> Iterator[str]:
    line, status, counts = desk.line.state, snapshot.replica.status(), recorder.counts(snapshot)
    cursor = snapshot.replica.cursor()
    yield f"Line: {line.name}, last contact {_moment(line.contact_ms)}"
    yield f"Checkpoint: {cursor.stamp if cursor else 'none'}, of {_moment(status.checkpoint_ms)}"
    yield f"Protocol: {spoken(snapshot.replica)}"
    if status.loading:
        yield f"Loading: {status.rows_loaded} of {status.rows_expected} rows"
    waiting = f"{counts.pending} waiting, {counts.attention} refused"
    yield f"Outbox: {waiting}, {len(conflicts.open_conflicts(snapshot))} with two values"
    found = repairs(snapshot.replica)
    yield f"Repaired: {found.slices} parts, {found.rows} rows, {found.unhealed} not healed"
    behind_ms = Leases(snapshot.connection).clock_behind_ms()
    clock = "never compared" if behind_ms is None else f"{behind_ms / 1000:+.0f} s"
    yield f"Clock: HQ's minus this one {clock}"


def _held(desk: Desk, snapshot: Snapshot) -> Iterator[str]:
    rows, space = held_rows(snapshot), room(snapshot)
    yield f"Held: {rows.customers} customers, {rows.purchases} purchases"
    yield f"Room: {space.file_bytes / 1e6:.1f} MB used, {space.free_bytes / 1e6:.0f} MB free"
    held = desk.models.of(snapshot)
    model = f"{held.model.version}" if held.model else "none"
    yield f"Model: {model}, passed over {', '.join(held.passed_over) or 'none'}"
    yield f"Writing: {'not possible' if desk.trouble else 'possible'}"


def _moment(at_ms: int | None) -> str:
    return "never" if at_ms is None else f"{from_millis(at_ms).astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
