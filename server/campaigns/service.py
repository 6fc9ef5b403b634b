"""Campaigns of the past: which there were, whom they reached, and what was redeemed."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, distinct, func, select
from sqlalchemy.orm import Session

from server.campaigns.models import Campaign, CampaignMember, CouponProduct, CouponRedemption
from server.errors import NotFound


@dataclass(frozen=True, slots=True)
class CampaignView:
    """A campaign and what came of it; `customers` is how many received it, `redeemers` used a coupon."""

    id: int
    name: str
    kind: str
    starts_on: str
    ends_on: str
    customers: int
    coupons: int
    redemptions: int
    redeemers: int

    @property
    def rate(self) -> float:
        """The share of its customers who used at least one coupon."""
        return self.redeemers / self.customers if self.customers else 0.0


@dataclass(frozen=True, slots=True)
class Totals:
    """All campaigns together; somebody who received several counts once."""

    campaigns: int
    customers: int
    redemptions: int
    redeemers: int


def campaigns(session: Session) -> list[CampaignView]:
    """Every campaign, the latest first, by four queries whatever their number."""
    query = select(Campaign).order_by(Campaign.starts_on.desc(), Campaign.id.desc())
    return _views(session, list(session.scalars(query)))


def get(session: Session, campaign_id: int) -> CampaignView:
    """That campaign; NotFound if there is none."""
    found = session.get(Campaign, campaign_id)
    if found is None:
        raise NotFound("There is no such campaign. Look for it in the list.")
    return _views(session, [found])[0]


def totals(session: Session) -> Totals:
    """What all of them came to."""
    number = session.scalar(select(func.count()).select_from(Campaign)) or 0
    reached = session.scalar(select(func.count(distinct(CampaignMember.customer_id)))) or 0
    redeemed = select(func.count(), func.count(distinct(CouponRedemption.customer_id)))
    redemptions, redeemers = session.execute(redeemed.select_from(CouponRedemption)).one()
    return Totals(number, reached, redemptions, redeemers)


def _views(session: Session, found: list[Campaign]) -> list[CampaignView]:
    ids = [each.id for each in found]
    members = _counted(session, select(CampaignMember.campaign_id, func.count()), ids)
    number = func.count(distinct(CouponProduct.coupon_upc))
    coupons = _counted(session, select(CouponProduct.campaign_id, number), ids)
    redeemed = _counted(session, select(CouponRedemption.campaign_id, func.count()), ids)
    number = func.count(distinct(CouponRedemption.customer_id))
    redeemers = _counted(session, select(CouponRedemption.campaign_id, number), ids)
    return [
        CampaignView(
            each.id, each.name, each.kind, each.starts_on, each.ends_on, members.get(each.id, 0),
            coupons.get(each.id, 0), redeemed.get(each.id, 0), redeemers.get(each.id, 0),
        )
        for each in found
    ]  # fmt: skip


def _counted(session: Session, query: Select[int, int], ids: list[int]) -> dict[int, int]:
    """The figure of each of those campaigns that have one; the query's first column names the campaign."""
    campaign_id = query.selected_columns[0]
    return dict(session.execute(query.where(campaign_id.in_(ids)).group_by(campaign_id)).all())
