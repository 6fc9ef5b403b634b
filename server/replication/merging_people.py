"""Two records of one person, merged or parted by an associate: each by itself, between what came with it."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.actors import Actor
from server.customers import merges, pins
from server.replication.newcomers import Newcomers
from shared.operation_merging import MERGED, UNDONE
from shared.operations import Operation
from sync.source.intake import APPLIED, Decision

KINDS: Final = frozenset({MERGED, UNDONE})

OTHER_NOT_HERE: Final = Decision(
    "rejected",
    "other_not_here",
    "The other customer is not in your store's book. Ask HQ to merge them.",
)
ONE_ALREADY: Final = Decision(
    "merged",
    "one_already",
    "Somebody had merged these two already. There is nothing left to do.",
)
DIFFER: Final = Decision(
    "merged",
    "records_differ",
    "Both records said something of their own. The kept one's holds; choose if the other is right.",
)
NO_SUCH_MERGE: Final = Decision(
    "rejected",
    "unknown_merge",
    "HQ does not know this merge. There is nothing to take back.",
)
MERGED_BY_HQ: Final = Decision(
    "rejected",
    "merged_by_hq",
    "HQ merged these two. Ask HQ to take it back.",
)
LATER_FIRST: Final = Decision(
    "rejected",
    merges.LaterMergeFirst.code,
    "She was merged once more since. Take that merge back first.",
)
UNDONE_ALREADY: Final = Decision(
    "merged",
    merges.AlreadyUndone.code,
    "This merge was taken back before. There is nothing left to do.",
)


class MergingPeople:
    """Applies merges and their undoing in the name of one tablet's store."""

    def __init__(self, session: Session, newcomers: Newcomers, store_id: str, device_id: str) -> None:
        self._session, self._newcomers = session, newcomers
        self._store_id, self._device_id = store_id, device_id

    def prepare(self) -> None:
        """Nobody else asks who was merged before the transaction ends; before it has asked itself."""
        merges.hold_alone(self._session)

    def apply(self, operation: Operation, at_ms: int) -> Decision:
        """What becomes of it; its customer is here, and is the one that she goes on as."""
        return self._merge(operation, at_ms) if operation.kind == MERGED else self._undo(operation, at_ms)

    def _merge(self, operation: Operation, at_ms: int) -> Decision:
        kept, other = operation.customer_id, operation.arguments["merged_id"]
        other = merges.redirects(self._session, [other]).get(other, other)
        if other == kept:
            return ONE_ALREADY
        served = pins.served_by(self._store_id, self._device_id).subquery().c.customer_id
        if self._session.scalar(select(served).where(served == other)) is None:
            self._newcomers.check_made(other)
            return OTHER_NOT_HERE
        actor = Actor("associate", operation.associate_id, "", "associate", self._store_id, self._device_id)
        made = merges.merge(
            self._session, kept_id=kept, merged_id=other, actor=actor, now_ms=at_ms, merge_id=operation.id
        )
        return DIFFER if made.differs else APPLIED

    def _undo(self, operation: Operation, at_ms: int) -> Decision:
        known = merges.by_id(self._session, operation.arguments["merge_id"])
        if known is None:
            return NO_SUCH_MERGE
        if known.undone_ms is not None:
            return UNDONE_ALREADY
        if known.by_kind != "associate":
            return MERGED_BY_HQ
        if known.kept_id != operation.customer_id:
            return LATER_FIRST if self._goes_on_as(known.kept_id) == operation.customer_id else NO_SUCH_MERGE
        try:
            merges.undo(self._session, known.id, now_ms=at_ms)
        except merges.LaterMergeFirst:
            return LATER_FIRST
        return APPLIED

    def _goes_on_as(self, customer_id: int) -> int:
        return merges.redirects(self._session, [customer_id]).get(customer_id, customer_id)
