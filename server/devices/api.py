"""Enrolling a tablet, and signing in on it."""

from __future__ import annotations

from flask_smorest import Blueprint
from marshmallow import Schema, fields

from server.api import URL_PREFIX, current_actor, limiter, new_id, now_ms, public, requires, runtime
from server.database import db
from server.devices import service
from server.fields import PlainText
from server.staff import service as staff
from server.staff.api import SIGN_IN_LIMIT

blueprint = Blueprint("devices", __name__, url_prefix=f"{URL_PREFIX}/devices", description="Tablets.")

ENROL_LIMIT = "20 per minute"


class EnrolSchema(Schema):
    """The one-time code as HQ read it out, and what the tablet is called."""

    code = PlainText(least=1, most=20, required=True)
    device_name = PlainText(least=1, most=80, required=True)
    app_version = PlainText(least=1, most=40, required=True)


class StoreSchema(Schema):
    """The store the tablet now belongs to."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    time_zone = fields.String(required=True)


class EnrolmentSchema(Schema):
    """What the tablet keeps; the token is told this once."""

    device_id = fields.String(required=True)
    device_token = fields.String(required=True)
    unlock_share = fields.String(required=True, metadata={"description": "32 bytes, base64"})
    store = fields.Nested(StoreSchema, required=True)


class PinSchema(Schema):
    """What an associate types."""

    number = PlainText(least=1, most=12, required=True)
    pin = PlainText(least=1, most=12, required=True)


class AssociateSchema(Schema):
    """Who has signed in."""

    id = fields.String(required=True)
    number = fields.String(required=True)
    name = fields.String(required=True)
    role = fields.String(required=True)


class DeviceSignInSchema(Schema):
    """The server's parts of the keys that open the replica offline, for 72 hours."""

    associate = fields.Nested(AssociateSchema, required=True)
    unlock_share = fields.String(required=True)
    pin_share = fields.String(required=True)
    pin_share_expires_ms = fields.Integer(required=True)


@blueprint.route("/enrol", methods=["POST"])
@public
@limiter.limit(ENROL_LIMIT)
@blueprint.arguments(EnrolSchema)
@blueprint.response(201, EnrolmentSchema)
def enrol(given: dict[str, str]) -> service.Enrolment:
    """Enrol a tablet with a one-time code."""
    session = db.session()
    enrolment = service.enrol(
        session,
        code=given["code"],
        device_name=given["device_name"],
        app_version=given["app_version"],
        now_ms=now_ms(),
        new_id=new_id(),
        random_bytes=runtime().config.random_bytes,
    )
    session.commit()
    return enrolment


@blueprint.route("/sign-in", methods=["POST"])
@limiter.limit(SIGN_IN_LIMIT)
@requires("device")
@blueprint.arguments(PinSchema)
@blueprint.response(200, DeviceSignInSchema)
def sign_in(given: dict[str, str]) -> dict[str, object]:
    """An associate signs in on this tablet."""
    tablet, session, at_ms = current_actor(), db.session(), now_ms()
    person = staff.verify_pin(session, str(tablet.store_id), given["number"], given["pin"], at_ms)
    service.record_seen(session, tablet.id, at_ms)
    answer = {
        "associate": person,
        "unlock_share": service.unlock_share(session, tablet.id),
        "pin_share": service.pin_share(runtime().config.secret_key, tablet.id, person.id),
        "pin_share_expires_ms": at_ms + service.PIN_SHARE_LIFE_MS,
    }
    session.commit()
    return answer
