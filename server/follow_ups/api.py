"""Notes on customers over REST."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields

from server.api import URL_PREFIX, current_actor, new_id, now_ms, requires
from server.customers import service as customers
from server.customers.api import CUSTOMER
from server.database import db
from server.fields import PlainText
from server.follow_ups import service
from server.privacy.api import log_shown
from shared.operation_people import MANAGER_NOTE
from shared.operations import NOTE_LIMIT

blueprint = Blueprint(
    "follow_ups", __name__, url_prefix=f"{URL_PREFIX}/customers", description="Notes on customers."
)


class NewNoteSchema(Schema):
    """What to remember. Leave health, faith and politics out of it."""

    text = PlainText(least=1, most=NOTE_LIMIT, required=True)
    for_managers = fields.Boolean(
        load_default=False, metadata={"description": "Only managers and its author read it."}
    )


class ContactSchema(Schema):
    """One contact on a customer's timeline."""

    id = fields.String(required=True)
    store_id = fields.String(required=True)
    associate_id = fields.String(required=True)
    kind = fields.String(required=True)
    text = fields.String(required=True)
    at_ms = fields.Integer(required=True)


class TimelineSchema(Schema):
    """The latest contacts, newest first."""

    notes = fields.List(fields.Nested(ContactSchema), required=True)


@blueprint.route(f"/{CUSTOMER}/notes", methods=["GET"])
@requires("staff", "associate", "device")
@blueprint.response(200, TimelineSchema)
def notes(customer_id: int) -> dict[str, object]:
    """A customer's timeline."""
    session = db.session()
    customers.check_visible(session, customer_id, current_actor())
    contacts = service.timeline(session, customer_id, current_actor())
    log_shown([customer_id], "timeline")
    return {"notes": contacts}


@blueprint.route(f"/{CUSTOMER}/notes", methods=["POST"])
@requires("associate")
@blueprint.arguments(NewNoteSchema)
@blueprint.response(201, ContactSchema)
def add_note(given: dict[str, Any], customer_id: int) -> service.ContactView:
    """Leave a note; only an associate, who stands beside the customer, writes one."""
    session, actor = db.session(), current_actor()
    customers.check_visible(session, customer_id, actor)
    note = service.add_note(
        session,
        interaction_id=new_id(),
        customer_id=customer_id,
        store_id=str(actor.store_id),
        associate_id=actor.id,
        text=given["text"],
        at_ms=now_ms(),
        kind=MANAGER_NOTE if given["for_managers"] else "note",
    )
    session.commit()
    return note
