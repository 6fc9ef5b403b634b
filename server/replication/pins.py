"""Pinning customers to a tablet over HTTP."""

from __future__ import annotations

from flask_smorest import Blueprint
from marshmallow import Schema, fields

from server.api import URL_PREFIX, current_actor, limiter, now_ms, requires
from server.customers import pins
from server.customers.api import CUSTOMER
from server.database import db
from server.fields import PlainText
from server.privacy.api import log_shown

blueprint = Blueprint(
    "pins", __name__, url_prefix=f"{URL_PREFIX}/sync/pins", description="Visitors that one tablet holds."
)

PIN_LIMIT = "30 per minute"
"""More than anybody serves, and hopeless for whoever tries card numbers at random."""


class NewPinSchema(Schema):
    """Who stands in front of the tablet: the number of the card that she shows."""

    card = PlainText(least=4, most=40, required=True)


class PinnedSchema(Schema):
    """Whom the tablet holds from its next pull on, and until when."""

    customer_id = fields.Integer(required=True)
    until_ms = fields.Integer(required=True)


@blueprint.route("", methods=["POST"])
@limiter.limit(PIN_LIMIT)
@requires("device")
@blueprint.arguments(NewPinSchema)
@blueprint.response(201, PinnedSchema)
def pin(given: dict[str, str]) -> pins.Pin:
    """Hold a customer of another store for a day."""
    session, device, at_ms = db.session(), current_actor(), now_ms()
    customer_id = pins.find(session, given["card"])
    log_shown([customer_id], "pin")
    pinned = pins.pin(session, device_id=device.id, customer_id=customer_id, now_ms=at_ms)
    session.commit()
    return pinned


@blueprint.route(f"/{CUSTOMER}", methods=["DELETE"])
@requires("device")
@blueprint.response(204)
def unpin(customer_id: int) -> None:
    """Let a visitor go."""
    session = db.session()
    pins.unpin(session, device_id=current_actor().id, customer_id=customer_id)
    session.commit()
