"""Which tablets have a promotion as it is now, and which have not heard of it yet."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.catalogue import service as catalogue
from server.devices import service as devices
from server.promotions import reading
from server.promotions.models import PromotionStore
from server.promotions.receiving import receiving
from shared.promotions import ends_ms
from sync.source.holdings import lease_ends


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One tablet of the promotion's stores; `since_ms` is when it last confirmed what it has.

    `stops_ms` is when it gives the promotion no more by itself although it hears nothing: at the end of its
    lease, or of the promotion in its store, whichever is first. `can_read` is False of an older app that does
    not hear of it: it will not have it before it is updated.
    """

    device_id: str
    device_name: str
    store_id: str
    store_name: str
    app_version: str
    can_read: bool
    has_it: bool
    since_ms: int | None
    seen_ms: int | None
    stops_ms: int


def delivery(session: Session, promotion_id: str) -> list[DeliveryRow]:
    """Every active tablet of the promotion's stores, by store and name."""
    stored = reading.record(session, promotion_id)
    of_promotion = select(PromotionStore.store_id).where(PromotionStore.promotion_id == stored.id)
    store_ids = set(session.scalars(of_promotion))
    tablets = [
        tablet
        for tablet in devices.fleet(session)
        if tablet.status == "active" and tablet.store_id in store_ids
    ]
    travelling = receiving(session, store_ids)
    reached = {tablet.id for tablet in tablets if travelling.has(tablet, stored.id)}
    zones = {store.id: store.time_zone for store in catalogue.stores(session) if store.id in store_ids}
    promotion = reading.promotion_of(stored)
    ends = {store_id: ends_ms(promotion, zone) for store_id, zone in zones.items()}
    leased = lease_ends(session, [tablet.id for tablet in tablets])
    return [
        DeliveryRow(
            device_id=tablet.id, device_name=tablet.name, store_id=tablet.store_id,
            store_name=tablet.store_name, app_version=tablet.app_version,
            can_read=travelling.can_read(tablet, stored.id), has_it=tablet.id in reached,
            since_ms=tablet.acknowledged_ms if tablet.id in reached else None, seen_ms=tablet.seen_ms,
            stops_ms=min(ends[tablet.store_id], leased.get(tablet.id, ends[tablet.store_id])),
        )
        for tablet in tablets
    ]  # fmt: skip
