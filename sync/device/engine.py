"""One round of synchronisation, readable as the protocol: push, renew leases, pull, repair, acknowledge.

The order matters. Pushing first means that the checkpoint pulled afterwards already contains what the
associate did, so her own work never flickers. Acknowledging last means that HQ only believes what is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, ClassVar

import orjson

from shared.clock import Clock, to_millis
from sync.device.answering import new_question
from sync.device.apply import PullApplication, forget_pull
from sync.device.cleaning import clean
from sync.device.digest import following, forget_verifying, repairs, wanted
from sync.device.leases import Leases, renew
from sync.device.outbox import Outbox
from sync.device.replica import Replica, ReplicaStatus
from sync.device.snapshot import stage_snapshot
from sync.device.storage import transaction
from sync.device.transport import Transport
from sync.device.versions import fall_back, spoken
from sync.errors import (
    UNEXPLAINED,
    MustReload,
    ProtocolError,
    Refused,
    Revoked,
    Unreachable,
    UnsupportedProtocol,
)
from sync.protocol import (
    MAX_PUSH_BYTES,
    MAX_PUSH_OPERATIONS,
    SELF_CHECKING,
    Acknowledgement,
    Answer,
    PullRequest,
    Repairs,
)

MOST_REPAIRS = 8
"""Slices repaired in one round: where one differs others may, and HQ should hear of it before the last."""


@dataclass(frozen=True, slots=True)
class RoundReport:
    """What one round did: operations the server decided, rows that changed, whether it was a whole load."""

    pushed: int
    rows: int
    loaded: bool
    stamp: int


class SyncEngine:
    """Rounds over one replica and its outbox.

    Needs a connection that no other thread uses meanwhile; other connections to the same file may read
    and record operations at any time.
    """

    application_type: ClassVar[type[PullApplication]] = PullApplication

    def __init__(
        self,
        replica: Replica,
        outbox: Outbox,
        transport: Transport,
        clock: Clock,
        app_version: str,
        on_progress: Callable[[ReplicaStatus], None] = lambda _: None,
        wanted_quotas: Callable[[], Iterable[str]] = tuple,
    ) -> None:
        self._replica = replica
        self._outbox = outbox
        self._transport = transport
        self._clock = clock
        self._app_version = app_version
        self._on_progress = on_progress
        self._wanted_quotas = wanted_quotas

    def round(self) -> RoundReport:
        """The server has the outbox, the replica shows a newer checkpoint, the server knows that it does.

        Raises one of `sync.errors` where it had to stop; the next round goes on from there.
        """
        try:
            return self._round()
        except UnsupportedProtocol as refusal:
            fall_back(self._replica, refusal)
        return self._round()

    def _round(self) -> RoundReport:
        pushed = self._push()
        self._renew_leases()
        pulls = self._pull_and_repair()
        self._acknowledge()
        return RoundReport(
            pushed, sum(pull.rows for pull in pulls), any(pull.is_load for pull in pulls), pulls[-1].stamp
        )

    def verify_everything(self) -> Repairs:
        """Every slice of the replica has been compared with the server's; what was repaired on the way.

        Rounds do this a slice at a time and need no such call: it is for whoever cannot wait.
        """
        with transaction(self._replica.connection):
            forget_verifying(self._replica)
        before = repairs(self._replica)
        self._pull_and_repair()
        while following(self._replica) is not None:
            self._pull_and_repair()
        self._acknowledge()
        after = repairs(self._replica)
        return Repairs(
            after.slices - before.slices, after.rows - before.rows, after.unhealed - before.unhealed
        )

    def _renew_leases(self) -> None:
        """After pushing, so that the server knows what the units were spent on before it counts them.

        A server that has trouble with its leases must not hold up what else there is. A dead line does end
        the round: waiting for the pull to find out as well would take as long again.
        """
        if spoken(self._replica) < SELF_CHECKING:
            return
        leases = Leases(self._replica.connection)
        try:
            with suppress(ProtocolError):
                renew(
                    leases, self._transport.lease, self._wanted_quotas(), lambda: to_millis(self._clock.now())
                )
        except Unreachable as error:
            if "status" not in error.fields:  # nobody answered
                raise

    def _push(self) -> int:
        decided = 0
        for batch in _batches(self._outbox.queued()):
            answers = self._push_batch(batch)
            self._outbox.note_answers(answers)
            decided += sum(answer.verdict != "deferred" for answer in answers)
        return decided

    def _push_batch(self, batch: list[dict[str, Any]]) -> list[Answer]:
        """The answers to a batch; one that is refused as a whole is halved until the culprit stands alone.

        A server that chokes on one operation must never hold up the others.
        """
        try:
            return self._transport.push(batch, protocol=spoken(self._replica))
        except Revoked:
            raise
        except Refused as refusal:
            if not _is_about_the_batch(refusal):
                raise
            if len(batch) == 1:
                return [Answer(batch[0]["id"], "rejected", refusal.code, refusal.sentence)]
            middle = len(batch) // 2
            return self._push_batch(batch[:middle]) + self._push_batch(batch[middle:])

    def _pull_and_repair(self) -> list[PullApplication]:
        """The pulls of a round: one more for each slice that differed, as far as it has patience for."""
        pulls = [self._pull_or_start_over()]
        while pulls[-1].differs and len(pulls) <= MOST_REPAIRS:
            pulls.append(self._pull_or_start_over())
        return pulls

    def _pull_or_start_over(self) -> PullApplication:
        """First what broke off is given up, then the cursor; the outbox never."""
        try:
            return self._pull()
        except MustReload:
            forget_pull(self._replica, everything=self._replica.meta("page") is None)
        try:
            return self._pull()
        except MustReload:
            forget_pull(self._replica, everything=True)
        return self._pull(by_rows=True)

    def _pull(self, *, by_rows: bool = False) -> PullApplication:
        replica = self._replica
        staged = 0 if by_rows else self._stage_snapshot()
        question = new_question()
        application = self.application_type(replica, now_ms=to_millis(self._clock.now()), question=question)
        application.rows = staged
        request = PullRequest(
            application.base_cursor, replica.meta("shape"), replica.meta("page"), spoken(replica),
            digest=following(replica), repair=wanted(replica), question=question,
        )  # fmt: skip
        with self._transport.pull(request) as lines:
            for line in lines:
                if application.take(line):
                    self._on_progress(replica.status())
        application.finish()
        self._on_progress(replica.status())
        return application

    def _stage_snapshot(self) -> int:
        """The rows staged from a prepared snapshot, where a whole load begins and the server has one."""
        replica = self._replica
        begins = replica.meta("page") is None and (replica.cursor() is None or replica.meta("reload"))
        if not begins or replica.meta("by_rows") or spoken(replica) < SELF_CHECKING:
            return 0
        return stage_snapshot(replica, self._transport, self._on_progress)

    def _acknowledge(self) -> None:
        cursor = self._replica.cursor()
        if cursor is not None and clean(self._replica):
            pending = self._outbox.counts().pending
            self._transport.acknowledge(
                Acknowledgement(
                    cursor.epoch, cursor.stamp, pending, self._app_version,
                    protocol=spoken(self._replica), repairs=repairs(self._replica),
                )
            )  # fmt: skip


def _is_about_the_batch(refusal: Refused) -> bool:
    """True if what was pushed cannot be taken as it is.

    Anything else was said of the address or the moment, perhaps by something between here and the server:
    nobody has decided anything, and the operations wait.
    """
    return refusal.status == 413 or (refusal.status in (400, 422) and refusal.code != UNEXPLAINED)


def _batches(operations: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    batches: list[list[dict[str, Any]]] = []
    size = 0
    for operation in operations:
        length = len(orjson.dumps(operation))
        if not batches or len(batches[-1]) >= MAX_PUSH_OPERATIONS or size + length > MAX_PUSH_BYTES // 2:
            batches.append([])
            size = 0
        batches[-1].append(operation)
        size += length
    return batches
