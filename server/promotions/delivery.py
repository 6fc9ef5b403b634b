"""Which tablets have a promotion as it is now, and which have not heard of it yet."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, select, text
from sqlalchemy.orm import Session

from server.devices import service as devices
from server.devices.service import FleetRow
from server.promotions import reading
from server.promotions.models import PromotionStore
from server.replication.collections import store_scope
from sync.source import changelog
from sync.source.dialect import Dialect

WAITING = text("SELECT EXISTS (SELECT 1 FROM sync_journal WHERE collection = 'promotions' AND key = :key)")
STAMPS = text(
    "SELECT scope, stamp FROM sync_changes"
    " WHERE scope IN :scopes AND collection = 'promotions' AND key = :key"
).bindparams(bindparam("scopes", expanding=True))
"""One index look-up a store, in one query."""


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One tablet of the promotion's stores; `since_ms` is when it last confirmed what it has."""

    device_id: str
    device_name: str
    store_id: str
    store_name: str
    has_it: bool
    since_ms: int | None
    seen_ms: int | None


def delivery(session: Session, promotion_id: str) -> list[DeliveryRow]:
    """Every active tablet of the promotion's stores, by store and name."""
    stored = reading.record(session, promotion_id)
    of_promotion = select(PromotionStore.store_id).where(PromotionStore.promotion_id == stored.id)
    store_ids = set(session.scalars(of_promotion))
    tablets = [
        tablet
        for tablet in devices.fleet(session, 0)
        if tablet.status == "active" and tablet.store_id in store_ids
    ]
    reached = _reached(session, stored.id, tablets)
    return [
        DeliveryRow(
            device_id=tablet.id, device_name=tablet.name, store_id=tablet.store_id,
            store_name=tablet.store_name, has_it=tablet.id in reached,
            since_ms=tablet.acknowledged_ms if tablet.id in reached else None, seen_ms=tablet.seen_ms,
        )
        for tablet in tablets
    ]  # fmt: skip


def _reached(session: Session, promotion_id: str, tablets: list[FleetRow]) -> set[str]:
    """Those of the tablets that have acknowledged the promotion's last change in their store.

    While that change waits for its number nobody has; a tablet of another epoch must load again first.
    """
    connection = session.connection()
    key = Dialect.of(connection).key_text((promotion_id,))
    if connection.execute(WAITING, {"key": key}).scalar():
        return set()
    epoch = changelog.state_of(connection).epoch
    scopes = sorted({store_scope(tablet.store_id) for tablet in tablets})
    stamps: dict[str, int] = dict(connection.execute(STAMPS, {"key": key, "scopes": scopes}).tuples().all())
    return {
        tablet.id
        for tablet in tablets
        if tablet.acknowledged_epoch == epoch
        and tablet.acknowledged_stamp is not None
        and tablet.acknowledged_stamp >= stamps.get(store_scope(tablet.store_id), 0)
    }
