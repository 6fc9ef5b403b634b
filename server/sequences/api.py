"""Sequences of follow-ups over REST, for staff."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields

from server.actors import PUBLISHING_ROLES
from server.api import URL_PREFIX, current_actor, now_ms, requires
from server.database import begin_reading, db
from server.sequences import service
from shared.sequences import FollowUpSequence

blueprint = Blueprint(
    "sequences", __name__, url_prefix=f"{URL_PREFIX}/sequences", description="Sequences of follow-ups."
)


class StepSchema(Schema):
    """What is suggested so many days after the purchase: a `task`, or a `message` to write."""

    after_days = fields.Integer(required=True)
    deed = fields.String(required=True)
    title = fields.String(required=True)
    text = fields.String(required=True)


class SequenceSchema(Schema):
    """A sequence begins with a customer's latest purchase and ends with her next one, or with her word.

    `starts_with`: first_purchase, big_purchase (of `least` dollars), bought (something of the category or
    department `about`), or silence (after `least` purchases).
    """

    id = fields.String(required=True)
    name = fields.String(required=True)
    starts_with = fields.String(required=True)
    about = fields.String(required=True, allow_none=True)
    least = fields.Integer(required=True, allow_none=True)
    steps = fields.List(fields.Nested(StepSchema), required=True)
    is_on = fields.Boolean(required=True)


class SequencesSchema(Schema):
    """All of them; of several that are due for a customer the first counts."""

    sequences = fields.List(fields.Nested(SequenceSchema), required=True)


class SwitchSchema(Schema):
    """On or off."""

    is_on = fields.Boolean(required=True)


@blueprint.route("", methods=["GET"])
@requires("staff")
@blueprint.response(200, SequencesSchema)
def list_sequences() -> dict[str, object]:
    """Every sequence."""
    session = db.session()
    begin_reading(session)
    return {"sequences": service.sequences(session)}


@blueprint.route("/<string(maxlength=36):sequence_id>", methods=["PATCH"])
@requires("staff", roles=PUBLISHING_ROLES)
@blueprint.arguments(SwitchSchema)
@blueprint.response(200, SequenceSchema)
def switch(given: dict[str, Any], sequence_id: str) -> FollowUpSequence:
    """Switch a sequence on or off."""
    session = db.session()
    found = service.switch(session, sequence_id, is_on=given["is_on"], by=current_actor().id, now_ms=now_ms())
    session.commit()
    return found
