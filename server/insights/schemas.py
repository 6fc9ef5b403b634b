"""Results of trials as they are told over REST. Money is in minor units, shares are parts of one."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from server.insights.results import ArmResult, Results, SegmentResult
from server.insights.service import Brief


class SpanSchema(Schema):
    """A figure and between what it lies."""

    value = fields.Float(required=True)
    low = fields.Float(required=True)
    high = fields.Float(required=True)


class OutcomeSchema(Schema):
    """A metric of an arm beside its control.

    `difference`, `uplift` and `p_value` may be read every day, `at_one_look` holds for one look that was
    decided beforehand. `decisive` and `decisive_uplift` are those by which the verdict is given. All are null
    where nothing may be said yet; `why` says what is missing.
    """

    metric = fields.String(required=True)
    arm = fields.String(required=True)
    control = fields.Float(required=True, allow_none=True)
    treated = fields.Float(required=True, allow_none=True)
    difference = fields.Nested(SpanSchema, required=True, allow_none=True)
    uplift = fields.Nested(SpanSchema, required=True, allow_none=True)
    p_value = fields.Float(required=True, allow_none=True)
    at_one_look = fields.Nested(SpanSchema, required=True, allow_none=True)
    decisive = fields.Nested(SpanSchema, required=True, allow_none=True)
    decisive_uplift = fields.Nested(SpanSchema, required=True, allow_none=True)
    earned = fields.Nested(SpanSchema, required=True, allow_none=True)
    saved = fields.Float(required=True, metadata={"description": "Part of the variance that CUPED took off."})
    why = fields.String(required=True)


class ArmResultSchema(Schema):
    """What one arm did; `weight` is how many of ten thousand customers are meant to be in it."""

    key = fields.String(required=True)
    name = fields.String(required=True)
    weight = fields.Integer(required=True)
    is_control = fields.Boolean(required=True)
    customers = fields.Integer(required=True)
    buyers = fields.Integer(required=True)
    purchases = fields.Integer(required=True)
    redeemers = fields.Integer(required=True)
    redemptions = fields.Integer(required=True)
    revenue_minor = fields.Integer(required=True)
    per_customer_minor = fields.Float(required=True, allow_none=True)


class SegmentResultSchema(Schema):
    """The trial's metric in a segment; `adjusted_p` makes up for there being many segments."""

    kind = fields.String(required=True)
    segment = fields.String(required=True)
    name = fields.String(required=True)
    customers = fields.Integer(required=True)
    outcome = fields.Nested(OutcomeSchema, required=True)
    adjusted_p = fields.Float(required=True, allow_none=True)
    stands_out = fields.Boolean(required=True)


class SplitSchema(Schema):
    """Customers of each arm beside those that were planned; a mismatch makes all else worthless."""

    observed = fields.List(fields.Integer(), required=True)
    expected = fields.List(fields.Float(), required=True)
    p_value = fields.Float(required=True)
    is_mismatch = fields.Boolean(required=True)


class LateSchema(Schema):
    """What had happened before the last reading and came in after it."""

    day = fields.String(required=True)
    taken_ms = fields.Integer(required=True)
    exposures = fields.Integer(required=True)
    purchases = fields.Integer(required=True)


class MissingSchema(Schema):
    """What the figures do not hold: silent tablets, changes not counted, exposures set aside or nameless."""

    tablets = fields.Integer(required=True)
    silent_since_ms = fields.Integer(required=True, allow_none=True)
    waiting = fields.Integer(required=True)
    erased = fields.Integer(required=True)
    set_aside = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    late = fields.Nested(LateSchema, required=True, allow_none=True)


class VerdictSchema(Schema):
    """What is to be thought of it, in a word and a sentence."""

    kind = fields.String(required=True)
    sentence = fields.String(required=True)
    arm = fields.String(required=True, allow_none=True)


class TrialBriefSchema(Schema):
    """A trial in the list."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    kind = fields.String(required=True)
    surface = fields.String(required=True)
    phase = fields.String(required=True)
    customers = fields.Integer(required=True)
    verdict = fields.Nested(VerdictSchema, required=True)


class EarnedSchema(Schema):
    """What trials that run or ended lately brought beyond their controls; null while none can say it."""

    amount = fields.Nested(SpanSchema, required=True, allow_none=True)
    trials = fields.Integer(required=True)
    untold = fields.Integer(required=True)


class TrialsSchema(Schema):
    """Every trial, and what they earned."""

    earned = fields.Nested(EarnedSchema, required=True)
    trials = fields.List(fields.Nested(TrialBriefSchema), required=True)


class TrialResultsSchema(TrialBriefSchema):
    """What a trial earned so far."""

    metric = fields.String(required=True)
    control = fields.String(required=True)
    arms = fields.List(fields.Nested(ArmResultSchema), required=True)
    split = fields.Nested(SplitSchema, required=True, allow_none=True)
    outcomes = fields.List(fields.Nested(OutcomeSchema), required=True)
    guard_rails = fields.List(fields.Nested(OutcomeSchema), required=True)
    segments = fields.List(fields.Nested(SegmentResultSchema), required=True)
    crossed = fields.Integer(required=True)
    missing = fields.Nested(MissingSchema, required=True)


class PointSchema(Schema):
    """What a reading said of an arm."""

    arm = fields.String(required=True)
    customers = fields.Integer(required=True)
    difference = fields.Nested(SpanSchema, required=True, allow_none=True)
    uplift = fields.Nested(SpanSchema, required=True, allow_none=True)


class ReadingSchema(Schema):
    """What was said on a day; it never changes."""

    day = fields.String(required=True)
    taken_ms = fields.Integer(required=True)
    customers = fields.Integer(required=True)
    points = fields.List(fields.Nested(PointSchema), required=True)
    verdict = fields.String(required=True)
    sentence = fields.String(required=True)


class ReadingsSchema(Schema):
    """All readings of a trial, the first one first."""

    readings = fields.List(fields.Nested(ReadingSchema), required=True)


def brief_of(brief: Brief) -> dict[str, Any]:
    """A trial as `TrialBriefSchema` tells it."""
    return _head(brief.results)


def results_of(found: Results) -> dict[str, Any]:
    """Results as `TrialResultsSchema` tells them."""
    return _head(found) | {
        "metric": found.metric,
        "control": found.started.trial.control,
        "arms": [_arm(each) for each in found.arms],
        "split": found.split,
        "outcomes": [*found.main, *found.others],
        "guard_rails": found.guards,
        "segments": [_segment(each) for each in found.segments],
        "crossed": found.crossed,
        "missing": found.missing,
    }


def _head(found: Results) -> dict[str, Any]:
    started = found.started
    return {
        "id": started.trial.id, "name": started.trial.name, "kind": started.kind, "surface": started.surface,
        "phase": found.phase, "customers": found.customers, "verdict": found.verdict,
    }  # fmt: skip


def _arm(each: ArmResult) -> dict[str, Any]:
    sums = each.sums
    return {
        "key": each.arm.key, "name": each.arm.name, "weight": each.arm.weight, "is_control": each.is_control,
        "customers": sums.customers, "buyers": sums.buyers, "purchases": sums.purchases,
        "redeemers": sums.redeemers, "redemptions": sums.redemptions, "revenue_minor": sums.spent,
        "per_customer_minor": each.per_customer,
    }  # fmt: skip


def _segment(each: SegmentResult) -> dict[str, Any]:
    return {
        "kind": each.segment.kind, "segment": each.segment.name, "name": each.name,
        "customers": each.customers, "outcome": each.outcome, "adjusted_p": each.adjusted_p,
        "stands_out": each.stands_out,
    }  # fmt: skip
