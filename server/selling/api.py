"""A till's side of the hand-over, over REST: what is in a basket, and taking it, once."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields

from server.actors import PUBLISHING_ROLES
from server.api import URL_PREFIX, now_ms, requires, store_asked
from server.database import db
from server.fields import PlainText
from server.privacy.api import log_shown
from server.selling import service
from shared.errors import InvalidInput

blueprint = Blueprint(
    "till", __name__, url_prefix=f"{URL_PREFIX}/till", description="Baskets handed over to the till."
)

LONGEST_CODE = 6_000


class BasketAskedSchema(Schema):
    """Which basket: the square's whole text, the short code below it, or the basket's id."""

    code = PlainText(least=1, most=LONGEST_CODE, required=True)
    store_id = PlainText(
        least=1, most=20, metadata={"description": "The till's store; needless for who is in one."}
    )


class BasketTakenSchema(BasketAskedSchema):
    """Which basket, and which till takes it."""

    till = PlainText(least=1, most=64, required=True, metadata={"description": "The till's own name."})


class BasketLineSchema(Schema):
    """Some pieces of a product; what they come to is quantity times unit less the discount.

    Without a unit price the till uses its own.
    """

    sku = fields.String(required=True)
    name = fields.String(required=True, allow_none=True)
    quantity = fields.Integer(required=True)
    unit_minor = fields.Integer(required=True, allow_none=True)
    discount_minor = fields.Integer(required=True)


class BasketOfferSchema(Schema):
    """An offer used in the basket. Give it as told if it is `counted` or, with no line, `not_heard`."""

    promotion_id = fields.String(required=True)
    name = fields.String(required=True, allow_none=True)
    discount_minor = fields.Integer(required=True)
    points = fields.Integer(required=True, metadata={"description": "What it gives in points."})
    state = fields.String(required=True, metadata={"enum": ["counted", "not_counted", "not_heard"]})


class BasketSchema(Schema):
    """A basket. `is_known`: HQ has it from the tablet itself, not only from the code that was scanned."""

    id = fields.String(required=True)
    code = fields.String(required=True)
    store_id = fields.String(required=True)
    customer_id = fields.Integer(required=True, allow_none=True)
    handed_ms = fields.Integer(required=True)
    lines = fields.List(fields.Nested(BasketLineSchema), required=True)
    offers = fields.List(fields.Nested(BasketOfferSchema), required=True)
    total_minor = fields.Integer(required=True)
    is_known = fields.Boolean(required=True)
    taken_ms = fields.Integer(required=True, allow_none=True)


@blueprint.route("/baskets/read", methods=["POST"])
@requires("staff", "associate")
@blueprint.arguments(BasketAskedSchema)
@blueprint.response(200, BasketSchema)
def read(given: dict[str, Any]) -> service.BasketView:
    """What is in a basket, which stays to be taken. A POST: codes belong in no address and no log."""
    view = service.read(db.session(), code=given["code"], store_id=_store(given), now_ms=now_ms())
    return _shown(view)


@blueprint.route("/baskets/take", methods=["POST"])
@requires("staff", "associate", roles=PUBLISHING_ROLES)
@blueprint.arguments(BasketTakenSchema)
@blueprint.response(200, BasketSchema)
def take(given: dict[str, Any]) -> service.BasketView:
    """The basket is this till's; whoever asks again, or another till, is told that it is taken."""
    session = db.session()
    view = service.take(
        session, code=given["code"], store_id=_store(given), till=given["till"], now_ms=now_ms()
    )
    session.commit()
    return _shown(view)


def _store(given: dict[str, Any]) -> str:
    store_id = store_asked(given)
    if store_id is None:
        raise InvalidInput("Say in which store the till stands.", store_id="missing")
    return store_id


def _shown(view: service.BasketView) -> service.BasketView:
    if view.customer_id is not None:
        log_shown([view.customer_id], "basket")
    return view
