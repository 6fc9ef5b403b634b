"""Where the units of a promotion are: used, on tablets, with tablets that have fallen silent, or at HQ."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.devices import service as devices
from server.promotions import reading
from server.promotions.models import Redemption
from server.promotions.quotas import shared_total
from shared.redemption import Limit, costs, quota_id
from sync.leases import LEASE_LIFE_MS
from sync.source.holdings import holdings


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """The units of one limit; those of silent tablets stay with them until they report."""

    limit: Limit
    total: int
    used: int
    on_tablets: int
    silent: int
    silent_tablets: int

    @property
    def at_hq(self) -> int:
        """What is neither used nor in any tablet's hands."""
        return self.total - self.used - self.on_tablets - self.silent


def whereabouts(session: Session, promotion_id: str, now_ms: int) -> list[Whereabouts]:
    """For each limit that is shared out; who is withdrawn or out of contact for a lease's life is silent."""
    promotion = reading.promotion_of(reading.record(session, promotion_id))
    redeemed = session.scalar(select(func.count()).where(Redemption.promotion_id == promotion_id))
    quotas = {
        limit: (quota_id(promotion_id, limit, 0), total, step)
        for limit, step in costs(promotion).items()
        if (total := shared_total(promotion, limit)) is not None
    }
    held = holdings(session, [quota for quota, _, _ in quotas.values()])
    in_contact = {seen.id for seen in devices.seen_since(session, now_ms - LEASE_LIFE_MS)}
    found = []
    for limit, (quota, total, step) in quotas.items():
        silent = [each for each in held.get(quota, ()) if each.outstanding and each.holder not in in_contact]
        everywhere = sum(each.outstanding for each in held.get(quota, ()))
        burnt = sum(each.outstanding for each in silent)
        found.append(
            Whereabouts(limit, total, (redeemed or 0) * step, everywhere - burnt, burnt, len(silent))
        )
    return found
