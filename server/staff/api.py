"""Signing in and out over REST, for staff and for associates on their tablets."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, ValidationError, fields, validates_schema

from server.actors import Actor
from server.api import (
    URL_PREFIX,
    bearer_token,
    current_actor,
    limiter,
    now_ms,
    public,
    requires,
    runtime,
)
from server.database import begin_reading, db
from server.errors import Forbidden
from server.fields import PlainText
from server.staff import service

blueprint = Blueprint("sessions", __name__, url_prefix=URL_PREFIX, description="Signing in and out.")

SIGN_IN_LIMIT = "60 per minute"
"""For one address; a whole store may share one. Single PINs are guarded by their own growing delay."""

_PAIRS = ({"email", "password"}, {"number", "pin"})


class SignInSchema(Schema):
    """Staff give e-mail and password; an associate gives number and PIN under her tablet's token."""

    email = PlainText(least=1)
    password = PlainText(least=1, load_only=True)
    number = PlainText(least=1, most=12)
    pin = PlainText(least=1, most=12, load_only=True)

    @validates_schema
    def one_pair(self, data: dict[str, Any], **_: Any) -> None:
        """Exactly one of the two pairs was given."""
        if set(data) not in _PAIRS:
            raise ValidationError("Give e-mail and password, or number and PIN.", "sign_in")


class SessionSchema(Schema):
    """The token to send as bearer, until when it is good, and who was recognised."""

    access_token = fields.String(required=True)
    expires_ms = fields.Integer(required=True)
    kind = fields.String(required=True)
    name = fields.String(required=True)
    role = fields.String(required=True)


@blueprint.route("/sessions", methods=["POST"])
@public
@limiter.limit(SIGN_IN_LIMIT)
@blueprint.arguments(SignInSchema)
@blueprint.response(201, SessionSchema)
def sign_in(given: dict[str, str]) -> dict[str, object]:
    """Sign in."""
    session = db.session()
    actor = _staff(given) if "email" in given else _associate(given)
    session.rollback()
    token, expires_ms = service.issue_token(
        session, actor, now_ms=now_ms(), random_bytes=runtime().config.random_bytes
    )
    session.commit()
    return {
        "access_token": token,
        "expires_ms": expires_ms,
        "kind": actor.kind,
        "name": actor.name,
        "role": actor.role,
    }


def _staff(given: dict[str, str]) -> Actor:
    session = db.session()
    begin_reading(session)
    return service.actor_of(service.check_password(session, given["email"], given["password"]))


def _associate(given: dict[str, str]) -> Actor:
    tablet = current_actor()
    if tablet.kind != "device" or tablet.store_id is None:
        raise Forbidden("Associates sign in on their store's tablets.")
    session = db.session()
    person = service.verify_pin(session, tablet.store_id, given["number"], given["pin"], now_ms())
    session.commit()
    return service.actor_of_associate(person, tablet.device_id)


@blueprint.route("/sessions", methods=["DELETE"])
@requires("staff", "associate")
@blueprint.response(204)
def sign_out() -> None:
    """Sign out: the token opens nothing any more."""
    session = db.session()
    service.forget_token(session, bearer_token())
    session.commit()
