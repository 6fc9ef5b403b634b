"""Looking customers up over REST. Searching is a POST: no name and no number in an address or a log."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from server.api import URL_PREFIX, current_actor, now_ms, requires
from server.customers import duplicates, service
from server.database import begin_reading, db
from server.fields import Bounded, PlainText
from server.privacy.api import log_shown

blueprint = Blueprint(
    "customers", __name__, url_prefix=f"{URL_PREFIX}/customers", description="Customers and their look-up."
)

LAST_NUMBER = (1 << 53) - 1
CUSTOMER = f"<int(max={LAST_NUMBER}):customer_id>"
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


class DuplicatesAskedSchema(Schema):
    """Which part is asked for: of so many customers whom tablets made, behind that number."""

    after = fields.Integer(load_default=0, validate=validate.Range(min=0, max=LAST_NUMBER))
    limit = fields.Integer(load_default=100, validate=validate.Range(min=1, max=200))


class DuplicateSchema(Schema):
    """Two records that may be of one person: the one that a tablet made, and the other."""

    customer = fields.Nested(CustomerRowSchema, required=True)
    other = fields.Nested(CustomerRowSchema, required=True)
    reasons = fields.List(fields.String(), required=True)
    sureness = fields.String(required=True, validate=validate.OneOf(sorted(duplicates.LISTED)))


class DuplicatesSchema(Schema):
    """The pairs, each once; `after` begins the next part, null at the end."""

    duplicates = fields.List(fields.Nested(DuplicateSchema), required=True)
    after = fields.Integer(required=True, allow_none=True)


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


@blueprint.route("/duplicates")
@requires("staff")
@blueprint.arguments(DuplicatesAskedSchema, location="query")
@blueprint.response(200, DuplicatesSchema)
def possible_duplicates(given: dict[str, Any]) -> dict[str, object]:
    """Customers whom tablets made although HQ may have known them, with why; a person decides."""
    session = db.session()
    begin_reading(session)
    part = duplicates.possible(session, after=given["after"], limit=given["limit"])
    shown = service.rows_of(
        session, {key for pair in part.pairs for key in (pair.customer_id, pair.other_id)}
    )
    log_shown(sorted(shown), "duplicates")
    found = [
        {
            "customer": shown[pair.customer_id], "other": shown[pair.other_id],
            "reasons": pair.likeness.reasons, "sureness": pair.likeness.sureness,
        } for pair in part.pairs
    ]  # fmt: skip
    return {"duplicates": found, "after": part.after}


@blueprint.route(f"/{CUSTOMER}")
@requires("staff", "associate", "device")
@blueprint.response(200, GlanceSchema)
def glance(customer_id: int) -> dict[str, object]:
    """A customer at a glance."""
    seen = service.glance(db.session(), customer_id, current_actor(), now_ms())
    log_shown([customer_id], "glance")
    shown = {name: getattr(seen, name) for name in GlanceSchema().fields if hasattr(seen, name)}
    return asdict(seen.customer) | shown
