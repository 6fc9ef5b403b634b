"""A customer's purchase history over REST."""

from __future__ import annotations

from flask_smorest import Blueprint
from marshmallow import Schema, fields

from server.api import URL_PREFIX, current_actor, requires
from server.customers import service as customers
from server.customers.api import CUSTOMER
from server.database import db
from server.fields import Paging
from server.privacy.api import log_shown
from server.purchases import service

blueprint = Blueprint(
    "purchases", __name__, url_prefix=f"{URL_PREFIX}/customers", description="What customers bought."
)


class LineSchema(Schema):
    """One row of a purchase; a quantity below zero is a return."""

    product_id = fields.Integer(required=True)
    name = fields.String(required=True)
    department = fields.String(required=True, allow_none=True)
    quantity = fields.Integer(required=True)
    amount_minor = fields.Integer(required=True)
    discount_minor = fields.Integer(required=True)


class PurchaseSchema(Schema):
    """One completed purchase."""

    id = fields.Integer(required=True)
    store_id = fields.String(required=True)
    channel = fields.String(required=True)
    at_ms = fields.Integer(required=True)
    total_minor = fields.Integer(required=True)
    lines = fields.List(fields.Nested(LineSchema), required=True)


class HistorySchema(Schema):
    """A page of purchases, newest first, and how many there are in all."""

    purchases = fields.List(fields.Nested(PurchaseSchema), required=True)
    total = fields.Integer(required=True)


@blueprint.route(f"/{CUSTOMER}/purchases")
@requires("staff", "associate", "device")
@blueprint.arguments(Paging, location="query")
@blueprint.response(200, HistorySchema)
def history(paging: dict[str, int], customer_id: int) -> dict[str, object]:
    """A customer's purchases, newest first."""
    session = db.session()
    customers.check_visible(session, customer_id, current_actor())
    page, total = service.history(session, customer_id, offset=paging["offset"], limit=paging["limit"])
    log_shown([customer_id], "history")
    return {"purchases": page, "total": total}
