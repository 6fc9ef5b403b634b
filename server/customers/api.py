"""Looking customers up over REST. Searching is a POST: no name and no number in an address or a log."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields

from server.api import URL_PREFIX, current_actor, now_ms, requires
from server.customers import service
from server.database import begin_reading, db
from server.fields import Bounded, PlainText
from server.privacy.api import log_shown

blueprint = Blueprint(
    "customers", __name__, url_prefix=f"{URL_PREFIX}/customers", description="Customers and their look-up."
)

CUSTOMER = "<int(max=9007199254740991):customer_id>"
"""In a path: whole numbers that every JSON reader holds exactly."""


class SearchSchema(Schema):
    """A name, the beginning of one, some digits, an e-mail address or a loyalty number."""

    query = PlainText(least=1, most=100, required=True)
    limit = Bounded(least=1, most=service.MAX_RESULTS, load_default=20)


class NamedSchema(Schema):
    """A customer by name and standing, wherever she is shown."""

    given_name = fields.String(required=True)
    family_name = fields.String(required=True)
    tier = fields.String(required=True)


class CustomerRowSchema(NamedSchema):
    """A customer in a list."""

    id = fields.Integer(required=True)
    phone = fields.String(required=True, allow_none=True)
    email = fields.String(required=True, allow_none=True)
    loyalty_number = fields.String(required=True, allow_none=True)
    home_store_id = fields.String(required=True, allow_none=True)


class SearchResultSchema(Schema):
    """The customers found, by name."""

    customers = fields.List(fields.Nested(CustomerRowSchema), required=True)


class ConsentSchema(Schema):
    """A customer's last word on one purpose and channel."""

    purpose = fields.String(required=True)
    channel = fields.String(required=True)
    granted = fields.Boolean(required=True)
    at_ms = fields.Integer(required=True)


class FiguresSchema(Schema):
    """How a customer shops; amounts in minor units, gaps in days."""

    lifetime_minor = fields.Integer(required=True)
    spend_12m_minor = fields.Integer(required=True)
    spend_previous_12m_minor = fields.Integer(required=True)
    visits_12m = fields.Integer(required=True)
    visits_90d = fields.Integer(required=True)
    visits_previous_90d = fields.Integer(required=True)
    spend_90d_minor = fields.Integer(required=True)
    spend_previous_90d_minor = fields.Integer(required=True)
    average_basket_minor = fields.Integer(required=True)
    last_visit_ms = fields.Integer(required=True, allow_none=True)
    days_since_visit = fields.Integer(required=True, allow_none=True)
    usual_gap_days = fields.Integer(required=True, allow_none=True)


class GlanceSchema(CustomerRowSchema):
    """A customer at a glance; without her consent `departments` is empty."""

    birthday = fields.String(required=True, allow_none=True)
    since = fields.String(required=True, allow_none=True)
    preferred_channel = fields.String(required=True, allow_none=True)
    may_personalize = fields.Boolean(required=True)
    consents = fields.List(fields.Nested(ConsentSchema), required=True)
    figures = fields.Nested(FiguresSchema, required=True)
    departments = fields.List(fields.String(), required=True)


@blueprint.route("/search", methods=["POST"])
@requires("staff", "associate", "device")
@blueprint.arguments(SearchSchema)
@blueprint.response(200, SearchResultSchema)
def search(given: dict[str, Any]) -> dict[str, object]:
    """Find customers."""
    session = db.session()
    begin_reading(session)
    found = service.search(session, given["query"], current_actor(), given["limit"])
    log_shown([customer.id for customer in found], "search")
    return {"customers": found}


@blueprint.route(f"/{CUSTOMER}")
@requires("staff", "associate", "device")
@blueprint.response(200, GlanceSchema)
def glance(customer_id: int) -> dict[str, object]:
    """A customer at a glance."""
    seen = service.glance(db.session(), customer_id, current_actor(), now_ms())
    log_shown([customer_id], "glance")
    shown = {name: getattr(seen, name) for name in GlanceSchema().fields if hasattr(seen, name)}
    return asdict(seen.customer) | shown
