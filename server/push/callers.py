"""Who calls: tokens looked up together, so that thousands that come back at once cost few queries."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from server.actors import Actor
from server.devices import service as devices
from server.errors import Forbidden, NotSignedIn, ServerError
from server.replication.service import reading
from server.staff import service as staff
from server.staff.tokens import holder_of

MOST_TOGETHER: Final = 500

NOT_YOURS: Final = "This sign-in may not do that. Use one that may."

NOBODY: Final = "Sign in first: this needs a bearer token."

Verdict = Actor | ServerError
LookUp = Callable[[Sequence[str]], dict[str, Verdict]]


def look_up(engine: Engine, tokens: Sequence[str], now_ms: int) -> dict[str, Verdict]:
    """For each of the tokens the tablet that has it, or why its holder may not listen."""
    of_tablets = [token for token in tokens if holder_of(token) == "device"]
    with reading(engine) as connection, Session(connection) as session:
        found: dict[str, Verdict] = dict(devices.actors_of_tokens(session, of_tablets))
        for token in set(tokens) - found.keys():
            try:
                staff.actor_of_token(session, token, now_ms)
            except NotSignedIn as error:
                found[token] = error
            else:
                found[token] = Forbidden(NOT_YOURS)
    return found


class Callers:
    """Finds out who calls, a batch after the other, in a thread of its own."""

    def __init__(self, find: LookUp) -> None:
        self._find = find
        self._waiting: dict[str, list[asyncio.Future[Verdict]]] = {}
        self._thread = ThreadPoolExecutor(1, "push callers")
        self._under_way: asyncio.Task[None] | None = None

    async def of(self, token: str) -> Verdict:
        """Whose token it is, or why its holder may not listen; what the database raises where it fails."""
        loop = asyncio.get_running_loop()
        waiting: asyncio.Future[Verdict] = loop.create_future()
        self._waiting.setdefault(token, []).append(waiting)
        if self._under_way is None:
            self._under_way = loop.create_task(self._work())
        return await waiting

    async def of_token(self, token: str | None) -> Actor:
        """The tablet that has the token; whatever `ServerError` there is against its holder."""
        if token is None:
            raise NotSignedIn(NOBODY)
        found = await self.of(token)
        if isinstance(found, ServerError):
            raise found
        return found

    def stop(self) -> None:
        """Nobody is looked up any more."""
        self._thread.shutdown(wait=True, cancel_futures=True)

    async def _work(self) -> None:
        loop = asyncio.get_running_loop()
        await asyncio.sleep(0)  # whoever came in the same turn of the loop is in the same batch
        try:
            while self._waiting:
                tokens = list(self._waiting)[:MOST_TOGETHER]
                asking = {token: self._waiting.pop(token) for token in tokens}
                await self._answer(loop, asking)
        finally:
            self._under_way = None

    async def _answer(
        self, loop: asyncio.AbstractEventLoop, asking: dict[str, list[asyncio.Future[Verdict]]]
    ) -> None:
        try:
            found = await loop.run_in_executor(self._thread, self._find, list(asking))
        except Exception as error:  # noqa: BLE001 - a database that fails must not end the answering
            for waiting in asking.values():
                _settle(waiting, error)
            return
        for token, waiting in asking.items():
            _settle(waiting, found[token])


def _settle(waiting: Sequence[asyncio.Future[Verdict]], outcome: Verdict | Exception) -> None:
    for each in waiting:
        if each.done():  # the line broke meanwhile
            continue
        if isinstance(outcome, ServerError | Actor):
            each.set_result(outcome)
        else:
            each.set_exception(outcome)
