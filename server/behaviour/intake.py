"""What other systems tell of customers as it happens: kept once, under the id that its source gave it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from server.behaviour.models import Arrival, BehaviourEvent
from server.catalogue import service as catalogue
from server.customers import service as customers

ARRIVED: Final = "arrived"
ONLINE: Final = ("viewed", "carted", "searched")
KINDS: Final = (*ONLINE, ARRIVED)
MOST_EVENTS: Final = 1_000
AHEAD_MS: Final = 5 * 60_000
"""How far ahead the clock of a source may be."""


@dataclass(frozen=True, slots=True)
class Refused:
    """An event that cannot be kept, and why."""

    id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Taken:
    """How many events are kept, how many were known already, and which cannot be."""

    kept: int
    known: int
    refused: tuple[Refused, ...]


def take_in(session: Session, events: Sequence[Mapping[str, Any]], now_ms: int) -> Taken:
    """Each event is kept once, whatever becomes of the others; tablets of the store learn of it at once."""
    refusals = _Refusals(session, events, now_ms)
    refused = [Refused(each["id"], why) for each in events if (why := refusals.of(each)) is not None]
    out = {each.id for each in refused}
    fitting = {each["id"]: each for each in events if each["id"] not in out}
    known = _known(session, fitting)
    fresh = [each for key, each in fitting.items() if key not in known]
    _add(session, fresh)
    return Taken(len(fresh), len(events) - len(refused) - len(fresh), tuple(refused))


def _add(session: Session, events: Iterable[Mapping[str, Any]]) -> None:
    online, arrived = [], []
    for each in events:
        common = {"id": each["id"], "customer_id": each["customer_id"], "at_ms": each["at_ms"]}
        if each["kind"] == ARRIVED:
            arrived.append(common | {"store_id": each["store_id"]})
        else:
            online.append(common | {"kind": each["kind"], "product_id": each["product_id"]})
    if online:
        session.execute(insert(BehaviourEvent), online)
    if arrived:
        session.execute(insert(Arrival), arrived)


def _known(session: Session, ids: Iterable[str]) -> set[str]:
    asked = list(ids)
    return {
        key
        for model in (BehaviourEvent, Arrival)
        for key in session.scalars(select(model.id).where(model.id.in_(asked)))
    }


class _Refusals:
    """Why events cannot be kept: what they name is asked for once for all of them."""

    def __init__(self, session: Session, events: Sequence[Mapping[str, Any]], now_ms: int) -> None:
        self._now_ms = now_ms
        self._people = customers.known_ids(session, [each["customer_id"] for each in events])
        named = {each["product_id"] for each in events if each.get("product_id") is not None}
        self._products = set(catalogue.products(session, named))
        self._stores = {store.id for store in catalogue.stores(session)}

    def of(self, event: Mapping[str, Any]) -> str | None:
        """In a few words; None if it can be kept."""
        if event["customer_id"] not in self._people:
            return "Nobody here has this number."
        if event["at_ms"] > self._now_ms + AHEAD_MS:
            return "It has not happened yet: look at the clock of its source."
        if event["kind"] == ARRIVED:
            return None if event.get("store_id") in self._stores else "There is no such store."
        return None if event.get("product_id") in self._products else "There is no such product."
