"""What operations mean here: each kind is handed to the domain it belongs to."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.actors import Actor
from server.customers import pins
from server.customers.merging import Merging
from server.promotions import service as promotions
from server.replication import facts
from server.replication.merging_people import KINDS as MERGES
from server.replication.merging_people import MergingPeople
from server.replication.newcomers import NUMBER_TAKEN, Newcomers
from server.replication.redirecting import about_whom_they_go_on_as
from server.staff import service as staff
from shared.customer_fields import FIELDS
from shared.merge import Conflict, Effect, NewRow
from shared.operation_newcomers import CREATED
from shared.operation_trials import EXPOSED
from shared.operation_work import appointment_of
from shared.operations import Operation, check_operation, effects_of, is_about_nobody
from shared.redemption import Redeemed
from sync.source.intake import APPLIED, Decision

NOT_HERE = Decision(
    "rejected",
    "customer_not_here",
    "This customer is not in your store's book. Ask the store that serves her.",
)
NOT_OURS = Decision(
    "rejected",
    "unknown_associate",
    "HQ does not know who recorded this in your store. Sign in yourself and record it once more.",
)
ERASED = Decision(
    "rejected",
    "customer_erased",
    "This customer was erased at her wish, and with her what was recorded on her.",
)
CONSENT_STANDS = Decision(
    "merged",
    "withdrawal_stands",
    "She had withdrawn this consent meanwhile, and that stands. Ask her again.",
)

APPOINTMENT_MOVED = Decision(
    "merged",
    "appointment_conflict",
    "Somebody else had changed this appointment meanwhile. Yours counts; the other value is kept.",
)


class StoreOperations:
    """Applies the operations of one tablet, in its store's name."""

    def __init__(self, session: Session, device: Actor, now_ms: int) -> None:
        self._session = session
        self._store_id, self._device_id = str(device.store_id), device.id
        self._now_ms = now_ms
        self._newcomers = Newcomers(session, self._store_id)
        self._people = MergingPeople(session, self._newcomers, self._store_id, self._device_id)

    def check(self, wire: Mapping[str, Any]) -> Operation:
        """The operation; InvalidOperation or UnknownVersion otherwise."""
        return check_operation(wire)

    def apply(self, operations: Sequence[Operation]) -> list[Decision]:
        """Everything is where it belongs; each has its decision.

        What was recorded before two customers were merged is written before, and what was recorded after is
        about the kept one.
        """
        if not any(each.kind in MERGES for each in operations):
            return self._apply(operations)
        self._people.prepare()
        decisions: list[Decision] = []
        for is_merge, some in groupby(operations, key=lambda each: each.kind in MERGES):
            if is_merge:
                decisions += [self._merge(each) for each in some]
            else:
                decisions += self._apply(list(some))
        return decisions

    def _merge(self, operation: Operation) -> Decision:
        (operation,), erased = about_whom_they_go_on_as(self._session, [operation])
        refusals = self._refusals([operation], erased)
        return refusals.get(operation.id) or self._people.apply(operation, min(operation.at_ms, self._now_ms))

    def _apply(self, operations: Sequence[Operation]) -> list[Decision]:
        """Plain facts are written together; one alone is written so that repeating it is harmless."""
        operations, erased = about_whom_they_go_on_as(self._session, operations)
        refusals = self._refusals(operations, erased)
        self._give_back(operation for operation in operations if operation.id in refusals)
        refusals |= self._kept_refused([each for each in operations if each.id in refusals])
        newcomers = self._newcomers
        effects = {
            each.id: newcomers.ready(self._effects(each)) for each in operations if each.id not in refusals
        }
        batch = _Batch(self._session, list(effects.values()), self._now_ms, newcomers)
        decisions = [
            refusals[operation.id]
            if operation.id in refusals
            else newcomers.told(operation, batch.take(effects[operation.id]))
            for operation in operations
        ]
        batch.write()
        return decisions

    def _give_back(self, refused: Iterable[Operation]) -> None:
        """What refused redemptions used up of a tablet's lease is free again."""
        for operation in refused:
            for effect in self._effects(operation):
                if isinstance(effect, Redeemed):
                    promotions.refuse(self._session, effect.row, effect.stands_on)

    def _kept_refused(self, refused: Iterable[Operation]) -> dict[str, Decision]:
        """Those that are nobody's doing are set aside, and no associate is told."""
        found: dict[str, list[NewRow]] = {}
        for operation in refused:
            for effect in self._effects(operation):
                if isinstance(effect, NewRow) and effect.collection in facts.REFUSED:
                    found.setdefault(effect.collection, []).append(effect)
        for collection, effects in found.items():
            facts.REFUSED[collection](self._session, [each.row for each in effects], self._now_ms)
        return {each.who.id: APPLIED for effects in found.values() for each in effects}

    def _effects(self, operation: Operation) -> tuple[Effect, ...]:
        """A tablet's clock may be ahead: what it says is not later than now. Exposures are judged by it."""
        at_ms = operation.at_ms if operation.kind == EXPOSED else min(operation.at_ms, self._now_ms)
        return effects_of(replace(operation, at_ms=at_ms), self._store_id)

    def _refusals(self, operations: Sequence[Operation], erased: Container[int]) -> dict[str, Decision]:
        """Why some cannot be applied, whatever they say: whom they are about, or who recorded them.

        In order of receipt: who is made by one of them is here for those that follow.
        """
        asked = {operation.customer_id for operation in operations}
        served = pins.served_by(self._store_id, self._device_id).subquery().c.customer_id
        here = set(self._session.scalars(select(served).where(served.in_(asked))))
        ours = staff.associates_among(
            self._session, self._store_id, (operation.associate_id for operation in operations)
        )
        self._newcomers.meet(operations)
        refused = {}
        for operation in operations:
            if operation.customer_id in erased:
                refused[operation.id] = ERASED
            elif operation.associate_id not in ours:
                refused[operation.id] = NOT_OURS
            elif operation.kind == CREATED:
                if self._newcomers.makes(operation):
                    here.add(operation.customer_id)
                else:
                    here.discard(operation.customer_id)
                    refused[operation.id] = NUMBER_TAKEN
            elif operation.customer_id not in here and not is_about_nobody(operation):
                self._newcomers.check_made(operation.customer_id)
                refused[operation.id] = NOT_HERE
        return refused


class _Batch:
    """Operations on their way into the rows, in order of receipt."""

    def __init__(
        self, session: Session, effects: Sequence[Sequence[Effect]], now_ms: int, newcomers: Newcomers
    ) -> None:
        self._session = session
        self._now_ms = now_ms
        self._newcomers = newcomers
        self._is_alone = len(effects) == 1
        self._together: dict[str, list[Mapping[str, Any]]] = {}
        self._merging = Merging(session, [e for some in effects for e in some if not isinstance(e, NewRow)])

    def take(self, effects: Sequence[Effect]) -> Decision:
        """The effects of one operation are on their way; what became of it."""
        changes = [effect for effect in effects if not isinstance(effect, NewRow)]
        decision = _merged(self._merging.apply(changes))
        for effect in effects:
            if isinstance(effect, NewRow):
                decision = self._record(effect)
        return decision

    def _record(self, fact: NewRow) -> Decision:
        if fact.collection in facts.ON_ARRIVAL or (fact.collection in facts.TOGETHER and not self._is_alone):
            self._together.setdefault(fact.collection, []).append(fact.row)
            return APPLIED
        self._write_changes()  # a redemption is judged by what was said of her before
        if isinstance(fact, Redeemed):
            return facts.redeem(self._session, fact, self._now_ms)
        return facts.APPLY[fact.collection](self._session, fact.row)

    def write(self) -> None:
        """Everything taken is in the database."""
        self._write_changes()
        for collection, rows in self._together.items():
            if collection in facts.ON_ARRIVAL:
                facts.ON_ARRIVAL[collection](self._session, rows, self._now_ms)
            else:
                facts.TOGETHER[collection](self._session, rows)

    def _write_changes(self) -> None:
        """What became of the rows is in the database, and whoever is new in the store's book."""
        self._merging.write()
        self._newcomers.write()


def _merged(lost: Sequence[Conflict]) -> Decision:
    """What its author may be told: which fields, never their values, since verdicts outlive an erasure."""
    if not lost:
        return APPLIED
    fields = [str(FIELDS[conflict.field].label) for conflict in lost if conflict.field in FIELDS]
    if any(appointment_of(conflict.field) for conflict in lost):
        return APPOINTMENT_MOVED
    if not fields:
        return CONSENT_STANDS
    both = " and the ".join(fields)
    sentence = f"Somebody else had changed the {both} meanwhile. Yours counts; the other value is kept."
    return Decision("merged", "field_conflict", sentence)
