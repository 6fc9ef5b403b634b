"""The customer-experience KPI over REST, for staff."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from server.api import URL_PREFIX, now_ms, requires
from server.database import begin_reading, db
from server.experience import service
from server.ratings.api import RatingFiguresSchema

blueprint = Blueprint(
    "experience", __name__, url_prefix=URL_PREFIX, description="How visits were rated, beside what was sold."
)

MOST_DAYS = 366


class DaysSchema(Schema):
    """How many days are looked back on; they are set beside as many before them."""

    days = fields.Integer(load_default=service.USUAL_DAYS, validate=validate.Range(min=1, max=MOST_DAYS))


class EstimateSchema(Schema):
    """A figure and between what it lies, 95 times of 100."""

    value = fields.Float(required=True)
    low = fields.Float(required=True)
    high = fields.Float(required=True)


class SalesSchema(Schema):
    """What was sold on every channel, returns taken off."""

    purchases = fields.Integer(required=True)
    amount_minor = fields.Integer(required=True)


class ExperienceSchema(Schema):
    """Ratings and sales of the time and of the time before it.

    `change` is that of the mean rating, null where too few visits were rated; `course` says where it goes:
    better, worse, same, or unknown.
    """

    rated = fields.Nested(RatingFiguresSchema, required=True)
    before = fields.Nested(RatingFiguresSchema, required=True)
    change = fields.Nested(EstimateSchema, required=True, allow_none=True)
    good_share = fields.Float(required=True, allow_none=True)
    course = fields.String(required=True, metadata={"enum": ["better", "worse", "same", "unknown"]})
    sales = fields.Nested(SalesSchema, required=True)
    sales_before = fields.Nested(SalesSchema, required=True)


class ExperienceSliceSchema(Schema):
    """A day of the time; a week where more than 28 days are asked for, and whole weeks."""

    from_ms = fields.Integer(required=True)
    rated = fields.Nested(RatingFiguresSchema, required=True)
    sales = fields.Nested(SalesSchema, required=True)


class StoreExperienceSchema(Schema):
    """One store."""

    store_id = fields.String(required=True)
    name = fields.String(required=True)
    figures = fields.Nested(ExperienceSchema, required=True)


class AssociateExperienceSchema(Schema):
    """Visits that one associate looked after."""

    associate_id = fields.String(required=True)
    name = fields.String(required=True)
    store_id = fields.String(required=True)
    rated = fields.Nested(RatingFiguresSchema, required=True)
    before = fields.Nested(RatingFiguresSchema, required=True)
    change = fields.Nested(EstimateSchema, required=True, allow_none=True)


class PromotionExperienceSchema(Schema):
    """Visits on which a promotion was redeemed, beside all others. No controlled comparison."""

    promotion_id = fields.String(required=True)
    name = fields.String(required=True)
    redemptions = fields.Integer(required=True)
    rated = fields.Nested(RatingFiguresSchema, required=True)
    others = fields.Nested(RatingFiguresSchema, required=True)
    difference = fields.Nested(EstimateSchema, required=True, allow_none=True)
    sales = fields.Nested(SalesSchema, required=True)


class ExperienceViewSchema(Schema):
    """The KPI over a time: whole, in slices, by store, associate and promotion."""

    since_ms = fields.Integer(required=True)
    until_ms = fields.Integer(required=True)
    days = fields.Integer(required=True)
    whole = fields.Nested(ExperienceSchema, required=True)
    slices = fields.List(fields.Nested(ExperienceSliceSchema), required=True)
    stores = fields.List(fields.Nested(StoreExperienceSchema), required=True)
    associates = fields.List(fields.Nested(AssociateExperienceSchema), required=True)
    promotions = fields.List(fields.Nested(PromotionExperienceSchema), required=True)


@blueprint.route("/experience")
@requires("staff")
@blueprint.arguments(DaysSchema, location="query")
@blueprint.response(200, ExperienceViewSchema)
def experience(given: dict[str, Any]) -> service.ExperienceView:
    """How visits were rated in the last days, beside what was sold and beside as many days before."""
    session = db.session()
    begin_reading(session)
    return service.view(session, days=given["days"], now_ms=now_ms())
