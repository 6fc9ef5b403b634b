"""What to say next to a customer, and whom to contact today, over REST."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields

from server.api import URL_PREFIX, current_actor, now_ms, requires, store_asked
from server.customers import service as customers
from server.customers.api import CUSTOMER, NamedSchema
from server.database import begin_reading, db
from server.fields import PlainText
from server.next_actions import advising
from server.privacy.api import log_shown
from shared.errors import InvalidInput

blueprint = Blueprint(
    "next-actions", __name__, url_prefix=URL_PREFIX, description="The most useful thing to do now."
)


class ActionSchema(Schema):
    """One thing worth doing, with its reason; `subject` names for good what it is about.

    `deed` is what doing it takes: say, close, ask_consent, ask_size, give_offer or give_guide.
    """

    kind = fields.String(required=True)
    subject = fields.String(required=True)
    deed = fields.String(required=True)
    title = fields.String(required=True)
    reason = fields.String(required=True)
    score = fields.Float(required=True)


class NextActionsSchema(Schema):
    """At most five actions, the most useful first; `occasion` is the event of her life that is near.

    Who does not let her data be used is only met with promises, offers and the question itself.
    """

    occasion = fields.String(required=True, allow_none=True)
    actions = fields.List(fields.Nested(ActionSchema), required=True)


class ToContactSchema(NamedSchema):
    """A customer to contact, on a channel on which she may be, and why."""

    customer_id = fields.Integer(required=True)
    channel = fields.String(required=True)
    action = fields.Nested(ActionSchema, required=True)


class TodaySchema(Schema):
    """Whom the store contacts today, the best reason first, and how many are left out.

    `made_today` are contacted already; of the others some were contacted too lately, some may not be, and
    some are beyond what a store contacts a day.
    """

    customers = fields.List(fields.Nested(ToContactSchema), required=True)
    made_today = fields.Integer(required=True)
    too_soon = fields.Integer(required=True)
    not_allowed = fields.Integer(required=True)
    beyond_today = fields.Integer(required=True)


class AskingStoreSchema(Schema):
    """Staff name the store, everybody else is in one."""

    store_id = PlainText(least=1, most=20)


@blueprint.route(f"/customers/{CUSTOMER}/next-actions")
@requires("staff", "associate", "device")
@blueprint.arguments(AskingStoreSchema, location="query")
@blueprint.response(200, NextActionsSchema)
def next_actions(given: dict[str, Any], customer_id: int) -> advising.Advice:
    """What to say to a customer now, in the store that asks."""
    session = db.session()
    home = customers.check_visible(session, customer_id, current_actor()).home_store_id
    advice = advising.advise(session, customer_id, store_id=store_asked(given) or home, now_ms=now_ms())
    log_shown([customer_id], "next actions")
    return advice


@blueprint.route("/next-actions/today")
@requires("staff", "associate", "device")
@blueprint.arguments(AskingStoreSchema, location="query")
@blueprint.response(200, TodaySchema)
def today(given: dict[str, Any]) -> advising.Contacts:
    """Whom a store contacts today; staff name the store."""
    session, store_id = db.session(), store_asked(given)
    begin_reading(session)
    if store_id is None:
        raise InvalidInput("Name the store that is to contact its customers.", store_id="missing")
    found = advising.contacts_today(session, store_id, now_ms())
    log_shown([each.customer_id for each in found.customers], "contact today")
    return found
