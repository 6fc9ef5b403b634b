"""How the server's cost grows with the number of tablets that come at once.

The tablets here only read what they are sent: fifty encrypting clients would measure this machine's cores.
What is measured is the server's processor time and the time until the last tablet has everything.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import orjson
import requests
import zstandard

from benchmarks.figures import Emit
from benchmarks.sync_client import change
from benchmarks.sync_stage import BenchStage, ServerCost
from sync.protocol import PROTOCOL_VERSION

CHANGES = 1_000
_PIECE = 1 << 18
_BUSY = 503


class Reader:
    """A tablet that reads everything and keeps nothing but its cursor."""

    def __init__(self, stage: BenchStage, token: str) -> None:
        self._address = f"{stage.address}/api/v1/sync"
        self._session = requests.Session()
        self._headers = {"Authorization": f"Bearer {token}", "Accept-Encoding": "zstd"}
        self._standing: dict[str, Any] = {"cursor": None}

    def forget(self) -> None:
        """Nothing is known any more: the next pull is a first load."""
        self._standing = {"cursor": None}

    def pull(self) -> None:
        """Everything since the last time was read."""
        checkpoint = self._pulled(self._standing)
        cursor = {"epoch": checkpoint["epoch"], "stamp": checkpoint["stamp"]}
        self._standing = {"cursor": cursor, "shape": checkpoint["shape"]}

    def load_prepared(self) -> None:
        """The prepared parts were read, and what is behind them."""
        asked = self._session.post(
            f"{self._address}/snapshot",
            json={"protocol": PROTOCOL_VERSION},
            headers=self._headers,
            timeout=60,
        )
        asked.raise_for_status()
        offer = asked.json()
        for part in offer["parts"]:
            path = f"{self._address}/snapshots/{part['id']}"
            with self._session.get(path, headers=self._headers, stream=True, timeout=60) as body:
                for _ in body.raw.stream(_PIECE, decode_content=False):
                    pass
        self._pulled({"cursor": None, "page": offer["token"]})

    def _pulled(self, standing: dict[str, Any]) -> dict[str, Any]:
        """The checkpoint of a pull that was read to its end."""
        body = {"protocol": PROTOCOL_VERSION, **standing}
        answer = self._asked(body)
        while answer.status_code == _BUSY:  # so many stream already: tablets come again, and so does this one
            answer.close()
            time.sleep(float(answer.headers.get("Retry-After", 1)))
            answer = self._asked(body)
        with answer:
            answer.raise_for_status()
            pieces = answer.raw.stream(_PIECE, decode_content=False)
            first = zstandard.ZstdDecompressor().decompressobj().decompress(next(pieces))
            for _ in pieces:
                pass
        checkpoint: dict[str, Any] = orjson.loads(first.partition(b"\n")[0])
        return checkpoint

    def _asked(self, body: dict[str, Any]) -> requests.Response:
        return self._session.post(
            f"{self._address}/pull", json=body, headers=self._headers, stream=True, timeout=120
        )


def measure_fleet(
    emit: Emit, case: str, stage: BenchStage, server: subprocess.Popen[bytes], fleets: tuple[int, ...]
) -> None:
    """First loads by snapshot and by rows, and 1,000 changes, for each number of tablets."""
    readers = [Reader(stage, token) for token in stage.tokens(max(fleets))]
    for count in fleets:
        some = readers[:count]
        at_once = f"{case}, {count} tablets at once"
        _timed(emit, "fleet_snapshot", at_once, server, some, Reader.load_prepared)
        _timed(emit, "fleet_rows", at_once, server, some, _from_nothing)
        change(stage.driver_url, CHANGES)
        _timed(emit, "fleet_changed_1000", at_once, server, some, Reader.pull)


def _from_nothing(reader: Reader) -> None:
    reader.forget()
    reader.pull()


def _timed(
    emit: Emit, figure: str, case: str, server: subprocess.Popen[bytes], readers: list[Reader],
    work: Callable[[Reader], None],
) -> None:  # fmt: skip
    began = time.perf_counter()
    with ServerCost(server) as cost, ThreadPoolExecutor(len(readers)) as threads:
        list(threads.map(work, readers))
    emit(f"{figure}_s", time.perf_counter() - began, "s", case, "one tablet")
    emit(f"{figure}_server_cpu_s", cost.cpu_s / len(readers), "s a tablet", case, "one tablet")
    emit(f"{figure}_server_growth_mb", cost.grown_mb, "MB", case, "200 MB")
