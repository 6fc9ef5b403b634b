"""What to say next, over REST."""

from __future__ import annotations

from flask_smorest import Blueprint
from marshmallow import Schema, fields

from server.api import URL_PREFIX, current_actor, now_ms, requires
from server.customers import service as customers
from server.customers.api import CUSTOMER
from server.database import db
from server.privacy.api import log_shown
from server.recommendations import service

blueprint = Blueprint(
    "recommendations", __name__, url_prefix=f"{URL_PREFIX}/customers", description="What to say next."
)


class RecommendationSchema(Schema):
    """A product with the reason in plain words; `stock` is null where nobody counted."""

    product_id = fields.Integer(required=True)
    name = fields.String(required=True)
    department = fields.String(required=True)
    price_minor = fields.Integer(required=True, allow_none=True)
    stock = fields.Integer(required=True, allow_none=True)
    score = fields.Float(required=True)
    reason = fields.String(required=True)


class RecommendationsSchema(Schema):
    """Best first; empty, with `may_personalize` false, if she does not let her data be used for it."""

    may_personalize = fields.Boolean(required=True)
    recommendations = fields.List(fields.Nested(RecommendationSchema), required=True)


@blueprint.route(f"/{CUSTOMER}/recommendations")
@requires("staff", "associate", "device")
@blueprint.response(200, RecommendationsSchema)
def recommendations(customer_id: int) -> dict[str, object]:
    """What to recommend to a customer now."""
    session, actor = db.session(), current_actor()
    home = customers.check_visible(session, customer_id, actor).home_store_id
    store_id = actor.store_id or home
    allowed = customers.may_personalize(session, customer_id)
    ranked = service.recommend_for(session, customer_id, now_ms=now_ms(), store_id=store_id)
    log_shown([customer_id], "recommendations")
    return {"may_personalize": allowed, "recommendations": ranked}
