"""Ten thousand tablets that all ask for the same change at once: when each of them has it.

A tablet here is the pull of the protocol and nothing else: it asks when it hears the news, from where it was,
and has what was published once its answer is whole. So many ask at once as a server's door lets in.
"""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass, field
from typing import Any, Final

import requests

from benchmarks.push_server import STORES, token_of
from benchmarks.push_stage import PushStage
from server.replication.collections import COLLECTIONS, GLOBAL, device_scope, store_scope
from sync.protocol import Cursor, PullRequest
from sync.source.scopes import shape_of

AT_ONCE: Final = 400
COMES_AGAIN_SECONDS: Final = 0.5
"""After a server that is full has sent a tablet away."""


@dataclass
class Pulls:
    """What became of the pulls after one publish; `at` is when each tablet had the promotion."""

    stage: PushStage
    promotion_id: str
    cursor: Cursor
    at: dict[int, float] = field(default_factory=dict)
    sent_away: int = 0
    _gate: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    _under_way: set[asyncio.Task[None]] = field(default_factory=set)

    def begin(self, number: int) -> None:
        """The tablet of that number has heard the news and asks."""
        task = asyncio.get_running_loop().create_task(self._pull(number))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def all_have_it(self, count: int, seconds: float) -> None:
        """So many tablets have it, or that much time has passed."""
        until = time.monotonic() + seconds
        while len(self.at) < count and time.monotonic() < until:
            await asyncio.sleep(0.05)
        for task in tuple(self._under_way):
            task.cancel()

    async def _pull(self, number: int) -> None:
        body = json.dumps(_request(number, self.cursor)).encode()
        while number not in self.at:
            async with self._gate:
                status, answer = await self._ask(number, body)
            if status == 200 and self.promotion_id.encode() in answer:
                self.at[number] = time.monotonic()
            else:
                self.sent_away += 1
                await asyncio.sleep(COMES_AGAIN_SECONDS)

    async def _ask(self, number: int, body: bytes) -> tuple[int, bytes]:
        """The status and the whole answer; status 0 if the line broke."""
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.stage.port)
            try:
                writer.write(
                    b"POST /api/v1/sync/pull HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
                    b"Accept-Encoding: identity\r\nContent-Type: application/json\r\n"
                    + f"Authorization: Bearer {token_of(number)}\r\n".encode()
                    + f"Content-Length: {len(body)}\r\n\r\n".encode()
                    + body
                )
                answer = await reader.read(-1)
            finally:
                writer.close()
        except OSError:
            return 0, b""
        first = answer[:12].split(b" ")
        return (int(first[1]) if len(first) > 1 else 0), answer


def where_it_is(stage: PushStage) -> Cursor:
    """Where a tablet stands that has everything so far."""
    answer = requests.post(
        f"{stage.address}/api/v1/sync/pull", json=PullRequest().to_wire(), timeout=30,
        headers={"Authorization": f"Bearer {token_of(0)}", "Accept-Encoding": "identity"},
    )  # fmt: skip
    answer.raise_for_status()
    checkpoint = json.loads(answer.content.splitlines()[0])
    return Cursor(checkpoint["epoch"], checkpoint["stamp"])


def _request(number: int, cursor: Cursor) -> dict[str, Any]:
    scopes = (GLOBAL, store_scope(f"{1_000 + number % STORES}"), device_scope(f"crowd-{number}"))
    return PullRequest(cursor=cursor, shape=shape_of(scopes, COLLECTIONS)).to_wire()
