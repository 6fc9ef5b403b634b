"""How visits were rated, over REST."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from server.actors import Actor
from server.api import URL_PREFIX, current_actor, now_ms, requires, store_asked
from server.database import begin_reading, db
from server.fields import PlainText
from server.ratings import service
from server.ratings.service import StoreRatings
from shared.clock import DAY_MS
from shared.errors import InvalidInput
from shared.operation_people import MANAGER

blueprint = Blueprint(
    "visit-ratings", __name__, url_prefix=URL_PREFIX, description="How customers found their visits."
)

USUAL_DAYS = 28
_MOMENT = validate.Range(min=0, max=4_133_980_800_000)


class PeriodSchema(Schema):
    """Which time, and which store: staff may name one or leave it out, everybody else is in one."""

    store_id = PlainText(least=1, most=20)
    since_ms = fields.Integer(
        validate=_MOMENT, metadata={"description": "28 days before the end if left out."}
    )
    until_ms = fields.Integer(
        validate=_MOMENT, metadata={"description": "Now if left out; not in the time itself."}
    )


class RatingFiguresSchema(Schema):
    """How many visits were rated, the mean (null if none), and how often each of 1 to 5 was given."""

    count = fields.Integer(required=True)
    average = fields.Float(required=True, allow_none=True)
    counts = fields.List(fields.Integer(), required=True)


class AssociateRatingsSchema(Schema):
    """What was said of visits that one associate looked after."""

    associate_id = fields.String(required=True)
    figures = fields.Nested(RatingFiguresSchema, required=True)


class StoreRatingsSchema(Schema):
    """One store, altogether and by associate."""

    store_id = fields.String(required=True)
    figures = fields.Nested(RatingFiguresSchema, required=True)
    associates = fields.List(fields.Nested(AssociateRatingsSchema), required=True)


class RatingsSchema(Schema):
    """Every store with a rating in that time; the time as it was understood."""

    since_ms = fields.Integer(required=True)
    until_ms = fields.Integer(required=True)
    stores = fields.List(fields.Nested(StoreRatingsSchema), required=True)


@blueprint.route("/visit-ratings")
@requires("staff", "associate", "device")
@blueprint.arguments(PeriodSchema, location="query")
@blueprint.response(200, RatingsSchema)
def visit_ratings(given: dict[str, Any]) -> dict[str, object]:
    """How visits were rated; of a store's associates everybody but its manager sees only herself."""
    session = db.session()
    begin_reading(session)
    until_ms = given.get("until_ms", now_ms())
    since_ms = given.get("since_ms", max(0, until_ms - USUAL_DAYS * DAY_MS))
    if since_ms >= until_ms:
        raise InvalidInput("The time ends before it begins. Turn the two around.", until_ms="before since_ms")
    found = service.figures(session, since_ms=since_ms, until_ms=until_ms, store_id=store_asked(given))
    actor = current_actor()
    return {"since_ms": since_ms, "until_ms": until_ms, "stores": [_as_seen_by(actor, one) for one in found]}


def _as_seen_by(actor: Actor, store: StoreRatings) -> StoreRatings:
    if actor.kind != "associate" or actor.role == MANAGER:
        return store
    own = tuple(each for each in store.associates if each.associate_id == actor.id)
    return replace(store, associates=own)
