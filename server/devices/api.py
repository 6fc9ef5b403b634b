"""The life of a tablet over REST: enrolment, sign-in on it, its contacts, and its receipt when it is over."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import structlog
from flask_smorest import Blueprint

from server.api import URL_PREFIX, current_actor, limiter, new_id, now_ms, public, requires, runtime
from server.database import db
from server.devices import keys, parting, reports, service
from server.devices.schemas import (
    DeviceContactAnswerSchema,
    DeviceContactSchema,
    DeviceSignInSchema,
    EnrolmentSchema,
    EnrolSchema,
    PinSchema,
    ReceiptSchema,
    ReportSchema,
)
from server.staff import service as staff
from server.staff.api import SIGN_IN_LIMIT

blueprint = Blueprint("devices", __name__, url_prefix=f"{URL_PREFIX}/devices", description="Tablets.")

ENROL_LIMIT = "20 per minute"
CONTACT_LIMIT = "600 per minute"
"""For one address: a store's tablets share one, and each makes contact every few minutes."""

HOUR_MS = 3_600_000

log = structlog.get_logger()


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
    config = runtime().config
    answer = {
        "associate": person,
        "unlock_share": service.unlock_share(session, tablet.id),
        "pin_share": b64encode(keys.pin_share(config.secret_key, tablet.id, person.id)).decode(),
        "pin_share_expires_ms": at_ms + config.share_hours * HOUR_MS,
        "pin_mark": staff.pin_mark(config.secret_key, person),
        "server_ms": at_ms,
        "terms": parting.terms(session, config, tablet.id),
    }
    session.commit()
    return answer


@blueprint.route("/contact", methods=["POST"])
@limiter.limit(CONTACT_LIMIT)
@requires("device")
@blueprint.arguments(DeviceContactSchema)
@blueprint.response(200, DeviceContactAnswerSchema)
def contact(said: dict[str, Any]) -> dict[str, object]:
    """A tablet says that it is there, locked or open, and hears how it and its associates stand.

    Only for the associate at work a share lives on: a tablet that lies locked somewhere runs out.
    """
    tablet, session, at_ms, config = current_actor(), db.session(), now_ms(), runtime().config
    service.record_seen(session, tablet.id, at_ms)
    if said["model"] is not None:
        service.record_model(session, tablet.id, **said["model"])
    marks = {each["associate_id"]: each["pin_mark"] for each in said["associates"]}
    standings = staff.standings(session, config.secret_key, str(tablet.store_id), marks)
    renewed = at_ms + config.share_hours * HOUR_MS
    answer: dict[str, object] = {
        "server_ms": at_ms,
        "terms": parting.terms(session, config, tablet.id),
        "associates": [
            {
                "id": key,
                "standing": standing,
                "pin_share_expires_ms": renewed
                if standing == "current" and marks[key] and key == said["at_work"]
                else None,
            }
            for key, standing in standings.items()
        ],
        "taken_in": parting.taken_in(session, str(tablet.store_id), said["sealed"]),
    }
    session.commit()
    return answer


@blueprint.route("/diagnostics", methods=["POST"])
@limiter.limit(ENROL_LIMIT)
@requires("device")
@blueprint.arguments(ReportSchema)
@blueprint.response(204)
def give_diagnostics(said: dict[str, str]) -> None:
    """A tablet reports on itself: versions, counts, states and times; nothing of a customer."""
    session, tablet, at_ms = db.session(), current_actor(), now_ms()
    service.record_seen(session, tablet.id, at_ms)
    reports.keep(session, tablet.id, said["text"], at_ms)
    session.commit()


@blueprint.route("/receipt", methods=["POST"])
@public
@limiter.limit(ENROL_LIMIT)
@blueprint.arguments(ReceiptSchema)
@blueprint.response(204)
def give_receipt(said: dict[str, Any]) -> None:
    """A tablet has destroyed its keys; it has no token any more, so the receipt itself says who it is."""
    session = db.session()
    parting.record_receipt(session, secret_key=runtime().config.secret_key, now_ms=now_ms(), **said)
    session.commit()
    log.info("tablet_wiped", device=said["device_id"], reason=said["reason"], unsent=said["unsent"])
