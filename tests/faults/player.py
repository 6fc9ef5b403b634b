"""The harness's side of the nursery: a script is played under a tracer, and what it said is kept."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Final

import orjson

from tests.faults.tablet import Event, Step

ROOT: Final = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS: Final = 60.0
"""A script that says nothing for so long hangs: it is killed and counts as failed."""

CHANGING: Final = "write,pwrite64,fsync,fdatasync,ftruncate,rename,unlink,mkdir"
"""The calls by which a file changes. Sockets are spoken to with send, which is none of them."""


@dataclass(frozen=True, slots=True)
class Played:
    """What a script said, and whether it came to its end (0), was killed (-9) or hung."""

    events: tuple[Event, ...]
    ended: int

    @property
    def saved(self) -> list[str]:
        """What the associate was told is saved."""
        return [event["saved"] for event in self.events if "saved" in event]

    @property
    def tried(self) -> list[str]:
        """What was about to be saved."""
        return [event["trying"] for event in self.events if "trying" in event]

    @property
    def crashes(self) -> list[str]:
        """Errors that nobody could read."""
        return [
            event.get("crash") or event["broken"]
            for event in self.events
            if event.keys() & {"crash", "broken"}
        ]

    @property
    def errors(self) -> list[str]:
        """The codes of errors that were told."""
        return [event["error"] for event in self.events if "error" in event]


class Nursery:
    """A process that forks one tablet for each script."""

    def __init__(self) -> None:
        self._line, theirs = socket.socketpair()
        waiting, self._go = os.pipe()
        handles = (theirs.fileno(), waiting)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.nursery", *map(str, handles)],
                cwd=ROOT, pass_fds=handles, stdin=subprocess.DEVNULL,
            )  # fmt: skip
        os.close(waiting)
        self._line.settimeout(PATIENCE_SECONDS)
        self._said: BinaryIO = self._line.makefile("rb")

    def __enter__(self) -> Nursery:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._said.close()
        self._line.close()
        os.close(self._go)
        self._process.wait(10)

    def play(
        self, folder: Path, script: Sequence[Step], *,
        tracer: Sequence[str] = (), flaws: Sequence[str] = (), disk_kib: int = 0,
    ) -> Played:  # fmt: skip
        """The script was played in that folder, under strace with those options if there are any."""
        self._send({"folder": str(folder), "script": script, "flaws": flaws, "disk_kib": disk_kib})
        pid = int(self._hear()["pid"])
        watching = _attached(pid, tracer) if tracer else None
        os.write(self._go, b"!")
        events: list[Event] = []
        try:
            while "ended" not in (event := self._hear()):
                events.append(event)
        except TimeoutError:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            raise AssertionError(f"a script hung after saying {events[-3:]}") from None
        finally:
            if watching is not None:
                watching.wait(10)  # what it recorded is whole then
        return Played(tuple(events), int(event["ended"]))

    def _send(self, message: dict[str, Any]) -> None:
        self._line.sendall(orjson.dumps(message) + b"\n")

    def _hear(self) -> Event:
        said = self._said.readline()
        assert said, "the nursery has died"
        event: Event = orjson.loads(said)
        return event


def _attached(pid: int, options: Sequence[str]) -> subprocess.Popen[bytes]:
    """strace, once it sees every call of the process."""
    watching = subprocess.Popen(["strace", "-qqq", *options, "-p", str(pid)])
    status, deadline = Path(f"/proc/{pid}/status"), time.monotonic() + 10
    while "TracerPid:\t0\n" in status.read_text():
        assert watching.poll() is None, "strace could not attach: is it installed, and is ptrace allowed?"
        assert time.monotonic() < deadline, "strace did not attach in time"
        time.sleep(0.001)
    return watching
