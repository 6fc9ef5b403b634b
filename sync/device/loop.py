"""Rounds in a thread of their own: at once when there is news, patiently while the line is down."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from sync.device.engine import RoundReport
from sync.device.transport import Transport, WakeStream
from sync.errors import Revoked, StorageTrouble, SyncError, Unreachable

FIRST_RETRY_SECONDS = 1.0
LONGEST_RETRY_SECONDS = 60.0
IDLE_SECONDS = 60.0
"""With no news and no nudge a round is made all the same: a wake-up may have been lost."""

LoopState = Literal["syncing", "synced", "offline", "refused"]


@dataclass(frozen=True, slots=True)
class LoopStatus:
    """How it stands; `error` says why it is offline or refused, `report` what the last round did."""

    state: LoopState
    report: RoundReport | None = None
    error: SyncError | None = None


class Rounds(Protocol):
    """What the loop drives."""

    def round(self) -> RoundReport:
        """One round."""


class SyncLoop:
    """Makes rounds until it is stopped. `on_status` is called on the loop's two threads."""

    def __init__(
        self,
        engine: Rounds,
        transport: Transport,
        on_status: Callable[[LoopStatus], None],
        jitter: Callable[[], float],
    ) -> None:
        self._engine = engine
        self._transport = transport
        self._on_status = on_status
        self._jitter = jitter
        self._due = threading.Event()
        self._stopping = threading.Event()
        self._wake: WakeStream | None = None
        self._wake_lock = threading.Lock()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """The first round begins now."""
        self._due.set()
        self._threads = [
            threading.Thread(target=self._run_rounds, name="sync rounds", daemon=True),
            threading.Thread(target=self._listen, name="sync wake-up", daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def nudge(self) -> None:
        """A round is made as soon as possible; called after an operation was recorded."""
        self._due.set()

    def stop(self, timeout: float = 10.0) -> None:
        """No round runs any more; what was under way goes on where it stopped after the next start."""
        self._stopping.set()
        self._due.set()
        with self._wake_lock:
            if self._wake is not None:
                self._wake.close()
        for thread in self._threads:
            if thread is not threading.current_thread():
                thread.join(timeout)

    def _run_rounds(self) -> None:
        delay = 0.0
        while not self._stopping.is_set():
            self._due.wait(delay or IDLE_SECONDS)
            self._due.clear()
            if self._stopping.is_set():
                return
            self._on_status(LoopStatus("syncing"))
            status = self._one_round()
            delay = 0.0 if status.state == "synced" else self._longer(delay)
            if not self._stopping.is_set():
                self._on_status(status)

    def _one_round(self) -> LoopStatus:
        try:
            return LoopStatus("synced", report=self._engine.round())
        except Unreachable as error:
            return LoopStatus("offline", error=error)
        except SyncError as error:
            return LoopStatus("refused", error=error)
        except Exception as error:  # noqa: BLE001 - a full or failing disk must not end the loop in silence
            trouble = StorageTrouble(
                "The tablet could not store what came. Free some space; it will be tried again."
            )
            trouble.__cause__ = error
            return LoopStatus("refused", error=trouble)

    def _longer(self, delay: float) -> float:
        """Twice as long up to the longest, with jitter: a thousand tablets must not come back at once."""
        base = min(max(FIRST_RETRY_SECONDS, delay * 2), LONGEST_RETRY_SECONDS)
        return min(base * (0.75 + 0.5 * self._jitter()), LONGEST_RETRY_SECONDS)

    def _listen(self) -> None:
        delay = 0.0
        while not self._stopping.is_set():
            try:
                self._hear_news()
                delay = self._longer(0.0)
            except Revoked:
                delay = LONGEST_RETRY_SECONDS
            except SyncError:
                delay = self._longer(delay)
            self._stopping.wait(delay)

    def _hear_news(self) -> None:
        stream = self._transport.wake()
        with self._wake_lock:
            self._wake = stream
            if self._stopping.is_set():
                stream.close()
        # the line is (again) up: whatever the rounds were waiting for may be possible now
        self._due.set()
        try:
            for kind in stream:
                if kind == "news":
                    self._due.set()
        except Unreachable as error:
            # a round would only know when its own patience is over; one that succeeds says so after this
            if not self._stopping.is_set():
                self._on_status(LoopStatus("offline", error=error))
            raise
        finally:
            # the stream is gone: a round finds out within seconds whether the line is, too
            self._due.set()
