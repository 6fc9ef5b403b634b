"""Campaigns of the past over REST, for staff."""

from __future__ import annotations

from flask_smorest import Blueprint
from marshmallow import Schema, fields

from server.api import URL_PREFIX, requires
from server.campaigns import results, service
from server.database import db

blueprint = Blueprint(
    "campaigns", __name__, url_prefix=f"{URL_PREFIX}/campaigns", description="Campaigns of the past."
)

ONE = "/<int(max=9007199254740991):campaign_id>"


class CampaignSchema(Schema):
    """A campaign; `redeemers` are those of its customers who used a coupon, `rate` their share."""

    id = fields.Integer(required=True)
    name = fields.String(required=True)
    kind = fields.String(required=True)
    starts_on = fields.String(required=True)
    ends_on = fields.String(required=True)
    customers = fields.Integer(required=True)
    coupons = fields.Integer(required=True)
    redemptions = fields.Integer(required=True)
    redeemers = fields.Integer(required=True)
    rate = fields.Float(required=True)


class CampaignTotalsSchema(Schema):
    """All campaigns together; somebody who received several counts once."""

    campaigns = fields.Integer(required=True)
    customers = fields.Integer(required=True)
    redemptions = fields.Integer(required=True)
    redeemers = fields.Integer(required=True)


class CampaignsSchema(Schema):
    """Every campaign, the latest first."""

    totals = fields.Nested(CampaignTotalsSchema, required=True)
    campaigns = fields.List(fields.Nested(CampaignSchema), required=True)


class CampaignWeekSchema(Schema):
    """Seven days of a campaign, fewer at its end."""

    first_day = fields.String(required=True)
    last_day = fields.String(required=True)
    redemptions = fields.Integer(required=True)


class CampaignTierSchema(Schema):
    """Customers of a tier, as they are today."""

    tier = fields.String(required=True)
    customers = fields.Integer(required=True)
    redeemers = fields.Integer(required=True)
    redemptions = fields.Integer(required=True)


class CampaignDepartmentSchema(Schema):
    """Coupons by the department that most of their products belong to."""

    department = fields.String(required=True)
    coupons = fields.Integer(required=True)
    redemptions = fields.Integer(required=True)


class CouponUseSchema(Schema):
    """A coupon that was used."""

    coupon_upc = fields.Integer(required=True)
    department = fields.String(required=True)
    products = fields.Integer(required=True)
    redemptions = fields.Integer(required=True)


class SpentSchema(Schema):
    """What a group bought in a stretch of days, returns taken off."""

    buyers = fields.Integer(required=True)
    purchases = fields.Integer(required=True)
    amount_minor = fields.Integer(required=True)


class GroupSpendingSchema(Schema):
    """A group of `customers` before and during the campaign."""

    group = fields.String(required=True)
    customers = fields.Integer(required=True)
    before = fields.Nested(SpentSchema, required=True)
    during = fields.Nested(SpentSchema, required=True)


class SpendingSchema(Schema):
    """Days before and days of the campaign. No controlled comparison: who is in which group was chosen."""

    days_before = fields.Integer(required=True)
    days_during = fields.Integer(required=True)
    groups = fields.List(fields.Nested(GroupSpendingSchema), required=True)


class CampaignResultsSchema(Schema):
    """What a campaign did; `spending` is null where too little is recorded to compare."""

    campaign = fields.Nested(CampaignSchema, required=True)
    recorded_from = fields.String(required=True, allow_none=True)
    weeks = fields.List(fields.Nested(CampaignWeekSchema), required=True)
    tiers = fields.List(fields.Nested(CampaignTierSchema), required=True)
    departments = fields.List(fields.Nested(CampaignDepartmentSchema), required=True)
    coupons = fields.List(fields.Nested(CouponUseSchema), required=True)
    also_elsewhere = fields.Integer(required=True)
    spending = fields.Nested(SpendingSchema, required=True, allow_none=True)


@blueprint.route("")
@requires("staff")
@blueprint.response(200, CampaignsSchema)
def list_campaigns() -> dict[str, object]:
    """Every campaign of the past."""
    session = db.session()
    return {"totals": service.totals(session), "campaigns": service.campaigns(session)}


@blueprint.route(ONE)
@requires("staff")
@blueprint.response(200, CampaignResultsSchema)
def get_campaign(campaign_id: int) -> results.CampaignResults:
    """What one campaign did."""
    return results.results(db.session(), campaign_id)
