"""Sequences of follow-ups over REST, for staff."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields

from server.actors import PUBLISHING_ROLES
from server.api import URL_PREFIX, current_actor, new_id, now_ms, requires
from server.database import begin_reading, db
from server.sequences import beginning, service
from server.sequences.service import SequenceView
from server.sequences.standing import Standing, standing
from shared.clock import local_date
from shared.sequences import STOPS, FollowUpSequence, Step

blueprint = Blueprint(
    "sequences", __name__, url_prefix=f"{URL_PREFIX}/sequences", description="Sequences of follow-ups."
)
ONE = "/<string(maxlength=36):sequence_id>"


class StepSchema(Schema):
    """What is suggested so many days after the beginning: a `task`, a `message` to write, or an `offer`."""

    after_days = fields.Integer(required=True)
    deed = fields.String(required=True)
    title = fields.String(required=True)
    text = fields.String(load_default="")
    promotion_id = fields.String(load_default=None, allow_none=True)


class NewSequenceSchema(Schema):
    """What is written of a sequence.

    `starts_with`: first_purchase, big_purchase (of `least` dollars), bought (something of the category or
    department `about`), silence (after `least` purchases), left_in_cart, or audience (`about` is its id).
    `stops_with`: her reactions that end it, of purchase, word and offer.
    """

    name = fields.String(required=True)
    starts_with = fields.String(required=True)
    about = fields.String(load_default=None, allow_none=True)
    least = fields.Integer(load_default=None, allow_none=True)
    steps = fields.List(fields.Nested(StepSchema), required=True)
    stops_with = fields.List(fields.String(), load_default=lambda: list(STOPS))
    is_on = fields.Boolean(load_default=False)


class SequenceSchema(NewSequenceSchema):
    """A sequence as it stands; whoever changes it names the `version` she saw."""

    id = fields.String(required=True)
    version = fields.Integer(required=True)


class ChangedSequenceSchema(NewSequenceSchema):
    """The whole sequence as it is to stand, and the version that was seen."""

    version = fields.Integer(required=True)


class SequencesSchema(Schema):
    """All of them; of several that are due for a customer the first counts."""

    sequences = fields.List(fields.Nested(SequenceSchema), required=True)


class SwitchSchema(Schema):
    """On or off."""

    is_on = fields.Boolean(required=True)


class StepFiguresSchema(Schema):
    """How many stand at a step now, and what has become of it for everybody so far."""

    here = fields.Integer(required=True)
    done = fields.Integer(required=True)
    put_off = fields.Integer(required=True)
    unwanted = fields.Integer(required=True)


class SequenceStandingSchema(Schema):
    """How many are in a sequence now; `waiting` have not reached its first step."""

    in_it = fields.Integer(required=True)
    waiting = fields.Integer(required=True)
    steps = fields.List(fields.Nested(StepFiguresSchema), required=True)


@blueprint.route("", methods=["GET"])
@requires("staff")
@blueprint.response(200, SequencesSchema)
def list_sequences() -> dict[str, object]:
    """Every sequence."""
    session = db.session()
    begin_reading(session)
    return {"sequences": [_shown(each) for each in service.views(session)]}


@blueprint.route("", methods=["POST"])
@requires("staff", roles=PUBLISHING_ROLES)
@blueprint.arguments(NewSequenceSchema)
@blueprint.response(201, SequenceSchema)
def create(given: dict[str, Any]) -> dict[str, Any]:
    """Write a new sequence."""
    return _save(new_id(), given, None)


@blueprint.route(ONE, methods=["PUT"])
@requires("staff", roles=PUBLISHING_ROLES)
@blueprint.arguments(ChangedSequenceSchema)
@blueprint.response(200, SequenceSchema)
def change(given: dict[str, Any], sequence_id: str) -> dict[str, Any]:
    """Change a sequence."""
    service.get(db.session(), sequence_id)
    return _save(sequence_id, given, given.pop("version"))


@blueprint.route(ONE, methods=["PATCH"])
@requires("staff", roles=PUBLISHING_ROLES)
@blueprint.arguments(SwitchSchema)
@blueprint.response(200, SequenceSchema)
def switch(given: dict[str, Any], sequence_id: str) -> dict[str, Any]:
    """Switch a sequence on or off."""
    session = db.session()
    found = service.switch(
        session, sequence_id, is_on=given["is_on"], by=current_actor().id, now_ms=now_ms(), change_id=new_id()
    )
    _begin(sequence_id)
    session.commit()
    return _shown(found)


@blueprint.route(f"{ONE}/standing", methods=["GET"])
@requires("staff")
@blueprint.response(200, SequenceStandingSchema)
def who_is_in_it(sequence_id: str) -> Standing:
    """How many are in a sequence now, and what became of its steps."""
    session = db.session()
    begin_reading(session)
    return standing(session, service.get(session, sequence_id).sequence, now_ms(), most=0)


def _save(sequence_id: str, given: dict[str, Any], version: int | None) -> dict[str, Any]:
    session = db.session()
    steps = tuple(Step(**step) for step in given.pop("steps"))
    stops = tuple(given.pop("stops_with"))
    found = service.save(
        session, FollowUpSequence(sequence_id, **given, steps=steps, stops_with=stops), version=version,
        by=current_actor().id, now_ms=now_ms(), change_id=new_id(),
    )  # fmt: skip
    _begin(sequence_id)
    session.commit()
    return _shown(found)


def _begin(sequence_id: str) -> None:
    beginning.begin_one(db.session(), sequence_id, local_date(now_ms(), "UTC"), now_ms())


def _shown(view: SequenceView) -> dict[str, Any]:
    return asdict(view.sequence) | {"version": view.version}
