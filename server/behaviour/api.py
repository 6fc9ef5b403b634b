"""What customers do, told by other systems over REST as it happens."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from server.actors import PUBLISHING_ROLES
from server.api import URL_PREFIX, now_ms, requires
from server.behaviour import intake
from server.behaviour.intake import KINDS, MOST_EVENTS, Taken
from server.database import db
from server.fields import PlainText

blueprint = Blueprint(
    "behaviour", __name__, url_prefix=f"{URL_PREFIX}/behaviour", description="What customers do."
)
MOST_ID = 9_007_199_254_740_991


class BehaviourEventSchema(Schema):
    """Something that a customer did: viewed, searched for or carted a product online, or arrived in a store.

    `id` is the source's own: whatever is sent twice is kept once.
    """

    id = PlainText(required=True, least=1, most=64)
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    customer_id = fields.Integer(required=True, strict=True, validate=validate.Range(0, MOST_ID))
    product_id = fields.Integer(
        load_default=None, allow_none=True, strict=True, validate=validate.Range(0, MOST_ID)
    )
    store_id = PlainText(load_default=None, allow_none=True, least=1, most=20)
    at_ms = fields.Integer(required=True, strict=True, validate=validate.Range(0, MOST_ID))


class BehaviourEventsSchema(Schema):
    """Events of any kinds, in any order."""

    events = fields.List(
        fields.Nested(BehaviourEventSchema), required=True, validate=validate.Length(1, MOST_EVENTS)
    )


class RefusedEventSchema(Schema):
    """An event that cannot be kept, and why."""

    id = fields.String(required=True)
    reason = fields.String(required=True)


class TakenEventsSchema(Schema):
    """How many events are kept, how many were known already, and which cannot be."""

    kept = fields.Integer(required=True)
    known = fields.Integer(required=True)
    refused = fields.List(fields.Nested(RefusedEventSchema), required=True)


@blueprint.route("/events", methods=["POST"])
@requires("staff", roles=PUBLISHING_ROLES)
@blueprint.arguments(BehaviourEventsSchema)
@blueprint.response(200, TakenEventsSchema)
def take_in(given: dict[str, Any]) -> Taken:
    """Tell what customers have just done; tablets of their stores know within seconds."""
    session = db.session()
    taken = intake.take_in(session, given["events"], now_ms())
    session.commit()
    return taken
