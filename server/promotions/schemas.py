"""Promotions as they look at the REST edge; what they mean is said by `shared.promotions`."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from server.fields import AudienceRule, Bounded, PlainText
from server.promotions.permissions import STATUSES
from shared.promotions.benefit import KINDS
from shared.promotions.checking import COUNTED
from shared.promotions.rule import STACKINGS
from shared.redemption import POLICIES

MOST_ID = 2**53
VALUE = "Percent, minor units or points; 0 for a gift and for so many at the price of so many."
LOCAL_TIME = r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?"
_WALL_CLOCK = validate.Regexp(
    rf"\A{LOCAL_TIME}\Z", error="Give a date and a time, for example 2026-11-27T09:00."
)


class ThingsSchema(Schema):
    """What something is about: all that is given must hold; of each, one of the list."""

    department = fields.List(PlainText(least=1, most=80), validate=validate.Length(min=1, max=200))
    category = fields.List(PlainText(least=1, most=80), validate=validate.Length(min=1, max=200))
    brand = fields.List(PlainText(least=1, most=80), validate=validate.Length(min=1, max=200))
    product = fields.List(Bounded(least=1, most=MOST_ID), validate=validate.Length(min=1, max=200))


class BundlePartSchema(Schema):
    """So many pieces of something in a bundle."""

    of = fields.Nested(ThingsSchema, required=True)
    quantity = Bounded(least=1, required=True)


class BenefitSchema(Schema):
    """What does not fit into `benefit_value`; which of it a kind takes is told in its refusal."""

    of = fields.Nested(ThingsSchema, metadata={"description": "What it is for; anything if left out."})
    most_minor = Bounded(least=1, metadata={"description": "The most that one redemption takes off."})
    take = Bounded(least=2, metadata={"description": "n_for_m: so many pieces"})
    pay = Bounded(least=1, metadata={"description": "n_for_m: for the price of so many."})
    product_id = Bounded(least=1, most=MOST_ID, metadata={"description": "gift: what is given."})
    quantity = Bounded(least=1, metadata={"description": "gift: how many; 1 if left out."})
    cost_minor = Bounded(least=1, metadata={"description": "gift: what one costs the chain."})
    each_minor = Bounded(least=1, metadata={"description": "points: for each such amount; once if left out."})
    parts = fields.List(fields.Nested(BundlePartSchema), validate=validate.Length(min=1, max=5))


class BasketConditionsSchema(Schema):
    """What must lie in the basket."""

    min_spend_minor = Bounded(least=1)
    min_items = Bounded(least=1)
    of = fields.Nested(ThingsSchema, metadata={"description": "Of what; of anything if left out."})


class FrequencySchema(Schema):
    """How often one customer may be shown or may redeem it in so many days."""

    most = Bounded(least=1, most=100)
    days = Bounded(least=1, most=365)
    counts = fields.String(validate=validate.OneOf(COUNTED))


class VariantSchema(Schema):
    """One of several texts and pictures that are tried against each other, in proportion to their weights."""

    key = PlainText(least=1, most=40, required=True)
    weight = Bounded(least=1, most=1_000, required=True)
    text = PlainText(most=400, load_default="")
    picture_id = PlainText(least=1, most=64, allow_none=True, load_default=None)


class PromotionFieldsSchema(Schema):
    """What may be changed while it is a draft. Times are wall-clock, in each store's own zone."""

    name = PlainText(least=1, most=80)
    text = PlainText(most=400)
    benefit_kind = fields.String(validate=validate.OneOf(KINDS))
    benefit_value = Bounded(metadata={"description": VALUE})
    benefit = fields.Nested(BenefitSchema)
    conditions = fields.Nested(BasketConditionsSchema)
    stacking = fields.String(
        validate=validate.OneOf(STACKINGS),
        metadata={"description": "Nothing beside it, the best for her, or on top of others."},
    )
    department = PlainText(least=1, most=80, allow_none=True)
    starts_local = fields.String(validate=_WALL_CLOCK)
    ends_local = fields.String(validate=_WALL_CLOCK)
    audience = AudienceRule()
    store_ids = fields.List(
        PlainText(least=1, most=40),
        allow_none=True,
        validate=validate.Length(min=1, max=5000),
        metadata={"description": "Null for all stores."},
    )
    total_limit = Bounded(least=1, allow_none=True)
    customer_limit = Bounded(least=1, allow_none=True)
    store_limit = Bounded(least=1, allow_none=True, metadata={"description": "Of each store."})
    frequency = fields.Nested(FrequencySchema, metadata={"description": "{} for as often as she likes."})
    variants = fields.List(fields.Nested(VariantSchema), validate=validate.Length(max=8))
    holdout_percent = Bounded(most=50)
    picture_id = PlainText(least=1, most=64, allow_none=True)
    budget_minor = Bounded(
        least=1,
        allow_none=True,
        metadata={
            "description": "What it may cost in all, minor units; one redemption's most must be known."
        },
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
    benefit_kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    benefit_value = Bounded(load_default=0, metadata={"description": VALUE})
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
    status = fields.String(required=True, validate=validate.OneOf(STATUSES))
    phase = fields.String(required=True)
    version = fields.Integer(required=True)
    created_ms = fields.Integer(required=True)
    updated_ms = fields.Integer(required=True)
    created_by = fields.String(required=True)
    edited_by = fields.String(required=True, metadata={"description": "Who changed last what it says."})
    submitted_by = fields.String(required=True, allow_none=True)
    submitted_ms = fields.Integer(required=True, allow_none=True)
    approved_by = fields.String(required=True, allow_none=True)
    approved_ms = fields.Integer(required=True, allow_none=True)
    published_ms = fields.Integer(required=True, allow_none=True)
    stopped_ms = fields.Integer(required=True, allow_none=True)
    store_count = fields.Integer(required=True)
    redemptions = fields.Integer(required=True)
    benefit = fields.Dict(required=True)
    conditions = fields.Dict(required=True)
    stacking = fields.String(required=True, validate=validate.OneOf(STACKINGS))
    store_limit = fields.Integer(required=True, allow_none=True)
    frequency = fields.Dict(required=True)
    variants = fields.List(fields.Dict(), required=True)
    holdout_percent = fields.Integer(required=True)
    picture_id = fields.String(required=True, allow_none=True)


class PromotionsSchema(Schema):
    """The latest promotions, newest first."""

    promotions = fields.List(fields.Nested(PromotionSchema), required=True)


class PromotionApprovalSchema(Schema):
    """What is approved."""

    version = Bounded(
        least=1, required=True, metadata={"description": "The version that was read; another is refused."}
    )


class PromotionReturnSchema(Schema):
    """Why it is sent back."""

    word = PlainText(least=1, most=400, required=True, metadata={"description": "What is to be changed."})


class PromotionChangedPartSchema(Schema):
    """One part of what a promotion says, before and after, in plain words."""

    field = fields.String(required=True)
    label = fields.String(required=True)
    old = fields.String(required=True)
    new = fields.String(required=True)


class PromotionChangeSchema(Schema):
    """Somebody did something with a promotion."""

    promotion_id = fields.String(required=True)
    promotion_name = fields.String(required=True)
    version = fields.Integer(required=True)
    kind = fields.String(required=True)
    by_id = fields.String(required=True)
    by_name = fields.String(required=True)
    at_ms = fields.Integer(required=True)
    note = fields.String(required=True)
    parts = fields.List(fields.Nested(PromotionChangedPartSchema), required=True)


class PromotionChangesSchema(Schema):
    """What happened, newest first."""

    changes = fields.List(fields.Nested(PromotionChangeSchema), required=True)


class PromotionHistoryAskedSchema(Schema):
    """How far back."""

    skip = fields.Integer(
        load_default=0, validate=validate.Range(0, 10**6), metadata={"description": "So many later ones."}
    )
    most = fields.Integer(load_default=100, validate=validate.Range(1, 200))


class DeliveryRowSchema(Schema):
    """One tablet, and whether it holds the promotion as it is now."""

    device_id = fields.String(required=True)
    device_name = fields.String(required=True)
    store_id = fields.String(required=True)
    store_name = fields.String(required=True)
    app_version = fields.String(required=True)
    can_read = fields.Boolean(
        required=True,
        metadata={"description": "False of an older app that the promotion does not travel to."},
    )
    has_it = fields.Boolean(required=True)
    since_ms = fields.Integer(required=True, allow_none=True)
    seen_ms = fields.Integer(required=True, allow_none=True)
    stops_ms = fields.Integer(
        required=True,
        metadata={
            "description": "When it gives it no more by itself, hearing nothing: the end of its lease or"
            " of the promotion, whichever is first."
        },
    )


class DeliverySchema(Schema):
    """Every active tablet of the promotion's stores."""

    tablets = fields.List(fields.Nested(DeliveryRowSchema), required=True)
