"""What a tablet recorded on a customer before it heard that she was merged, or erased."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import BigInteger, cast, null
from sqlalchemy.orm import Session

from server.customers import merges
from server.privacy.tombstones import erased_query
from shared.operation_newcomers import CREATED
from shared.operations import Operation


def about_whom_they_go_on_as(
    session: Session, operations: Sequence[Operation]
) -> tuple[Sequence[Operation], set[int]]:
    """The operations, each about the customer that hers goes on as, and which of the customers are erased.

    Nobody is merged before the transaction ends. A customer who begins keeps her number: it says who she is.
    """
    asked = {each.customer_id for each in operations}
    gone = erased_query(asked).add_columns(cast(null(), BigInteger))
    found: list[tuple[int, int | None]] = [
        (each[0], each[1]) for each in session.execute(merges.steps_of(asked).union_all(gone))
    ]
    erased = {customer_id for customer_id, kept in found if kept is None}
    steps = {customer_id: kept for customer_id, kept in found if kept is not None}
    if not steps:
        return operations, erased
    now = merges.further(session, asked, steps)
    told = [
        replace(each, customer_id=now[each.customer_id])
        if each.customer_id in now and each.kind != CREATED
        else each
        for each in operations
    ]
    return told, erased
