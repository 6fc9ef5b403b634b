"""A line between a device and the source with every fault a line can have, decided in advance."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import orjson

from sync.device.transport import WakeStream, lines_of
from sync.errors import Refused, Unreachable
from sync.leases import LeaseAnswer, LeaseReport
from sync.protocol import PROTOCOL_VERSION, Acknowledgement, Answer, PullRequest
from sync.snapshot import SnapshotOffer
from sync.source.versions import refuse_unspoken
from tests.sync.preparer import Preparer
from tests.sync.world import Source


@dataclass(frozen=True)
class Faults:
    """What goes wrong in the next round. `cut`: per mille of a pull's bytes that arrive; or `cut_bytes`."""

    push_lost: bool = False
    answer_lost: bool = False
    push_twice: bool = False
    cut: int | None = None
    cut_bytes: int | None = None
    acknowledgement_lost: bool = False
    before_snapshot: Callable[[], None] | None = None
    while_streaming: Callable[[], None] | None = None


@dataclass
class FaultyLine:
    """The transport of one device; what it carries goes through bytes, as it would over a network."""

    source: Source
    store: str
    device: str
    faults: Faults = Faults()
    acknowledged: Acknowledgement | None = None
    snapshots: Preparer | None = None

    @contextmanager
    def pull(self, request: PullRequest) -> Iterator[Iterator[bytes]]:
        """The lines that arrive before the cut."""
        refuse_unspoken(request.protocol)
        request = replace(
            request,
            page=_through_json(request.page),
            digest=_through_json(request.digest),
            repair=_through_json(request.repair),
        )
        self.source.begin_pull(self.store, self.device, request)
        if self.faults.before_snapshot:
            self.faults.before_snapshot()
        with self.source.pull(self.store, self.device, request) as lines:
            first = next(lines)
            if self.faults.while_streaming:
                self.faults.while_streaming()
            body = first + b"".join(lines)
        yield lines_of(self._arriving(body))

    def _arriving(self, body: bytes) -> Iterator[bytes]:
        cut, end = self.faults.cut, len(body)
        if cut is not None:
            end = len(body) * cut // 1000
        if self.faults.cut_bytes is not None:
            end = min(self.faults.cut_bytes, len(body))
        for start in range(0, end, 97):
            yield body[start : min(start + 97, end)]
        if end < len(body) or cut is not None:
            raise Unreachable("The line was cut.")

    def push(
        self, operations: Sequence[Mapping[str, Any]], *, protocol: int = PROTOCOL_VERSION
    ) -> list[Answer]:
        """The answers, unless they are lost."""
        refuse_unspoken(protocol)
        if self.faults.push_lost:
            raise Unreachable("The push never arrived.")
        wires = _through_json(list(operations))
        answers = self.source.push(self.store, self.device, wires)
        if self.faults.push_twice:
            assert self.source.push(self.store, self.device, wires) == answers, "the second answer differs"
        if self.faults.answer_lost:
            raise Unreachable("The answer was lost.")
        return answers

    def acknowledge(self, acknowledgement: Acknowledgement) -> None:
        """What the device shows now is known."""
        if self.faults.acknowledgement_lost:
            raise Unreachable("The acknowledgement was lost.")
        self.acknowledged = acknowledgement

    def lease(self, _report: LeaseReport) -> LeaseAnswer:
        """The small world has no quotas."""
        raise Refused("Nothing is leased here.", code="no_leases", status=404)

    def snapshot_offer(self) -> SnapshotOffer | None:
        """What the source has prepared for the device."""
        return self.snapshots.offer(self.store, self.device) if self.snapshots else None

    @contextmanager
    def snapshot_bytes(self, part_id: str, start: int) -> Iterator[Iterator[bytes]]:
        """The bytes that arrive before the cut."""
        if self.snapshots is None:
            raise Refused("There is nothing prepared.", code="no_snapshot", status=404)
        yield self._arriving(self.snapshots.bytes_of(part_id)[start:])

    def wake(self) -> WakeStream:
        """This line never wakes anyone."""
        raise Unreachable("There is no channel here.")


def _through_json(value: Any) -> Any:
    return orjson.loads(orjson.dumps(value))
