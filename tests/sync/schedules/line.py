"""The line of a schedule: what a network can do to messages, beside cutting them.

A push that was given up arrives later, after newer ones or twice; an answer that was on its way a long time
takes the place of the one asked for; a byte is another; the server dies before it has committed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sync.device.transport import lines_of
from sync.errors import Unreachable
from sync.leases import LeaseAnswer, LeaseReport
from sync.protocol import Answer, PullRequest
from tests.sync.line import Faults, FaultyLine
from tests.sync.schedules.quota import contact


@dataclass(frozen=True)
class WildFaults(Faults):
    """`push_late`: it arrives only when somebody delivers it; `stale`: an older answer comes instead.

    `garbled`: at which per mille of an answer a byte is another.
    """

    push_late: bool = False
    server_dies: bool = False
    stale: bool = False
    garbled: int | None = None


@dataclass
class WildLine(FaultyLine):
    """Keeps what it has carried, to deliver it once more."""

    faults: WildFaults = WildFaults()
    carried: list[tuple[str, list[Any]]] = field(default_factory=list)
    answered: list[bytes] = field(default_factory=list)

    def push(self, operations: Sequence[Mapping[str, Any]], **named: Any) -> list[Answer]:
        """The answers, unless something of it is lost."""
        wires = [dict(operation) for operation in operations]
        self.carried.append((self.store, wires))
        if self.faults.push_late:
            raise Unreachable("The push is still on its way.")
        if self.faults.server_dies:
            self.source.push(self.store, self.device, wires, dies=True)
        return super().push(operations, **named)

    def lease(self, report: LeaseReport) -> LeaseAnswer:
        """The server's answer, unless it is lost; what a report did is done all the same."""
        if self.faults.push_lost:
            raise Unreachable("The report never arrived.")
        answer = contact(self.source, self.store, self.device, report)
        if self.faults.push_twice:
            answer = contact(self.source, self.store, self.device, report)
        if self.faults.answer_lost:
            raise Unreachable("The answer was lost.")
        return answer

    def deliver(self, number: int) -> None:
        """A push carried some time ago arrives (again); nobody hears the answers."""
        if self.carried:
            store, wires = self.carried[number % len(self.carried)]
            self.source.push(store, self.device, wires)

    @contextmanager
    def pull(self, request: PullRequest) -> Iterator[Iterator[bytes]]:
        """The answer, or one that was given to this device before."""
        if self.faults.stale and self.answered:
            yield lines_of([self.answered[len(self.answered) // 2]])
            return
        with super().pull(request) as lines:
            yield lines

    def _arriving(self, body: bytes) -> Iterator[bytes]:
        if body.startswith(b'{"type":"checkpoint"'):
            self.answered = [*self.answered[-4:], body]
        if self.faults.garbled is not None and body:
            place = len(body) * self.faults.garbled // 1000
            body = body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :]
        return super()._arriving(body)
