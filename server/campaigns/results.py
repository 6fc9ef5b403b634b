"""What a campaign of the past did: redemptions by week, tier and department, and what was spent meanwhile.

None of it says what the campaign caused. Nobody was held back by lot: who received it was chosen, whoever
redeemed chose herself, and several campaigns ran at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from sqlalchemy import Select, distinct, func, select
from sqlalchemy.orm import Session

from server.campaigns import service
from server.campaigns.models import Campaign, CampaignMember, CouponProduct, CouponRedemption
from server.campaigns.service import CampaignView
from server.catalogue import groups
from server.customers import tiers
from server.purchases import stretches
from server.purchases.stretches import Spent, Stretch
from shared.clock import DAY_MS, from_millis, to_millis
from shared.customer import TIERS

WEEK: Final = 7
LEAST_DAYS: Final = 7
"""A comparison with less than a week would compare weekdays."""

COUPONS_SHOWN: Final = 10
USED: Final = "Received it, used a coupon"
UNUSED: Final = "Received it, used none"
OUTSIDE: Final = "Did not receive it"
NO_DEPARTMENT: Final = "Not in the catalogue"


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days of a campaign from `first_day` on, fewer at its end, and what was redeemed in them."""

    first_day: str
    last_day: str
    redemptions: int


@dataclass(frozen=True, slots=True)
class Tier:
    """Customers of a tier as they are today: how many received it, used a coupon, and how often."""

    tier: str
    customers: int
    redeemers: int
    redemptions: int


@dataclass(frozen=True, slots=True)
class Department:
    """Coupons by the department that most of their products belong to."""

    department: str
    coupons: int
    redemptions: int


@dataclass(frozen=True, slots=True)
class CouponUse:
    """One coupon: what it is mostly for, for how many products, and how often it was used."""

    coupon_upc: int
    department: str
    products: int
    redemptions: int


@dataclass(frozen=True, slots=True)
class GroupSpending:
    """What one group bought before and during, in all; `customers` is how many there are in it."""

    group: str
    customers: int
    before: Spent
    during: Spent


@dataclass(frozen=True, slots=True)
class Spending:
    """Days before and days of a campaign side by side; both have whole days by UTC."""

    days_before: int
    days_during: int
    groups: tuple[GroupSpending, ...]


@dataclass(frozen=True, slots=True)
class CampaignResults:
    """What a campaign did. `also_elsewhere` of its customers received another one at the same time.

    `recorded_from` is the first day of which any purchase is known: what was before nobody can say.
    """

    campaign: CampaignView
    recorded_from: str | None
    weeks: tuple[Week, ...]
    tiers: tuple[Tier, ...]
    departments: tuple[Department, ...]
    coupons: tuple[CouponUse, ...]
    also_elsewhere: int
    spending: Spending | None


def results(session: Session, campaign_id: int) -> CampaignResults:
    """What that campaign did; NotFound if there is none."""
    view = service.get(session, campaign_id)
    known = stretches.recorded(session)
    departments, coupons = _coupons(session, view)
    return CampaignResults(
        campaign=view, recorded_from=str(_date_of(known[0])) if known else None,
        weeks=_weeks(session, view, known), tiers=_tiers(session, view), departments=departments,
        coupons=coupons, also_elsewhere=_also_elsewhere(session, view),
        spending=_spending(session, view, known),
    )  # fmt: skip


def _members(view: CampaignView) -> Select[int]:
    return select(CampaignMember.customer_id).where(CampaignMember.campaign_id == view.id)


def _redemptions(view: CampaignView) -> Select[int]:
    return select(CouponRedemption.customer_id).where(CouponRedemption.campaign_id == view.id)


def _weeks(session: Session, view: CampaignView, known: Stretch | None) -> tuple[Week, ...]:
    """The weeks of the campaign that are recorded, those without a redemption too."""
    query = select(CouponRedemption.on_day, func.count()).where(CouponRedemption.campaign_id == view.id)
    by_day = {
        date.fromisoformat(day): number
        for day, number in session.execute(query.group_by(CouponRedemption.on_day))
    }
    first, last = date.fromisoformat(view.starts_on), date.fromisoformat(view.ends_on)
    if known is not None:
        first, last = max(first, _date_of(known[0])), min(last, _date_of(known[1] - 1))
    first, last = min([first, *by_day]), max([last, *by_day])
    counted = [0] * max(0, (last - first).days // WEEK + 1)
    for day, number in by_day.items():
        counted[(day - first).days // WEEK] += number
    begins = [first + timedelta(days=WEEK * place) for place in range(len(counted))]
    return tuple(
        Week(str(day), str(min(day + timedelta(days=WEEK - 1), last)), number)
        for day, number in zip(begins, counted, strict=True)
    )


def _tiers(session: Session, view: CampaignView) -> tuple[Tier, ...]:
    members, redeemed = _members(view), _redemptions(view)
    customers = tiers.counted_by_tier(session, members)
    redeemers = tiers.counted_by_tier(session, redeemed.distinct())
    redemptions = tiers.counted_by_tier(session, redeemed)
    return tuple(
        Tier(tier, customers.get(tier, 0), redeemers.get(tier, 0), redemptions.get(tier, 0))
        for tier in reversed(TIERS)
        if tier in customers or tier in redeemers
    )


def _coupons(session: Session, view: CampaignView) -> tuple[tuple[Department, ...], tuple[CouponUse, ...]]:
    """Departments with what was redeemed for them, and the coupons that were used most."""
    of_campaign = CouponProduct.campaign_id == view.id
    pairs = select(CouponProduct.coupon_upc, CouponProduct.product_id).where(of_campaign)
    mainly = groups.main_departments(session, pairs)
    sizes = select(CouponProduct.coupon_upc, func.count()).where(of_campaign)
    products: dict[int, int] = dict(session.execute(sizes.group_by(CouponProduct.coupon_upc)).all())
    used = select(CouponRedemption.coupon_upc, func.count()).where(CouponRedemption.campaign_id == view.id)
    redeemed: dict[int, int] = dict(session.execute(used.group_by(CouponRedemption.coupon_upc)).all())
    every = products.keys() | redeemed.keys()
    uses = [
        CouponUse(upc, mainly.get(upc, NO_DEPARTMENT), products.get(upc, 0), redeemed.get(upc, 0))
        for upc in every
    ]
    uses.sort(key=lambda use: (-use.redemptions, use.coupon_upc))
    by_department: dict[str, list[CouponUse]] = {}
    for use in uses:
        by_department.setdefault(use.department, []).append(use)
    rows = [
        Department(name, len(there), sum(use.redemptions for use in there))
        for name, there in by_department.items()
    ]
    rows.sort(key=lambda row: (-row.redemptions, -row.coupons, row.department))
    return tuple(rows), tuple(use for use in uses[:COUPONS_SHOWN] if use.redemptions)


def _also_elsewhere(session: Session, view: CampaignView) -> int:
    """How many of its customers received another campaign of which a day is one of its own."""
    query = (
        select(func.count(distinct(CampaignMember.customer_id)))
        .join(Campaign, Campaign.id == CampaignMember.campaign_id)
        .where(
            Campaign.id != view.id, Campaign.starts_on <= view.ends_on, Campaign.ends_on >= view.starts_on,
            CampaignMember.customer_id.in_(_members(view)),
        )
    )  # fmt: skip
    return session.scalar(query) or 0


def _spending(session: Session, view: CampaignView, known: Stretch | None) -> Spending | None:
    """Both stretches as far as purchases are recorded; None if one of them is too short to compare."""
    if known is None:
        return None
    starts, after = _midnight(view.starts_on), _midnight(view.ends_on) + DAY_MS
    first_known, last_known = _day_of(known[0]), _day_of(known[1] - 1) + DAY_MS
    during: Stretch = (max(starts, first_known), min(after, last_known))
    before: Stretch = (max(starts - (after - starts), first_known), starts)
    days_before, days_during = ((until - since) // DAY_MS for since, until in (before, during))
    if min(days_before, days_during) < LEAST_DAYS:
        return None
    members, redeemed = _members(view), _redemptions(view)
    users = members.where(CampaignMember.customer_id.in_(redeemed))
    others = members.where(CampaignMember.customer_id.not_in(redeemed))
    groups_of = (
        (USED, view.redeemers, stretches.spent(session, before, during, users)),
        (UNUSED, view.customers - view.redeemers, stretches.spent(session, before, during, others)),
        (
            OUTSIDE, tiers.everybody(session) - view.customers,
            stretches.spent(session, before, during, members, but=True),
        ),
    )  # fmt: skip
    return Spending(
        days_before,
        days_during,
        tuple(GroupSpending(name, number, *both) for name, number, both in groups_of),
    )


def _midnight(day: str) -> int:
    return to_millis(datetime.combine(date.fromisoformat(day), time(), UTC))


def _day_of(at_ms: int) -> int:
    return at_ms - at_ms % DAY_MS


def _date_of(at_ms: int) -> date:
    return from_millis(at_ms).date()
