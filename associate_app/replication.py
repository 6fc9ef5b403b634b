"""The sync loop of an open desk: what it reports becomes the line's state, what changed is told."""

from __future__ import annotations

import random
from collections.abc import Callable

import requests

from associate_app import APP_VERSION
from associate_app.errors import TabletError
from associate_app.store.checking import CheckedRounds
from associate_app.store.desk import Desk
from associate_app.store.line import GuardedRounds
from sync.device.digest import repairs
from sync.device.engine import SyncEngine
from sync.device.loop import LoopStatus, SyncLoop
from sync.device.outbox import Outbox
from sync.device.replica import Replica, ReplicaStatus
from sync.device.transport import HttpTransport
from sync.errors import Revoked, SyncError

DEVICE_REVOKED = "device_revoked"


class Replication:
    """Keeps one desk's replica and the server in step, in threads of its own, until it is stopped."""

    def __init__(
        self,
        desk: Desk,
        replica: Replica,
        token: str,
        *,
        on_change: Callable[[], None],
        on_revoked: Callable[[], None],
        on_fault: Callable[[str], None],
    ) -> None:
        self._desk = desk
        self._on_change = on_change
        self._on_revoked = on_revoked
        self._on_fault = on_fault
        self._session = requests.Session()
        transport = HttpTransport(desk.enrolment.server_address, token, self._session)
        engine = SyncEngine(
            replica,
            Outbox(replica.connection),
            transport,
            desk.clock,
            APP_VERSION,
            self._progressed,
            desk.wanted.quotas,
        )
        rounds = CheckedRounds(engine, lambda: repairs(replica), desk.check, desk.clock)
        # jitter only spreads tablets in time: it needs no secret randomness
        self._loop = SyncLoop(GuardedRounds(rounds), transport, self._reported, random.random)

    def start(self) -> None:
        """The first round begins now."""
        self._loop.start()

    def nudge(self) -> None:
        """Something was recorded: a round is made as soon as possible."""
        self._loop.nudge()

    def stop(self) -> None:
        """No round runs any more."""
        self._loop.stop()
        self._session.close()

    def _progressed(self, status: ReplicaStatus) -> None:
        if status.loading:
            self._on_change()

    def _reported(self, status: LoopStatus) -> None:
        """The line stands as the loop says.

        An attempt is no news: a tablet without a line tries again and again, and its state must not
        flicker between offline and syncing.
        """
        line, now_ms = self._desk.line, self._desk.now_ms()
        if status.state == "syncing":
            if line.state.name == "waiting":
                line.note("syncing", now_ms)
            return
        before = line.state.name
        line.note(status.state, now_ms, status.error.sentence if status.error else "")
        if status.error is not None:
            cause = status.error.__cause__
            self._on_fault(cause.code if isinstance(cause, TabletError) else status.error.code)
        if _is_revoked(status.error):
            self._on_revoked()
        report = status.report
        if before != status.state or (report is not None and (report.rows or report.pushed)):
            self._on_change()


def _is_revoked(error: SyncError | None) -> bool:
    """True if HQ has shut this tablet out; not if a server merely does not know it (another one, or one
    restored from an older backup): then nothing may be destroyed."""
    return isinstance(error, Revoked) and error.code == DEVICE_REVOKED
