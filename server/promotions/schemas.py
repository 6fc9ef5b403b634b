"""Promotions as they look at the REST edge; what they mean is said by `shared.promotions`."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from server.fields import Bounded, PlainText
from shared.redemption import POLICIES

LOCAL_TIME = r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?"
_WALL_CLOCK = validate.Regexp(
    rf"\A{LOCAL_TIME}\Z", error="Give a date and a time, for example 2026-11-27T09:00."
)


class ConditionSchema(Schema):
    """One condition of an audience; `value` is a list of choices or a number."""

    attribute = PlainText(least=1, most=60, required=True)
    operator = PlainText(least=1, most=20, required=True)
    value = fields.Raw(required=True, metadata={"description": "A number, or a list of texts."})


class RuleSchema(Schema):
    """An audience: all conditions hold; none selects everyone."""

    all = fields.List(fields.Nested(ConditionSchema), validate=validate.Length(max=20))


class PromotionFieldsSchema(Schema):
    """What may be changed while it is a draft. Times are wall-clock, in each store's own zone."""

    name = PlainText(least=1, most=80)
    text = PlainText(most=400)
    benefit_kind = fields.String(validate=validate.OneOf(["percent", "amount"]))
    benefit_value = Bounded(least=1, metadata={"description": "Percent, or minor units."})
    department = PlainText(least=1, most=80, allow_none=True)
    starts_local = fields.String(validate=_WALL_CLOCK)
    ends_local = fields.String(validate=_WALL_CLOCK)
    audience = fields.Nested(RuleSchema)
    store_ids = fields.List(
        PlainText(least=1, most=40),
        allow_none=True,
        validate=validate.Length(min=1, max=5000),
        metadata={"description": "Null for all stores."},
    )
    total_limit = Bounded(least=1, allow_none=True)
    customer_limit = Bounded(least=1, allow_none=True)
    budget_minor = Bounded(
        least=1, allow_none=True, metadata={"description": "What an amount off may cost in all, minor units."}
    )
    offline_policy = fields.String(
        validate=validate.OneOf(POLICIES),
        metadata={
            "description": "What a tablet offline does that holds no lease: give it provisionally, or not."
        },
    )
    priority = Bounded(least=-1000, most=1000)


class NewPromotionSchema(PromotionFieldsSchema):
    """A draft to be made."""

    name = PlainText(least=1, most=80, required=True)
    benefit_kind = fields.String(required=True, validate=validate.OneOf(["percent", "amount"]))
    benefit_value = Bounded(least=1, required=True, metadata={"description": "Percent, or minor units."})
    starts_local = fields.String(required=True, validate=_WALL_CLOCK)
    ends_local = fields.String(required=True, validate=_WALL_CLOCK)


class PromotionSchema(Schema):
    """A promotion, where it runs, and what came of it so far."""

    id = fields.String(required=True)
    code = fields.String(required=True)
    name = fields.String(required=True)
    text = fields.String(required=True)
    benefit_kind = fields.String(required=True)
    benefit_value = fields.Integer(required=True)
    department = fields.String(required=True, allow_none=True)
    starts_local = fields.String(required=True)
    ends_local = fields.String(required=True)
    audience = fields.Dict(required=True)
    store_ids = fields.List(fields.String(), required=True, allow_none=True)
    total_limit = fields.Integer(required=True, allow_none=True)
    customer_limit = fields.Integer(required=True, allow_none=True)
    budget_minor = fields.Integer(required=True, allow_none=True)
    offline_policy = fields.String(required=True, validate=validate.OneOf(POLICIES))
    priority = fields.Integer(required=True)
    status = fields.String(required=True, validate=validate.OneOf(["draft", "published", "stopped"]))
    phase = fields.String(required=True)
    version = fields.Integer(required=True)
    created_ms = fields.Integer(required=True)
    updated_ms = fields.Integer(required=True)
    published_ms = fields.Integer(required=True, allow_none=True)
    stopped_ms = fields.Integer(required=True, allow_none=True)
    store_count = fields.Integer(required=True)
    redemptions = fields.Integer(required=True)


class PromotionsSchema(Schema):
    """The latest promotions, newest first."""

    promotions = fields.List(fields.Nested(PromotionSchema), required=True)


class DeliveryRowSchema(Schema):
    """One tablet, and whether it holds the promotion as it is now."""

    device_id = fields.String(required=True)
    device_name = fields.String(required=True)
    store_id = fields.String(required=True)
    store_name = fields.String(required=True)
    has_it = fields.Boolean(required=True)
    since_ms = fields.Integer(required=True, allow_none=True)
    seen_ms = fields.Integer(required=True, allow_none=True)


class DeliverySchema(Schema):
    """Every active tablet of the promotion's stores."""

    tablets = fields.List(fields.Nested(DeliveryRowSchema), required=True)
