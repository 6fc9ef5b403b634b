"""Stock of stores over REST: what a feed tells."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from server.actors import PUBLISHING_ROLES
from server.api import URL_PREFIX, now_ms, requires
from server.catalogue import service, stocking
from server.database import db
from server.fields import PlainText
from shared.errors import InvalidInput

blueprint = Blueprint("stock", __name__, url_prefix=f"{URL_PREFIX}/stock", description="Stock of stores.")
MOST_LEVELS = 5_000
MOST_ID = 9_007_199_254_740_991


class StockLevelSchema(Schema):
    """How many of a product there are."""

    product_id = fields.Integer(required=True, strict=True, validate=validate.Range(0, MOST_ID))
    quantity = fields.Integer(required=True, strict=True, validate=validate.Range(-1_000_000, 1_000_000))


class StockLevelsSchema(Schema):
    """How many a store has, at a moment (now, if none is given)."""

    store_id = PlainText(required=True, least=1, most=20)
    levels = fields.List(
        fields.Nested(StockLevelSchema), required=True, validate=validate.Length(1, MOST_LEVELS)
    )
    at_ms = fields.Integer(
        load_default=None, allow_none=True, strict=True, validate=validate.Range(0, MOST_ID)
    )


class BackInStockSchema(Schema):
    """Products that were sold out and are there again."""

    back = fields.List(fields.Integer(), required=True)


@blueprint.route("", methods=["POST"])
@requires("staff", roles=PUBLISHING_ROLES)
@blueprint.arguments(StockLevelsSchema)
@blueprint.response(200, BackInStockSchema)
def set_levels(given: dict[str, Any]) -> dict[str, list[int]]:
    """Tell how many a store has; whoever wanted what is back is told on its tablets."""
    session = db.session()
    service.store(session, given["store_id"])
    levels = {each["product_id"]: each["quantity"] for each in given["levels"]}
    unknown = sorted(set(levels) - set(service.products(session, levels)))
    if unknown:
        raise InvalidInput(f"There is no product {unknown[0]}. Leave it out.", levels="unknown product")
    at_ms = min(now_ms(), given["at_ms"] if given["at_ms"] is not None else now_ms())
    back = stocking.set_levels(session, given["store_id"], levels, at_ms)
    session.commit()
    return {"back": back}
