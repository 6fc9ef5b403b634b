"""Quotas of promotions, leased to tablets: `sync` shares them out, here is known what they count.

A promotion's limits are quotas of its stores' tablets; a customer's own limit is leased only where HQ asks
for a lease, and only while somebody serves her: a tablet that holds her right keeps others from giving it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.actors import Actor
from server.catalogue import service as catalogue
from server.customers import pins
from server.devices import service as devices
from server.devices.service import Seen
from server.promotions import reading
from server.promotions.models import PromotionRecord, PromotionStore, Redemption
from shared.clock import DAY_MS
from shared.promotions import Promotion, ends_ms, starts_ms
from shared.redemption import LEASE_ONLY, Limit, StandsOn, costs, quota_id
from sync.leases import LEASE_LIFE_MS, LeaseAnswer, LeaseReport
from sync.source import leases
from sync.source.leases import Quota
from sync.source.shares import Sharer

AWAKE_MS = 15 * 60_000
"""A tablet heard of within so long is in contact: its loop makes a round every minute."""

KNOWN_MS = 14 * DAY_MS
"""A tablet heard of within so long counts when it is asked how much one alone may hold."""

SHARED: tuple[Limit, ...] = ("total", "budget")
"""Limits of all stores together; a store's own is shared out among its own tablets."""

LEASED: tuple[Limit, ...] = (*SHARED, "store")


def contact(session: Session, device: Actor, report: LeaseReport, now_ms: int) -> LeaseAnswer:
    """The tablet's lease lives on, with what it should hold of every quota of its store."""
    store_id = str(device.store_id)
    lease = leases.take_report(session, device.id, store_id, report, now_ms)
    wanted = _rights(session, device, report.wanted)
    live = _live(session, store_id, wanted, now_ms)
    seen = devices.seen_since(session, now_ms - KNOWN_MS)
    sharers = _sharers(session, [promotion.id for promotion in live], seen, now_ms)
    quotas = _quotas(session, live, wanted, sharers, store_id)
    is_due = leases.is_due(session, lease, quotas, wanted)
    if is_due:
        # redemptions are counted under the same locks: between counting and granting nobody redeems
        ids = sorted(promotion.id for promotion in live)
        session.execute(
            select(PromotionRecord.id)
            .where(PromotionRecord.id.in_(ids))
            .order_by(PromotionRecord.id)
            .with_for_update()
        )
        quotas = _quotas(session, live, wanted, sharers, store_id)
    return LeaseAnswer(
        contact=report.contact,
        lease=lease,
        at_ms=now_ms,
        expires_ms=now_ms + LEASE_LIFE_MS,
        is_alone=_is_alone(device, seen, now_ms),
        grants=leases.grant(session, lease, quotas, wanted, may_raise=is_due),
    )


@dataclass(frozen=True, slots=True)
class Right:
    """A customer's own limit of one promotion."""

    promotion_id: str
    customer_id: int


def _rights(session: Session, device: Actor, wanted: Iterable[str]) -> dict[str, Right]:
    """The rights that the tablet may ask for, by quota: of customers whom it serves."""
    asked: dict[str, Right] = {}
    for quota in wanted:
        promotion_id, _, customer = quota.removeprefix("p:").partition("/c:")
        if customer.isdecimal() and quota_id(promotion_id, "customer", int(customer)) == quota:
            asked[quota] = Right(promotion_id, int(customer))
    served = pins.served_by(str(device.store_id), device.id).subquery().c.customer_id
    ids = {right.customer_id for right in asked.values()}
    here = set(session.scalars(select(served).where(served.in_(ids)))) if ids else set()
    return {quota: right for quota, right in asked.items() if right.customer_id in here}


def _live(session: Session, store_id: str, wanted: Mapping[str, Right], now_ms: int) -> list[Promotion]:
    """The promotions of the store of which units may be held now: from one lease's life before they start."""
    zone = catalogue.store(session, store_id).time_zone
    query = (
        select(PromotionRecord)
        .join(PromotionStore, PromotionStore.promotion_id == PromotionRecord.id)
        .where(PromotionStore.store_id == store_id, PromotionRecord.status == "published")
    )
    rights = {right.promotion_id for right in wanted.values()}
    return [
        promotion
        for promotion in map(reading.promotion_of, session.scalars(query))
        if starts_ms(promotion, zone) - LEASE_LIFE_MS <= now_ms
        and now_ms < ends_ms(promotion, zone)
        and (promotion.id in rights or any(limit in costs(promotion) for limit in LEASED))
    ]


def _quotas(
    session: Session,
    live: Iterable[Promotion],
    wanted: Mapping[str, Right],
    sharers: Mapping[str, list[Sharer]],
    store_id: str,
) -> list[Quota]:
    """What is to be shared out, and what is wanted, with what is spent of it now."""
    by_id = {promotion.id: promotion for promotion in live}
    used = _redeemed(session, by_id)
    found = [
        Quota(
            quota_id(promotion.id, limit, 0), total, used.get(promotion.id, 0) * step, step,
            sharers.get(promotion.id, ()),
        )
        for promotion in by_id.values()
        for limit, step in costs(promotion).items()
        if (total := shared_total(promotion, limit)) is not None
    ]  # fmt: skip
    limited = [each for each in by_id.values() if each.store_limit is not None]
    here = _redeemed(session, [each.id for each in limited], store_id=store_id) if limited else {}
    for each in limited:
        own = [sharer for sharer in sharers.get(each.id, ()) if sharer.group == store_id]
        quota_here = quota_id(each.id, "store", store_id=store_id)
        found.append(Quota(quota_here, each.store_limit or 0, here.get(each.id, 0), 1, own))
    for quota, right in wanted.items():
        promotion = by_id.get(right.promotion_id)
        if promotion and promotion.offline_policy == LEASE_ONLY and promotion.customer_limit is not None:
            by_her = _redeemed(session, [promotion.id], right.customer_id).get(promotion.id, 0)
            found.append(Quota(quota, promotion.customer_limit, by_her))
    return found


def shared_total(promotion: Promotion, limit: Limit) -> int | None:
    """How many units of a limit all stores share; None for a customer's or a store's own and for no limit."""
    return {"total": promotion.total_limit, "budget": promotion.budget_minor}.get(limit)


def _redeemed(
    session: Session,
    promotion_ids: Iterable[str],
    customer_id: int | None = None,
    store_id: str | None = None,
) -> dict[str, int]:
    query = (
        select(Redemption.promotion_id, func.count())
        .where(Redemption.promotion_id.in_(list(promotion_ids)))
        .group_by(Redemption.promotion_id)
    )
    if customer_id is not None:
        query = query.where(Redemption.customer_id == customer_id)
    if store_id is not None:
        query = query.where(Redemption.store_id == store_id)
    return {row[0]: row[1] for row in session.execute(query)}


def _sharers(
    session: Session, promotion_ids: Sequence[str], seen: Iterable[Seen], now_ms: int
) -> dict[str, list[Sharer]]:
    """The tablets among which each promotion is shared, by one query whatever their number."""
    by_store: dict[str, list[Sharer]] = {}
    for each in seen:
        is_awake = each.seen_ms >= now_ms - AWAKE_MS
        by_store.setdefault(each.store_id, []).append(Sharer(each.id, each.store_id, is_awake))
    pairs = select(PromotionStore.promotion_id, PromotionStore.store_id).where(
        PromotionStore.promotion_id.in_(promotion_ids), PromotionStore.store_id.in_(list(by_store))
    )
    found: dict[str, list[Sharer]] = {}
    for promotion_id, store_id in session.execute(pairs):
        found.setdefault(promotion_id, []).extend(by_store[store_id])
    return found


def _is_alone(device: Actor, seen: Iterable[Seen], now_ms: int) -> bool:
    """True if no other tablet of the store has been heard of for as long as its lease would last."""
    since_ms = now_ms - LEASE_LIFE_MS
    here = {each.id for each in seen if each.store_id == device.store_id and each.seen_ms >= since_ms}
    return here <= {device.id}


def take(
    session: Session, promotion: Promotion, customer_id: int, store_id: str, stands_on: StandsOn
) -> tuple[Limit, ...]:
    """The limits whose units were the tablet's own to use up, now used up; the others are HQ's to allow."""
    if stands_on.lease is None:
        return ()
    asked = costs(promotion)
    return tuple(
        limit
        for limit in stands_on.spent
        if limit in asked
        and leases.spend(
            session,
            stands_on.lease,
            store_id,
            quota_id(promotion.id, limit, customer_id, store_id),
            asked[limit],
        )
    )


def give_back(
    session: Session,
    promotion: Promotion,
    customer_id: int,
    store_id: str,
    lease: str | None,
    taken: Iterable[Limit],
) -> None:
    """Units taken in this transaction are free again: the redemption is refused."""
    asked = costs(promotion)
    for limit in taken:
        quota = quota_id(promotion.id, limit, customer_id, store_id)
        leases.release(session, str(lease), quota, asked[limit])
