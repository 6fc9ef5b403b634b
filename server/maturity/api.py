"""Where the retailer stands, over REST, for staff."""

from __future__ import annotations

from flask_smorest import Blueprint
from marshmallow import Schema, fields

from server.api import URL_PREFIX, now_ms, requires
from server.database import begin_reading, db
from server.maturity import service

blueprint = Blueprint(
    "maturity", __name__, url_prefix=URL_PREFIX, description="How far personalization has come."
)


class EvidenceSchema(Schema):
    """What a stage requires and what there is of it; counting ends at ten thousand."""

    fact = fields.String(required=True)
    words = fields.String(required=True)
    least = fields.Integer(required=True)
    many = fields.Integer(required=True)
    at_ms = fields.Integer(required=True, allow_none=True)
    example = fields.String(required=True)
    is_there = fields.Boolean(required=True)
    how = fields.String(required=True)


class MaturityStageSchema(Schema):
    """A stage: reached, next, or ahead of the next."""

    name = fields.String(required=True)
    words = fields.String(required=True)
    state = fields.String(required=True, metadata={"enum": ["reached", "next", "ahead"]})
    evidence = fields.List(fields.Nested(EvidenceSchema), required=True)


class MaturityModelSchema(Schema):
    """A model; of an ordered one the first `reached` stages are reached."""

    key = fields.String(required=True)
    name = fields.String(required=True)
    words = fields.String(required=True)
    is_ordered = fields.Boolean(required=True)
    reached = fields.Integer(required=True)
    stages = fields.List(fields.Nested(MaturityStageSchema), required=True)


class MaturitySchema(Schema):
    """All five models."""

    models = fields.List(fields.Nested(MaturityModelSchema), required=True)


@blueprint.route("/maturity")
@requires("staff")
@blueprint.response(200, MaturitySchema)
def maturity() -> dict[str, object]:
    """Where the retailer stands on each model, with the evidence."""
    session = db.session()
    begin_reading(session)
    return {"models": service.standing(session, now_ms())}
