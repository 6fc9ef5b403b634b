"""What demo and tour stand on: the loaded data, a running server, the sign-ins of made-up people."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

STORE = "367"
PASSWORD = "demo-aisle-one"  # noqa: S105 - made-up people of a demo on this machine only
STAFF = "marketer@aisle.example"
APPROVER = "approver@aisle.example"
ASSOCIATE = "1001"
PIN = "246810"

AISLE = Path(sys.executable).parent / "aisle"


@dataclass(frozen=True, slots=True)
class Stage:
    """One server's home folder and the port it will listen on."""

    home: Path
    port: int

    @property
    def address(self) -> str:
        """Where the server answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """The environment in which its commands run."""
        return {**os.environ, "AISLE_HOME": str(self.home)}

    def aisle(self, *arguments: str, quiet: bool = False) -> str:
        """What `aisle …` printed; raises CalledProcessError where it failed."""
        done = subprocess.run(
            [AISLE, *arguments], env=self.environment, check=False, text=True,
            stdout=subprocess.PIPE if quiet else None, stderr=subprocess.PIPE if quiet else None,
        )  # fmt: skip
        if done.returncode:
            raise SystemExit(f"aisle {' '.join(arguments)} did not finish:\n{done.stderr or 'see above'}")
        return done.stdout or ""

    def prepare(self, *, load: bool = True) -> None:
        """The database holds the demo's people and, with `load`, the real data; there is a model of it."""
        self.home.mkdir(parents=True, exist_ok=True)
        self.aisle("db", "upgrade", quiet=True)
        if load:
            self.aisle("load", "completejourney")
        if load or not json.loads(self.aisle("model", "status", "--json", quiet=True))["models"]:
            self.aisle("model", "build")
        self.aisle("demo", "people", "--store", STORE, "--password", PASSWORD, "--pin", PIN, quiet=True)

    def enrolment_code(self) -> str:
        """A fresh one-time code for a tablet of the store."""
        printed = self.aisle("devices", "code", "--store", STORE, quiet=True)
        found = re.search(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", printed)
        if not found:
            raise SystemExit(f"no enrolment code in: {printed}")
        return found.group()

    @contextmanager
    def serving(self, log: Path) -> Iterator[subprocess.Popen[bytes]]:
        """The server runs for as long as the block does; its output goes to `log`."""
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as output:
            process = self._start(output)
            try:
                self._wait_until_healthy(process, log)
                yield process
            finally:
                process.send_signal(signal.SIGTERM)
                process.wait(timeout=20)

    def _start(self, output: IO[bytes]) -> subprocess.Popen[bytes]:
        command = [str(AISLE), "serve", "--host", "127.0.0.1", "--port", str(self.port)]
        return subprocess.Popen(command, env=self.environment, stdout=output, stderr=output)

    def _wait_until_healthy(self, process: subprocess.Popen[bytes], log: Path) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if process.poll() is not None:
                raise SystemExit(f"The server stopped at once. Its last words are in {log}.")
            try:
                with urllib.request.urlopen(f"{self.address}/api/v1/health", timeout=2):  # noqa: S310 - http on loopback
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise SystemExit(f"The server did not answer within a minute. See {log}.")


def free_port(wanted: int = 0) -> int:
    """`wanted` if nobody listens there, else one that is free."""
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError:
            probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def has_display() -> bool:
    """True where a person can see windows."""
    return sys.platform in ("darwin", "win32") or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
