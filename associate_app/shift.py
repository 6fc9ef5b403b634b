"""What is open while an associate is at work: her desk, the replica behind it, and the line to the server."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from associate_app.errors import ReplicaDamaged, TabletError
from associate_app.replication import Replication
from associate_app.session import Unlocked
from associate_app.store import repairing
from associate_app.store.desk import Desk
from associate_app.store.drafts import Draft
from associate_app.store.opening import OpenReplica, open_replica, replica_path
from associate_app.store.recorder import Recorder
from associate_app.store.repairing import OutboxCopy
from shared.clock import Clock, to_millis

NOTED_S: Final = 10.0
"""Far longer than a disk takes; one that hangs must not keep keys alive."""


class Shift:
    """Begins with a sign-in and ends with a lock; at most one at a time.

    `before_closing` gets the recorder in the thread that closes the files, so that nobody waits for it: once
    before the line is let go, once after.
    """

    def __init__(
        self,
        folder: Path,
        clock: Clock,
        random_bytes: Callable[[int], bytes],
        *,
        on_line_change: Callable[[], None],
        on_recorded: Callable[[], None],
        on_revoked: Callable[[], None],
        on_fault: Callable[[str], None],
        before_closing: Callable[[Recorder], None],
    ) -> None:
        self._folder, self._clock, self._random = folder, clock, random_bytes
        self._on_line_change = on_line_change
        self._on_recorded = on_recorded
        self._on_revoked = on_revoked
        self._on_fault = on_fault
        self._before_closing = before_closing
        self._open: OpenReplica | None = None
        self._replication: Replication | None = None
        self._swapping = threading.Lock()
        self._closing: threading.Thread | None = None
        self.step: tuple[int, int] | None = None
        """How far an older replica is made ready for this app, while it is: done, of how many."""
        self._noted = threading.Event()
        self._noted.set()

    @property
    def desk(self) -> Desk | None:
        """The desk of who is at work now."""
        opened = self._open
        return opened.desk if opened else None

    def begin(self, unlocked: Unlocked) -> None:
        """The associate's desk is open and its line is kept up."""
        try:
            opened = self._opened(unlocked)
        finally:
            self.step = None
        if opened.replica is not None:
            self._replication = Replication(
                opened.desk,
                opened.replica,
                unlocked.token,
                on_change=self._on_line_change,
                on_revoked=self._on_revoked,
                on_fault=self._on_fault,
            )
            self._replication.start()
        self._open = opened

    def _opened(self, unlocked: Unlocked) -> OpenReplica:
        """The replica, repaired first if it is damaged."""
        path = replica_path(self._folder, unlocked.enrolment)
        copy = OutboxCopy(path, unlocked.data_key, self._random)
        repairing.begin(path)
        try:
            opened = self._open_replica(unlocked, copy)
        except ReplicaDamaged:
            repairing.set_aside(path)
            opened = self._open_replica(unlocked, copy)
        try:
            now_ms = to_millis(self._clock.now())
            repairing.take_back(path, unlocked.data_key, copy, opened.desk.recorder, now_ms)
        except BaseException:
            opened.close()
            raise
        return opened

    def _open_replica(self, unlocked: Unlocked, copy: OutboxCopy) -> OpenReplica:
        return open_replica(
            self._folder,
            enrolment=unlocked.enrolment,
            associate=unlocked.associate,
            key=unlocked.data_key,
            clock=self._clock,
            random_bytes=self._random,
            on_recorded=self._on_recorded,
            keep_copy=copy.keep,
            on_step=self._note_step,
        )

    def _note_step(self, done: int, of: int) -> None:
        self.step = done, of

    def end(self, afterwards: Callable[[], None], draft: Draft | None = None) -> bool:
        """Nothing is open any more; True if something was, whose files are then closed beside.

        `afterwards` runs when they are. `draft` is what whoever was at work comes back to.
        """
        with self._swapping:  # the guard may lock while the screen does
            opened, replication = self._open, self._replication
            if opened is not None:
                self._noted.clear()  # before the desk is gone: whoever finds none waits
            self._open, self._replication = None, None
        if opened is None:
            afterwards()
            return False

        def close() -> None:
            try:
                self._before_closing(opened.desk.recorder)
            finally:
                self._noted.set()
            if replication is not None:
                replication.stop()
            with suppress(TabletError):  # a full disk costs the draft, never the lock
                opened.desk.recorder.keep_draft(draft)
            self._before_closing(opened.desk.recorder)  # the last round may have sent something
            opened.close()
            afterwards()

        self._closing = threading.Thread(target=close, name="tablet closing")
        self._closing.start()
        return True

    def wait_until_noted(self) -> None:
        """`before_closing` has had the recorder of whoever was at work last; files may still be open."""
        self._noted.wait(NOTED_S)

    def wait(self) -> None:
        """Files that were being closed are closed."""
        if self._closing is not None:
            self._closing.join()
            self._closing = None

    def nudge(self) -> None:
        """The line is used as soon as possible."""
        replication = self._replication
        if replication is not None:
            replication.nudge()
