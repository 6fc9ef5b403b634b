"""Counts of months that are kept, so that only what changed is counted again.

They lie by customer: when one is erased, what was counted of her goes with her other rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice, pairwise
from typing import Any, Final

import numpy as np
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from server.customers.permissions import still_there
from server.recommendations.building.counting import NOTHING, Counts
from server.recommendations.building.lines import Numbers
from server.recommendations.building.periods import name_of
from server.recommendations.models import ModelCount, ModelPeriod

PACKED: Final = np.dtype([("product", "<i8"), ("weight", "<i8"), ("visits", "<i4")])
STRETCH: Final = 5_000


def kept(session: Session) -> dict[int, str]:
    """The months that are counted, with the fingerprints of what they were counted from."""
    rows = session.execute(select(ModelPeriod.period, ModelPeriod.fingerprint))
    return {month_of(period): fingerprint for period, fingerprint in rows}


def month_of(period: str) -> int:
    """The month of that name, in months since January 1970."""
    return int(np.datetime64(period, "M").astype(np.int64))


def forget(session: Session, months: Iterable[int]) -> None:
    """Nothing is kept of these months."""
    names = [name_of(month) for month in months]
    for table in (ModelCount, ModelPeriod):
        session.execute(delete(table).where(table.period.in_(names)))


def keep(session: Session, fingerprints: Mapping[int, str], counts: Counts) -> None:
    """These months are counted so; in the caller's transaction."""
    forget(session, fingerprints)
    if fingerprints:
        session.execute(
            insert(ModelPeriod),
            [{"period": name_of(month), "fingerprint": told} for month, told in fingerprints.items()],
        )
    rows_left = _rows(counts)
    while rows := list(islice(rows_left, STRETCH)):
        there = still_there(session, {row["customer_id"] for row in rows})
        mine = [row for row in rows if row["customer_id"] in there]
        if mine:
            session.execute(insert(ModelCount), mine)


def _rows(counts: Counts) -> Iterator[dict[str, Any]]:
    packed = np.zeros(len(counts), PACKED)
    packed["product"], packed["weight"], packed["visits"] = counts.product, counts.weight, counts.visits
    for first, last in pairwise(_beginnings(counts)):
        yield {
            "period": name_of(int(counts.month[first])),
            "customer_id": int(counts.customer[first]),
            "counts": packed[first:last].tobytes(),
        }


def _beginnings(counts: Counts) -> list[int]:
    """Where each customer's month begins, and where the last ends."""
    if not len(counts):
        return [0]
    changes = (np.diff(counts.month) != 0) | (np.diff(counts.customer) != 0)
    return [0, *(np.flatnonzero(changes) + 1).tolist(), len(counts)]


def read_counts(session: Session, months: Iterable[int]) -> Counts:
    """What is kept of these months, ordered by month, customer and product."""
    names = [name_of(month) for month in months]
    query = (
        select(ModelCount.period, ModelCount.customer_id, ModelCount.counts)
        .where(ModelCount.period.in_(names))
        .order_by(ModelCount.period, ModelCount.customer_id)
    )
    rows = session.execute(query).all()
    if not rows:
        return NOTHING
    packed = np.frombuffer(b"".join(row.counts for row in rows), PACKED)
    sizes = np.array([len(row.counts) // PACKED.itemsize for row in rows])
    of_names = {name: month_of(name) for name in names}

    def spread(values: list[int]) -> Numbers:
        return np.repeat(np.array(values, np.int64), sizes)

    return Counts(
        month=spread([of_names[row.period] for row in rows]),
        customer=spread([row.customer_id for row in rows]),
        product=packed["product"].astype(np.int64),
        weight=packed["weight"].astype(np.int64),
        visits=packed["visits"].astype(np.int64),
    )
