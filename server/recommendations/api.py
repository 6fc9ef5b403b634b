"""What to say next, over REST: lists of a customer, products beside products, people for a product."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate
from sqlalchemy.orm import Session

from server.api import URL_PREFIX, current_actor, now_ms, requires, store_asked
from server.customers import service as customers
from server.customers.api import CUSTOMER
from server.database import begin_reading, db
from server.fields import Bounded, PlainText
from server.privacy.api import log_shown
from server.recommendations import people, products, service
from shared.errors import InvalidInput

blueprint = Blueprint("recommendations", __name__, url_prefix=URL_PREFIX, description="What to say next.")

PRODUCT = "<int(max=9007199254740991):product_id>"
MOST_PRODUCTS = 100
MOST_SEEDS = 1_000


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
    """Each list best first; all empty, with `may_personalize` false, if she does not let her data be used.

    `recommendations` merges what is due again with what is new for her; `model_as_of` is the day before which
    the model knows everything, null before the first one.
    """

    may_personalize = fields.Boolean(required=True)
    recommendations = fields.List(fields.Nested(RecommendationSchema), required=True)
    due_again = fields.List(fields.Nested(RecommendationSchema), required=True)
    new_for_you = fields.List(fields.Nested(RecommendationSchema), required=True)
    model_as_of = fields.String(required=True, allow_none=True)


class ProductsSchema(Schema):
    """Products, best first; none before the first model."""

    products = fields.List(fields.Nested(RecommendationSchema), required=True)


class MatchSchema(Schema):
    """A customer and why she fits."""

    customer_id = fields.Integer(required=True)
    given_name = fields.String(required=True)
    family_name = fields.String(required=True)
    tier = fields.String(required=True)
    score = fields.Float(required=True)
    reason = fields.String(required=True)


class MatchesSchema(Schema):
    """Customers, the best fit first."""

    customers = fields.List(fields.Nested(MatchSchema), required=True)


def _products(**kwargs: Any) -> fields.List[Any]:
    """Products in an address, where every number is text."""
    return fields.List(fields.Integer(validate=validate.Range(min=1, max=2**53 - 1)), **kwargs)


class AskedSchema(Schema):
    """How many are wanted; staff name the store, everybody else is in one."""

    limit = fields.Integer(load_default=20, validate=validate.Range(min=1, max=50))
    store_id = PlainText(least=1, most=20)


class BasketSchema(AskedSchema):
    """What lies in the basket: it is not proposed, what goes with it is."""

    basket = _products(load_default=list, validate=validate.Length(max=MOST_PRODUCTS))


class FilledBasketSchema(AskedSchema):
    """What lies in the basket."""

    basket = _products(required=True, validate=validate.Length(min=1, max=MOST_PRODUCTS))


class BestSellersSchema(AskedSchema):
    """The departments that she asks for, by name."""

    departments = fields.List(
        PlainText(least=1, most=100), load_default=list, validate=validate.Length(max=20)
    )


class SeedSchema(Schema):
    """Customers whose like is looked for."""

    customer_ids = fields.List(
        Bounded(least=1, most=2**53 - 1), required=True, validate=validate.Length(min=1, max=MOST_SEEDS)
    )
    limit = Bounded(least=1, most=500, load_default=100)


@blueprint.route(f"/customers/{CUSTOMER}/recommendations")
@requires("staff", "associate", "device")
@blueprint.arguments(BasketSchema, location="query")
@blueprint.response(200, RecommendationsSchema)
def recommendations(given: dict[str, Any], customer_id: int) -> service.ListsView:
    """What to recommend to a customer now."""
    session = db.session()
    home = customers.check_visible(session, customer_id, current_actor()).home_store_id
    lists = service.recommend_for(
        session, customer_id, now_ms=now_ms(), store_id=store_asked(given) or home, basket=given["basket"],
        limit=given["limit"],
    )  # fmt: skip
    log_shown([customer_id], "recommendations")
    return lists


@blueprint.route(f"/products/{PRODUCT}/similar")
@requires("staff", "associate", "device")
@blueprint.arguments(AskedSchema, location="query")
@blueprint.response(200, ProductsSchema)
def similar(given: dict[str, Any], product_id: int) -> dict[str, object]:
    """Products like this one."""
    session = _reading()
    found = products.similar_to(session, product_id, store_id=store_asked(given), limit=given["limit"])
    return {"products": found}


@blueprint.route("/recommendations/goes-with")
@requires("staff", "associate", "device")
@blueprint.arguments(FilledBasketSchema, location="query")
@blueprint.response(200, ProductsSchema)
def goes_with(given: dict[str, Any]) -> dict[str, object]:
    """Products that go with a basket, whosever it is."""
    session = _reading()
    found = products.going_with(session, given["basket"], store_id=store_asked(given), limit=given["limit"])
    return {"products": found}


@blueprint.route("/recommendations/best-sellers")
@requires("staff", "associate", "device")
@blueprint.arguments(BestSellersSchema, location="query")
@blueprint.response(200, ProductsSchema)
def best_sellers(given: dict[str, Any]) -> dict[str, object]:
    """What to begin with where nothing is known: best sellers of departments, of the store, of all stores."""
    found = products.best_sellers_for(
        _reading(), store_id=store_asked(given), departments=given["departments"], limit=given["limit"]
    )
    return {"products": found}


@blueprint.route(f"/products/{PRODUCT}/who-wants")
@requires("staff", "associate", "device")
@blueprint.arguments(AskedSchema, location="query")
@blueprint.response(200, MatchesSchema)
def who_wants(given: dict[str, Any], product_id: int) -> dict[str, object]:
    """The customers of a store's book who would want a product; staff name the store."""
    session, store_id = _reading(), store_asked(given)
    if store_id is None:
        raise InvalidInput("Name the store whose book is asked.", store_id="missing")
    found = people.who_wants(session, product_id, store_id=store_id, now_ms=now_ms(), limit=given["limit"])
    log_shown([each.customer_id for each in found], "who wants")
    return {"customers": found}


@blueprint.route("/look-alikes", methods=["POST"])
@requires("staff")
@blueprint.arguments(SeedSchema)
@blueprint.response(200, MatchesSchema)
def look_alikes(given: dict[str, Any]) -> dict[str, object]:
    """The customers most like a seed, each with what she shares with it."""
    found = people.look_alikes(_reading(), given["customer_ids"], limit=given["limit"])
    log_shown([each.customer_id for each in found], "look-alikes")
    return {"customers": found}


def _reading() -> Session:
    session = db.session()
    begin_reading(session)
    return session
