"""Recording what an associate does: durably in the outbox before anybody is told that it is saved."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from associate_app.errors import CANNOT_SAVE, CannotSave, DiskTrouble, Locked
from associate_app.store import baskets, drafts, trials
from associate_app.store.baskets import Basket
from associate_app.store.database import tablet_errors
from associate_app.store.drafts import Draft
from associate_app.store.reading import Snapshot
from associate_app.store.trials import Met
from shared.clock import Clock, to_millis
from shared.errors import InvalidOperation
from shared.ids import tablet_id, uuid7
from shared.operation_advice import GUIDE_SHOWN
from shared.operation_trials import EXPOSED
from shared.operations import NEWEST, Operation, check_operation
from shared.words import _
from sync.device.leases import Leases
from sync.device.outbox import AttentionRow, Outbox, OutboxCounts, OutboxEntry
from sync.device.storage import Storage


@dataclass(frozen=True, slots=True)
class Spending:
    """Units of a lease that an operation uses up, by quota."""

    lease: str
    costs: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Deed:
    """One of several operations that are recorded together; `id` is given where others of them name it."""

    kind: str
    arguments: Mapping[str, Any]
    spending: Spending | None = None
    id: str | None = None


class Recorder:
    """The outbox of the open replica, in the name of the associate who is signed in.

    Without a connection nothing can be written: the disk is full or failing. `keep_copy` keeps what no server
    has beside the replica, for the day on which that is damaged.
    """

    def __init__(
        self,
        connection: Storage | None,
        associate_id: str,
        clock: Clock,
        random_bytes: Callable[[int], bytes],
        on_recorded: Callable[[], None],
        keep_copy: Callable[[Sequence[OutboxEntry]], None] = lambda _: None,
    ) -> None:
        self.keep_copy = keep_copy
        self._connection = connection
        self._associate_id = associate_id
        self._clock = clock
        self._random = random_bytes
        self._on_recorded = on_recorded
        self._lock = threading.RLock()
        self._is_closed = False

    def record(
        self,
        kind: str,
        customer_id: int,
        arguments: Mapping[str, Any],
        spending: Spending | None = None,
        *,
        instead_of: str | None = None,
    ) -> str:
        """The operation is on the disk, and what it spends is spent with it; its id.

        `instead_of` names a refused operation that is dealt with by it.

        CannotSave if it makes no sense, DiskTrouble if it cannot be kept, LeaseExhausted if this tablet does
        not hold what it is to spend.
        """
        build = self._builder(customer_id, Deed(kind, arguments, spending))
        with self._recording():
            return str(self._outbox().record(build, instead_of=instead_of)["id"])

    def record_all(
        self, customer_id: int, deeds: Iterable[Deed], *, basket: Basket | None = None
    ) -> list[dict[str, Any]]:
        """All of it is on the disk, or none of it; their wire forms. Errors as of `record`.

        With `basket`, what lies in her basket from then on is written with it.
        """

        def beside() -> None:
            if basket is not None:
                baskets.write(self._writing(), self._associate_id, customer_id, basket)

        with self._recording():
            builders = [self._builder(customer_id, deed) for deed in deeds]
            return self._outbox().record_all(builders, beside=beside)

    def record_met(self, customer_id: int, met: Iterable[Met]) -> list[Met]:
        """It is on the disk that she met these arms, each once; answers those that were new."""
        with self._recording():
            new = trials.unnoted(self._writing(), customer_id, met)
            if new:
                deeds = [Deed(EXPOSED, each._asdict()) for each in new]
                builders = [self._builder(customer_id, deed) for deed in deeds]
                self._outbox().record_all(
                    builders, beside=lambda: trials.note(self._writing(), customer_id, new)
                )
        return new

    def record_guides(self, customer_id: int, guide_ids: Iterable[str]) -> bool:
        """It is on the disk that these guides were in sight of her, each once; True if any was new."""
        shown = [Met(each, GUIDE_SHOWN, "next_actions") for each in guide_ids]
        with self._recording():
            new = trials.unnoted(self._writing(), customer_id, shown)
            if new:
                deeds = [Deed(GUIDE_SHOWN, {"guide_id": each.trial_id}) for each in new]
                builders = [self._builder(customer_id, deed) for deed in deeds]
                self._outbox().record_all(
                    builders, beside=lambda: trials.note(self._writing(), customer_id, new)
                )
        return bool(new)

    def new_id(self) -> str:
        """An id for an operation that others, recorded together with it, name."""
        return uuid7(to_millis(self._clock.now()), self._random)

    def change_basket(self, customer_id: int, change: Callable[[Basket], Basket]) -> Basket:
        """Her basket is what the change makes of it, durably; answers what it was before."""
        with self._lock, tablet_errors():
            return baskets.change(self._writing(), self._associate_id, customer_id, change)

    @contextmanager
    def _recording(self) -> Iterator[None]:
        try:
            with self._lock, tablet_errors():
                yield
        except InvalidOperation as error:
            raise CannotSave(
                _("This cannot be saved: {why}.").format(
                    why=error.fields.get("arguments", _("it is not whole"))
                )
            ) from error

    def _builder(self, customer_id: int, deed: Deed) -> Callable[[int], dict[str, Any]]:
        own_ms = to_millis(self._clock.now())

        def build(sequence: int) -> dict[str, Any]:
            leases = Leases(self._writing())
            now_ms = leases.server_ms(own_ms)  # HQ judges by when it was done, and its clock is the right one
            if deed.spending is not None:
                leases.spend(deed.spending.lease, deed.spending.costs, own_ms)
            operation = Operation(
                id=deed.id or uuid7(now_ms, self._random),
                sequence=sequence,
                kind=deed.kind,
                version=NEWEST[deed.kind],
                customer_id=customer_id,
                associate_id=self._associate_id,
                at_ms=now_ms,
                arguments=deed.arguments,
            )
            return check_operation(operation.to_wire()).to_wire()

        return build

    def entries(self) -> list[OutboxEntry]:
        """Everything in the outbox, in order."""
        with self._lock, tablet_errors():
            return self._outbox().entries()

    def adopt(self, entries: Iterable[OutboxEntry], *, after: int = 0) -> None:
        """What a former enrolment or replica had not sent is in the outbox, durably."""
        with self._lock, tablet_errors():
            self._outbox().adopt(entries, after=after)

    def keep_draft(self, draft: Draft | None) -> None:
        """What the associate had half done comes back to her; None: nothing does."""
        with self._lock, tablet_errors():
            drafts.keep(self._writing(), self._associate_id, draft)

    def announce(self) -> None:
        """Whoever sends and shows is told that the outbox has changed.

        No part of recording: the associate sees what she saved before the line is tried.
        """
        self._on_recorded()

    def new_number(self) -> int:
        """A number for a customer who is about to be made; nobody has it."""
        return tablet_id(self._random)

    def dismiss(self, operation_id: str) -> None:
        """A refused operation has been dealt with and is gone."""
        with self._lock, tablet_errors():
            self._outbox().dismiss(operation_id)

    def close(self) -> None:
        """Nothing is recorded any more."""
        with self._lock:
            connection: Any = self._connection
            self._connection, self._is_closed = None, True
            if connection is not None:
                connection.close()

    def _outbox(self) -> Outbox:
        return Outbox(self._writing())

    def _writing(self) -> Storage:
        if self._is_closed:
            raise Locked
        if self._connection is None:
            raise DiskTrouble(CANNOT_SAVE)
        return self._connection


def attention(snapshot: Snapshot) -> list[AttentionRow]:
    """What HQ refused and nobody has dealt with, the oldest first."""
    return Outbox(snapshot.connection).attention()


def waiting(snapshot: Snapshot, most: int) -> list[OutboxEntry]:
    """The oldest `most` operations that wait for HQ."""
    return Outbox(snapshot.connection).waiting(most)


def counts(snapshot: Snapshot) -> OutboxCounts:
    """How many operations wait for HQ, and how many for the associate."""
    return Outbox(snapshot.connection).counts()
