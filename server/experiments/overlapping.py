"""Two experiments on one surface of a store would each spoil the other's comparison: only one may run."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.experiments.models import ExperimentRecord, ExperimentStore
from shared.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Overlap:
    """Another experiment that runs on the surface in so many of the stores at some of the time."""

    id: str
    name: str
    ends_local: str
    stores: int
    first_store: str


class Placed(Protocol):
    """What says on which surface of which stores something would run, and when; `store_ids` as stored."""

    id: Any
    surface: Any
    store_ids: Any
    starts_local: Any
    ends_local: Any


def overlaps(session: Session, stored: Placed, *, lock: bool = False) -> list[Overlap]:
    """Those that run on its surface in a store of its own while it would; stopped ones count no more.

    With `lock` nobody starts or stops another on that surface until the transaction ends.
    """
    query = select(ExperimentRecord).where(
        ExperimentRecord.surface == stored.surface,
        ExperimentRecord.status.in_(("approved", "running") if lock else ("running",)),
        ExperimentRecord.id != stored.id,
    )
    if lock:
        query = query.order_by(ExperimentRecord.id).with_for_update()
    others = [each for each in session.scalars(query) if each.status == "running" and _meet(stored, each)]
    chosen = json.loads(stored.store_ids) if stored.store_ids is not None else None
    found = []
    for other in others:
        placed = select(ExperimentStore.store_id).where(ExperimentStore.experiment_id == other.id)
        if chosen is not None:
            placed = placed.where(ExperimentStore.store_id.in_(chosen))
        stores = sorted(session.scalars(placed))
        if stores:
            found.append(Overlap(other.id, other.name, other.ends_local, len(stores), stores[0]))
    return found


def check_alone(session: Session, stored: Placed, *, lock: bool = False) -> None:
    """Nothing happens if no other runs there; otherwise InvalidInput says which and until when."""
    if found := overlaps(session, stored, lock=lock):
        sentence = words(found)
        raise InvalidInput(sentence, store_ids=sentence)


def words(found: list[Overlap]) -> str:
    """What stands in its way, and what to do."""
    first = found[0]
    where = f"store {first.first_store}" if first.stores == 1 else f"{first.stores:,} of these stores"
    until = first.ends_local.replace("T", " ")[:16]
    return (
        f"“{first.name}” tries the same kind of thing in {where} until {until}. Choose other stores,"
        " start after it, or stop it first."
    )


def _meet(one: Placed, other: Placed) -> bool:
    """True if both run at some moment: times of one wall compare as they are written."""
    return _minute(one.starts_local) < _minute(other.ends_local) and _minute(other.starts_local) < _minute(
        one.ends_local
    )


def _minute(local: str) -> str:
    return local.replace(" ", "T")[:16]
