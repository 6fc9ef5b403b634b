"""Experiments as they look at the REST edge; what they mean is said by `shared.experiments`."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from server.experiments.drafts import LONGEST_HYPOTHESIS, METRICS, MOST_EFFECT
from server.experiments.permissions import STATUSES
from server.fields import AudienceRule, Bounded, PlainText
from server.promotions.schemas import LOCAL_TIME
from shared.experiments import STRATEGIES, SURFACES, WHOLE

_WALL_CLOCK = validate.Regexp(
    rf"\A{LOCAL_TIME}\Z", error="Give a date and a time, for example 2026-11-27T09:00."
)
_WAYS = sorted({way for ways in STRATEGIES.values() for way in ways})


class ExperimentVariantSchema(Schema):
    """One arm: its share of ten thousand customers, and what is done for them."""

    key = PlainText(least=1, most=40, required=True)
    name = PlainText(least=1, most=80, required=True)
    weight = Bounded(
        most=WHOLE, required=True, metadata={"description": "Of ten thousand; all of them sum to that."}
    )
    strategy = fields.String(
        required=True,
        validate=validate.OneOf(_WAYS),
        metadata={
            "description": "; ".join(f"{surface}: {', '.join(ways)}" for surface, ways in STRATEGIES.items())
        },
    )


class ExperimentFieldsSchema(Schema):
    """What may be changed before it starts. Times are wall-clock, in each store's own zone."""

    name = PlainText(least=1, most=80)
    hypothesis = PlainText(most=LONGEST_HYPOTHESIS)
    surface = fields.String(validate=validate.OneOf(SURFACES))
    metric = fields.String(validate=validate.OneOf(METRICS))
    audience = AudienceRule()
    variants = fields.List(fields.Nested(ExperimentVariantSchema), validate=validate.Length(max=8))
    control = PlainText(most=40, metadata={"description": "The key of the variant others are compared with."})
    starts_local = fields.String(validate=_WALL_CLOCK)
    ends_local = fields.String(validate=_WALL_CLOCK)
    store_ids = fields.List(
        PlainText(least=1, most=40),
        allow_none=True,
        validate=validate.Length(min=1, max=5000),
        metadata={"description": "Null for all stores."},
    )
    smallest_effect = Bounded(
        least=1, most=MOST_EFFECT, metadata={"description": "The smallest uplift worth finding, of 10,000."}
    )


class NewExperimentSchema(ExperimentFieldsSchema):
    """A draft to be made."""

    name = PlainText(least=1, most=80, required=True)
    surface = fields.String(required=True, validate=validate.OneOf(SURFACES))
    variants = fields.List(
        fields.Nested(ExperimentVariantSchema), required=True, validate=validate.Length(max=8)
    )
    control = PlainText(most=40, required=True)
    starts_local = fields.String(required=True, validate=_WALL_CLOCK)
    ends_local = fields.String(required=True, validate=_WALL_CLOCK)


class ExperimentSchema(Schema):
    """An experiment, where it runs, and how many customers have met it."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    hypothesis = fields.String(required=True)
    surface = fields.String(required=True, validate=validate.OneOf(SURFACES))
    metric = fields.String(required=True, validate=validate.OneOf(METRICS))
    audience = fields.Dict(required=True)
    variants = fields.List(fields.Nested(ExperimentVariantSchema), required=True)
    control = fields.String(required=True)
    starts_local = fields.String(required=True)
    ends_local = fields.String(required=True)
    store_ids = fields.List(fields.String(), required=True, allow_none=True)
    smallest_effect = fields.Integer(required=True)
    plan = fields.Dict(
        required=True, metadata={"description": "What was told of power and duration when it was submitted."}
    )
    status = fields.String(required=True, validate=validate.OneOf(STATUSES))
    phase = fields.String(required=True)
    version = fields.Integer(required=True)
    created_ms = fields.Integer(required=True)
    updated_ms = fields.Integer(required=True)
    created_by = fields.String(required=True)
    edited_by = fields.String(required=True)
    submitted_by = fields.String(required=True, allow_none=True)
    submitted_ms = fields.Integer(required=True, allow_none=True)
    approved_by = fields.String(required=True, allow_none=True)
    approved_ms = fields.Integer(required=True, allow_none=True)
    published_ms = fields.Integer(required=True, allow_none=True)
    stopped_ms = fields.Integer(required=True, allow_none=True)
    store_count = fields.Integer(required=True)
    exposures = fields.Integer(required=True)


class ExperimentsSchema(Schema):
    """The latest experiments, newest first."""

    experiments = fields.List(fields.Nested(ExperimentSchema), required=True)


class ExperimentApprovalSchema(Schema):
    """What is approved."""

    version = Bounded(
        least=1, required=True, metadata={"description": "The version that was read; another is refused."}
    )


class ExperimentReturnSchema(Schema):
    """Why it is sent back."""

    word = PlainText(least=1, most=400, required=True, metadata={"description": "What is to be changed."})


class ExperimentPlanSchema(Schema):
    """How long it takes and what it can find, from what the audience did in the last 90 days."""

    customers = fields.Integer(required=True)
    base = fields.Float(required=True)
    needed = fields.Integer(required=True, allow_none=True)
    of_arms = fields.List(fields.Integer(), required=True)
    needed_days = fields.Integer(required=True, allow_none=True)
    days = fields.Integer(required=True)
    expected = fields.Integer(required=True)
    finds = fields.Float(required=True, allow_none=True)
    power = fields.Float(required=True)
    level = fields.Float(required=True)
    is_enough = fields.Boolean(required=True)
    sentence = fields.String(required=True)


class ExposuresSchema(Schema):
    """How many customers met each arm, and how many exposures no result counts, by reason."""

    met = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    set_aside = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)


class ExperimentChangedPartSchema(Schema):
    """One part of what an experiment says, before and after, in plain words."""

    field = fields.String(required=True)
    label = fields.String(required=True)
    old = fields.String(required=True)
    new = fields.String(required=True)


class ExperimentChangeSchema(Schema):
    """Somebody did something with an experiment."""

    version = fields.Integer(required=True)
    kind = fields.String(required=True)
    by_id = fields.String(required=True)
    by_name = fields.String(required=True)
    at_ms = fields.Integer(required=True)
    note = fields.String(required=True)
    parts = fields.List(fields.Nested(ExperimentChangedPartSchema), required=True)


class ExperimentChangesSchema(Schema):
    """What happened, newest first."""

    changes = fields.List(fields.Nested(ExperimentChangeSchema), required=True)


class HoldoutSchema(Schema):
    """How many of a hundred customers are never made any offer, to compare with."""

    percent = Bounded(most=50, required=True)


class HoldoutStandsSchema(HoldoutSchema):
    """The holdout as it is, since when, and how many customers met either side of it."""

    since_ms = fields.Integer(required=True)
    met = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
