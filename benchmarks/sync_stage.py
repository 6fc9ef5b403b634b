"""The real server with the benchmark's lines, in processes of its own, and what it costs them."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import psutil

from benchmarks.sync_peers import Figures
from tools.stage import Stage, free_port

SAMPLE_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class BenchStage(Stage):
    """A server whose tablets hold the lines too; `database_url` as in AISLE_DATABASE_URL."""

    database_url: str

    @property
    def environment(self) -> dict[str, str]:
        """The environment in which its commands run."""
        return {**super(BenchStage, self).environment, "AISLE_DATABASE_URL": self.database_url}

    @property
    def driver_url(self) -> str:
        """The database's address with the driver that we install."""
        return self.database_url.replace("postgresql://", "postgresql+psycopg://")

    def our_server(self, *arguments: str) -> str:
        """What `benchmarks.sync_server …` printed."""
        return subprocess.run(
            [*_SERVER, *arguments], env=self.environment, check=True, text=True, stdout=subprocess.PIPE
        ).stdout

    def _start(self, output: IO[bytes]) -> subprocess.Popen[bytes]:
        command = [*_SERVER, "serve", str(self.port)]
        return subprocess.Popen(command, env=self.environment, stdout=output, stderr=output)

    def tokens(self, count: int = 1) -> list[str]:
        """The tokens of newly enrolled tablets."""
        return self.our_server("enrol", str(count)).split()


_SERVER = (sys.executable, "-m", "benchmarks.sync_server")


class ServerCost:
    """What a server's processes hold at most, and their processor time, while the block lasts."""

    def __init__(self, server: subprocess.Popen[bytes]) -> None:
        parent = psutil.Process(server.pid)
        self._processes = [parent, *parent.children(recursive=True)]
        self._ended = threading.Event()
        self._watching = threading.Thread(target=self._watch)
        self.grown_mb = 0.0
        self.cpu_s = 0.0

    def __enter__(self) -> ServerCost:
        self._first_mb, self._first_s = self._held_mb(), self._spent_s()
        self._watching.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._watching.join()
        self.cpu_s = self._spent_s() - self._first_s

    def _watch(self) -> None:
        while True:
            self.grown_mb = max(self.grown_mb, self._held_mb() - self._first_mb)
            if self._ended.wait(SAMPLE_SECONDS):
                return

    def _held_mb(self) -> float:
        return sum(each.memory_info().rss for each in self._processes) / 1e6

    def _spent_s(self) -> float:
        return sum(sum(each.cpu_times()[:2]) for each in self._processes)


def one_pass(stage: BenchStage, server: subprocess.Popen[bytes], folder: Path, how: str) -> Figures:
    """A new tablet that loads by `rows` or by `snapshot`, in a process of its own."""
    folder.mkdir(parents=True)
    (token,) = stage.tokens()
    with ServerCost(server) as cost:
        said = client("sync_client", stage.address, token, str(folder), stage.driver_url, how)
    return Figures(**said, server_mb=cost.grown_mb)


def client(module: str, *arguments: str) -> Mapping[str, Any]:
    """The JSON object that a client's process printed."""
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{module}", *arguments], check=True, text=True,
        stdout=subprocess.PIPE,
    )  # fmt: skip
    said: Mapping[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said


@contextmanager
def raw_server(database_url: str, folder: Path) -> Iterator[str]:
    """The address of the raw limits, over the same database."""
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.sync_raw", "serve", database_url, str(folder), str(port)]
    process = subprocess.Popen(command)
    try:
        _wait_for(port, process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Somebody listens there; building the file beforehand takes its time."""
    import socket

    pause = threading.Event()
    while process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        pause.wait(0.05)
    raise SystemExit("the raw limit's server did not start")
