"""Two records of one person become one, and two again if that was a mistake.

The kept customer has everything that moved; the merged one's own row stays, in no store's book, so that
undoing needs no copies of what it says. What a tablet recorded on the merged one and sends later is the kept
one's: whoever writes about customers asks `redirects` first.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, func, or_, select, text
from sqlalchemy.orm import Session

from server.actors import Actor
from server.customers import merged_consents, merged_fields, merged_rows
from server.customers.models import Customer, CustomerMerge
from server.errors import Conflict, NotFound
from shared.merge import Who


class SameCustomer(Conflict):
    """A customer cannot be merged with herself."""

    code = "same_customer"


class AlreadyMerged(Conflict):
    """One of them goes on as somebody else already."""

    code = "already_merged"


class AlreadyUndone(Conflict):
    """The merge was taken back before."""

    code = "already_undone"


class LaterMergeFirst(Conflict):
    """The kept customer was part of a later merge, which stands on this one."""

    code = "later_merge_first"


@dataclass(frozen=True, slots=True)
class Merge:
    """Who went on as whom, by whose word, since when; `undone_ms` is null while it holds."""

    id: str
    kept_id: int
    merged_id: int
    by_kind: str
    by_id: str
    at_ms: int
    undone_ms: int | None
    differs: int = 0


def merge(
    session: Session, *, kept_id: int, merged_id: int, actor: Actor, now_ms: int, merge_id: str
) -> Merge:
    """The merged customer goes on as the kept one; in the caller's transaction.

    Merged by somebody of a store, what both records said differently is told there: `differs` fields.
    """
    if kept_id == merged_id:
        raise SameCustomer("These are one record already. Choose two different customers.")
    hold_alone(session)
    _lock(session, kept_id, merged_id)
    if redirects(session, (kept_id, merged_id)):
        raise AlreadyMerged("One of them was merged before. Look for the customer she goes on as.")
    moved: dict[str, Any] = {
        "consents": merged_consents.unite(session, kept_id, merged_id),
        "fields": merged_fields.fill(session, kept_id, merged_id),
        **merged_rows.move(session, kept_id, merged_id),
    }
    at_ms = _after_others(session, now_ms, kept_id, merged_id)
    if actor.store_id is not None:
        who = Who(merge_id, kept_id, actor.store_id, actor.id, at_ms)
        moved["conflicts"] = merged_fields.tell_differences(session, who, merged_id)
    made = CustomerMerge(
        id=merge_id, kept_id=kept_id, merged_id=merged_id, by_kind=actor.kind, by_id=actor.id, at_ms=at_ms,
        undone_ms=None, moved=json.dumps(moved, sort_keys=True),
    )  # fmt: skip
    session.add(made)
    session.flush()
    return _view(made)


def by_id(session: Session, merge_id: str) -> Merge | None:
    """That merge, if there is one."""
    known = session.get(CustomerMerge, merge_id, populate_existing=True)
    return None if known is None else _view(known)


def undo(session: Session, merge_id: str, *, now_ms: int) -> Merge:
    """They are two again: what moved and is still there is given back; what came since stays where it is."""
    hold_alone(session)
    known = session.get(CustomerMerge, merge_id, populate_existing=True)
    if known is None:
        raise NotFound("There is no such merge. Look at the list of merges.")
    if known.undone_ms is not None:
        raise AlreadyUndone("This merge was taken back before. There is nothing left to do.")
    if _newest_of(session, known.kept_id) != known.id:
        raise LaterMergeFirst("She was merged once more since. Take that merge back first.")
    kept, merged, moved = known.kept_id, known.merged_id, json.loads(known.moved)
    _lock(session, kept, merged)
    merged_rows.give_back(session, moved, kept, merged)
    merged_fields.empty(session, moved["fields"], kept, merged)
    merged_fields.forget_differences(session, moved.get("conflicts", ()))
    merged_consents.part(session, moved["consents"], kept, merged)
    known.undone_ms = now_ms
    session.flush()
    return _view(known)


def merges(session: Session, limit: int = 100) -> list[Merge]:
    """The latest merges, also those that were taken back."""
    latest = select(CustomerMerge).order_by(CustomerMerge.at_ms.desc(), CustomerMerge.id.desc())
    return [_view(each) for each in session.scalars(latest.limit(limit))]


def merged_away() -> Select[int]:
    """A query of the customers who go on as somebody else."""
    return select(CustomerMerge.merged_id).where(CustomerMerge.undone_ms.is_(None))


def redirects(session: Session, customer_ids: Collection[int]) -> dict[int, int]:
    """As whom those of the customers go on who were merged, also by way of several merges."""
    return further(session, customer_ids, _steps(session, customer_ids))


def steps_of(customer_ids: Collection[int]) -> Select[int, int]:
    """A query of those of the customers who were merged, each with the one she was merged into."""
    return select(CustomerMerge.merged_id, CustomerMerge.kept_id).where(
        CustomerMerge.undone_ms.is_(None), CustomerMerge.merged_id.in_(customer_ids)
    )


def further(session: Session, customer_ids: Collection[int], first: Mapping[int, int]) -> dict[int, int]:
    """As whom they go on after the first steps, which are known, and all that follow."""
    steps, asked = dict(first), set(first.values()) - set(first)
    while asked:
        found = _steps(session, asked)
        steps |= found
        asked = set(found.values()) - set(steps)
    return {one: _end(steps, one) for one in customer_ids if one in steps}


def all_redirects(connection: Connection) -> dict[int, int]:
    """As whom everybody goes on who was merged; nobody else is before the transaction ends."""
    pairs = select(CustomerMerge.merged_id, CustomerMerge.kept_id).where(CustomerMerge.undone_ms.is_(None))
    steps = {pair[0]: pair[1] for pair in connection.execute(pairs)}
    return {one: _end(steps, one) for one in steps}


def one_person(session: Session, customer_id: int) -> set[int]:
    """The customer and all who go on as her or as whom she goes on: for an erasure they are one."""
    known, asked = {customer_id}, {customer_id}
    while asked:
        touching = or_(CustomerMerge.kept_id.in_(asked), CustomerMerge.merged_id.in_(asked))
        query = select(CustomerMerge.kept_id, CustomerMerge.merged_id)
        found = session.execute(query.where(CustomerMerge.undone_ms.is_(None), touching))
        asked = {each for pair in found for each in pair} - known
        known |= asked
    return known


def hold_alone(session: Session) -> None:
    """Nobody who asked `redirects` is still at work, and nobody asks before the transaction ends.

    To have read the table is to hold it: pushes and imports ask before they lock any customer's row, and so
    does this, so that nobody waits in a circle. On SQLite there is one writer anyway.
    """
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE customer_merges IN ACCESS EXCLUSIVE MODE"))


def _lock(session: Session, *customer_ids: int) -> None:
    """Nobody writes about these customers before the transaction ends; NotFound if one is not there."""
    query = select(Customer.id).where(Customer.id.in_(customer_ids)).order_by(Customer.id)
    if len(session.scalars(query.with_for_update()).all()) < len(customer_ids):
        raise NotFound("One of them is not there, or was erased. Search by name or number.")


def _newest_of(session: Session, customer_id: int) -> str | None:
    """The latest merge that holds and that she had a part in."""
    hers = or_(CustomerMerge.kept_id == customer_id, CustomerMerge.merged_id == customer_id)
    query = select(CustomerMerge.id).where(CustomerMerge.undone_ms.is_(None), hers)
    return session.scalar(query.order_by(CustomerMerge.at_ms.desc()).limit(1))


def _after_others(session: Session, now_ms: int, *customer_ids: int) -> int:
    """The moment of a merge: later than any that one of them had a part in, whatever the clock says."""
    hers = or_(CustomerMerge.kept_id.in_(customer_ids), CustomerMerge.merged_id.in_(customer_ids))
    latest = session.scalar(select(func.max(CustomerMerge.at_ms)).where(hers))
    return now_ms if latest is None else max(now_ms, latest + 1)


def _steps(session: Session, customer_ids: Collection[int]) -> dict[int, int]:
    found = session.execute(steps_of(customer_ids)) if customer_ids else ()
    return {step[0]: step[1] for step in found}


def _end(steps: dict[int, int], one: int) -> int:
    while one in steps:
        one = steps[one]
    return one


def _view(made: CustomerMerge) -> Merge:
    return Merge(
        made.id, made.kept_id, made.merged_id, made.by_kind, made.by_id, made.at_ms, made.undone_ms,
        differs=len(json.loads(made.moved).get("conflicts", ())),
    )  # fmt: skip
