"""A first load by prepared snapshot: sealed chunks, each opened, checked and staged in one transaction.

Rows go straight into the shadow tables of the encrypted replica, and with each chunk the place where the next
one begins: nothing else is written, and a load that breaks off goes on from there. When all parts are staged,
a page token is kept, and the pull that follows goes on behind it as behind any page: it brings what changed
since and what is this device's alone, adds up, and shows everything at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Final

from sync.device.apply import forget_pull, start_load
from sync.device.lines import Applier
from sync.device.replica import SHADOW, Replica, ReplicaStatus
from sync.device.storage import transaction
from sync.device.transport import Transport
from sync.errors import UNEXPLAINED, ProtocolError, Refused, Revoked, SnapshotUnusable, Unreachable
from sync.snapshot import ChunkSeal, SnapshotOffer, SnapshotPart, sealed_chunks, sealed_length

_TRIES: Final = 3
"""Downloads that bring not one chunk before the rows are taken one by one: those come in smaller pages."""

_ROWS: Final = b'{"type":"rows"'
_DAMAGED: Final = "The prepared load is damaged. The tablet loads row by row instead."


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the next chunk begins, and how often it was asked for in vain."""

    part: int = 0
    chunk: int = 0
    start: int = 0
    tries: int = 0


def stage_snapshot(
    replica: Replica, transport: Transport, on_progress: Callable[[ReplicaStatus], None]
) -> int:
    """How many rows were staged; 0 if there is no snapshot, or none that can be used.

    The page token behind it is kept then, and the next pull goes on from there; without it, that pull is the
    whole load.
    """
    try:
        loading = _under_way(replica) or _begin(replica, transport)
        return 0 if loading is None else _Staging(replica, transport, on_progress, *loading).run()
    except Revoked:
        raise
    except (SnapshotUnusable, ProtocolError, Refused) as error:
        if isinstance(error, Refused) and error.code == UNEXPLAINED:
            raise  # whoever answered was not our server: it says nothing about the load
        forget_pull(replica, everything=False)
        return 0


def _under_way(replica: Replica) -> tuple[SnapshotOffer, _Place] | None:
    kept = replica.meta("snapshot")
    return kept and (SnapshotOffer.of_wire(kept["offer"]), _Place(**kept["place"]))


def _begin(replica: Replica, transport: Transport) -> tuple[SnapshotOffer, _Place] | None:
    offer = transport.snapshot_offer()
    if offer is None:
        return None
    with transaction(replica.connection):
        start_load(replica, expected=offer.rows)
        _keep(replica, offer, _Place())
    return offer, _Place()


def _keep(replica: Replica, offer: SnapshotOffer, place: _Place) -> None:
    replica.set_meta("snapshot", {"offer": offer.to_wire(), "place": asdict(place)})


class _Staging:
    """Takes the parts of one offer, from a place on."""

    def __init__(
        self,
        replica: Replica,
        transport: Transport,
        on_progress: Callable[[ReplicaStatus], None],
        offer: SnapshotOffer,
        place: _Place,
    ) -> None:
        self._replica = replica
        self._transport = transport
        self._on_progress = on_progress
        self._offer = offer
        self._place = place
        self._applier = Applier(replica)
        self._rows = 0

    def run(self) -> int:
        """Every part is staged and the page token kept."""
        while self._place.part < len(self._offer.parts):
            self._count_try()
            part = self._offer.parts[self._place.part]
            try:
                self._take(part)
            except SnapshotUnusable:
                if self._place.tries == _TRIES:
                    raise  # otherwise once more: it may have been garbled on its way
        return self._rows

    def _count_try(self) -> None:
        if self._place.tries == _TRIES:
            raise SnapshotUnusable("The prepared load does not come through. The tablet loads row by row.")
        self._place = replace(self._place, tries=self._place.tries + 1)
        with transaction(self._replica.connection):
            _keep(self._replica, self._offer, self._place)

    def _take(self, part: SnapshotPart) -> None:
        seal = ChunkSeal(part.id, bytes.fromhex(part.key))
        with self._transport.snapshot_bytes(part.id, self._place.start) as body:
            chunks = sealed_chunks(body)
            for number in range(self._place.chunk, part.chunks):
                sealed = next(chunks, None)
                if sealed is None:
                    raise Unreachable("The load broke off. The next round goes on from there.")
                is_last = number == part.chunks - 1
                lines = seal.open(number, sealed, is_last=is_last)
                self._stage(lines, self._behind(sealed, is_last=is_last))
                self._on_progress(self._replica.status())

    def _behind(self, sealed: bytes, *, is_last: bool) -> _Place:
        place = self._place
        if is_last:
            return _Place(part=place.part + 1)
        return _Place(place.part, place.chunk + 1, place.start + sealed_length(sealed))

    def _stage(self, lines: bytes, place: _Place) -> None:
        """The chunk's rows and the place behind it are stored, neither without the other."""
        replica = self._replica
        with transaction(replica.connection):
            for line in lines.splitlines():
                self._apply(line)
            taken = self._applier.taken()
            loading = replica.meta("loading")
            replica.set_meta("loading", loading | {"rows": loading["rows"] + taken})
            if place.part == len(self._offer.parts):
                replica.set_meta("snapshot", None)
                replica.set_meta("page", dict(self._offer.token))
            else:
                _keep(replica, self._offer, place)
        self._place = place
        self._rows += taken

    def _apply(self, line: bytes) -> None:
        if not line.startswith(_ROWS):
            raise SnapshotUnusable(_DAMAGED)
        try:
            self._applier.apply(line, SHADOW)
        except (KeyError, TypeError, ValueError) as error:
            raise SnapshotUnusable(_DAMAGED) from error
