"""Decisions as they look at the REST edge."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from server.decisions.policy import WAYS
from server.fields import Bounded, PlainText


class DecidedOfferSchema(Schema):
    """An offer in its place. Amounts are minor units; `likely` and `chance` are parts of one.

    `value_minor` is `likely` times what a redemption earns less what it costs; `chance` is how likely it was
    that just this offer came to stand first.
    """

    promotion_id = fields.String(required=True)
    title = fields.String(required=True)
    layout = fields.String(required=True)
    is_best = fields.Boolean(required=True)
    reason = fields.String(required=True)
    likely = fields.Float(required=True)
    margin_minor = fields.Integer(required=True, allow_none=True)
    cost_minor = fields.Integer(required=True, allow_none=True)
    value_minor = fields.Float(required=True)
    chance = fields.Float(required=True)


class OfferDecisionSchema(Schema):
    """What a customer is best offered now, the best first, by the counts of the day `as_of`."""

    customer_id = fields.Integer(required=True)
    store_id = fields.String(required=True)
    day = fields.String(required=True)
    as_of = fields.String(required=True, allow_none=True)
    strategy = fields.String(required=True)
    experiment_id = fields.String(required=True, allow_none=True)
    variant = fields.String(required=True, allow_none=True)
    offers = fields.List(fields.Nested(DecidedOfferSchema), required=True)


class FirstAskedSchema(Schema):
    """Of which store, and how many."""

    store_id = PlainText(least=1, most=20, required=True)
    most = fields.Integer(load_default=50, validate=validate.Range(1, 200))


class FirstCustomerSchema(Schema):
    """A customer to whom the promotion may be made; `place` is where it stands among her offers."""

    customer_id = fields.Integer(required=True)
    name = fields.String(required=True)
    place = fields.Integer(required=True)
    of = fields.Integer(required=True)
    likely = fields.Float(required=True)
    value_minor = fields.Float(required=True)
    reason = fields.String(required=True)


class FirstCustomersSchema(Schema):
    """Whom a promotion is best made to; of `selected` customers `looked_at` were asked."""

    promotion_id = fields.String(required=True)
    store_id = fields.String(required=True)
    selected = fields.Integer(required=True)
    looked_at = fields.Integer(required=True)
    customers = fields.List(fields.Nested(FirstCustomerSchema), attribute="rows", required=True)


class DecisionPolicySchema(Schema):
    """How offers are put in order where no experiment says otherwise, and what of 100 spent is earned."""

    strategy = fields.String(required=True, validate=validate.OneOf(list(WAYS)))
    margin_percent = Bounded(least=1, most=100, required=True)
    version = Bounded(required=True, metadata={"description": "The version that was read."})
    updated_by = fields.String(dump_only=True)
    updated_ms = fields.Integer(dump_only=True)


class CountedOffersSchema(Schema):
    """What counting did."""

    day = fields.String(required=True)
    promotions = fields.Integer(required=True)
    showings = fields.Integer(required=True)
    redeemed = fields.Integer(required=True)


class JudgedIntervalSchema(Schema):
    """A figure with its 95 % interval."""

    value = fields.Float(required=True)
    low = fields.Float(required=True)
    high = fields.Float(required=True)


class JudgedWaySchema(Schema):
    """What a way would have earned a decision, in minor units, beside what was earned.

    `effective` is how many logged decisions tell of it. Without a figure, or with a `caution`, they do not
    tell enough.
    """

    strategy = fields.String(required=True)
    name = fields.String(required=True)
    value = fields.Nested(JudgedIntervalSchema, required=True, allow_none=True)
    gain = fields.Nested(JudgedIntervalSchema, required=True, allow_none=True)
    effective = fields.Float(required=True)
    caution = fields.String(required=True)
    sentence = fields.String(required=True)


class JudgedSchema(Schema):
    """Every way judged by the decisions of so many days."""

    days = fields.Integer(required=True)
    decisions = fields.Integer(required=True)
    earned_minor = fields.Float(required=True, metadata={"description": "What a decision earned."})
    ways = fields.List(fields.Nested(JudgedWaySchema), required=True)


class JudgedAskedSchema(Schema):
    """How far back."""

    days = fields.Integer(load_default=90, validate=validate.Range(1, 365))
