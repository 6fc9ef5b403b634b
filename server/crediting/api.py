"""Sales credit over REST, for staff."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from server.api import URL_PREFIX, now_ms, requires
from server.crediting import service
from server.database import begin_reading, db
from server.experience.api import MOST_DAYS, EstimateSchema
from shared.credit import WINDOW_DAYS

blueprint = Blueprint(
    "sales-credit",
    __name__,
    url_prefix=URL_PREFIX,
    description="Whom purchases count for, and against control.",
)


class CreditAskedSchema(Schema):
    """How many days are looked back on, and for how many days a touch counts."""

    days = fields.Integer(load_default=service.USUAL_DAYS, validate=validate.Range(min=1, max=MOST_DAYS))
    window_days = fields.Integer(load_default=WINDOW_DAYS, validate=validate.Range(min=1, max=91))


class AgainstSchema(Schema):
    """What treated customers spent beyond control in the window after they met a trial.

    `earned` is null where either has fewer than ten customers; `difference`, of one customer, where several
    trials are added up. Both are in minor units.
    """

    treated = fields.Integer(required=True)
    control = fields.Integer(required=True)
    earned = fields.Nested(EstimateSchema, required=True, allow_none=True)
    difference = fields.Nested(EstimateSchema, required=True, allow_none=True)


class CreditByWindowSchema(Schema):
    """What counts if a touch counts for so many days."""

    days = fields.Integer(required=True)
    purchases = fields.Integer(required=True)
    amount_minor = fields.Integer(required=True)
    against = fields.Nested(AgainstSchema, required=True)


class CreditOfTrialSchema(Schema):
    """What one trial earned in the window."""

    trial_id = fields.String(required=True)
    name = fields.String(required=True)
    against = fields.Nested(AgainstSchema, required=True)


class StoreCreditSchema(Schema):
    """One store; customers are those with whom its associates were in touch."""

    store_id = fields.String(required=True)
    name = fields.String(required=True)
    customers = fields.Integer(required=True)
    purchases = fields.Integer(required=True)
    amount_minor = fields.Integer(required=True)
    sold_minor = fields.Integer(required=True)
    against = fields.Nested(AgainstSchema, required=True)


class AssociateCreditSchema(Schema):
    """One associate in one store."""

    associate_id = fields.String(required=True)
    name = fields.String(required=True)
    store_id = fields.String(required=True)
    customers = fields.Integer(required=True)
    purchases = fields.Integer(required=True)
    amount_minor = fields.Integer(required=True)
    against = fields.Nested(AgainstSchema, required=True)


class CreditSchema(Schema):
    """Sales credit over a time. A purchase counts once, for who was last in touch in the window before it."""

    since_ms = fields.Integer(required=True)
    until_ms = fields.Integer(required=True)
    days = fields.Integer(required=True)
    window_days = fields.Integer(required=True)
    customers = fields.Integer(required=True)
    purchases = fields.Integer(required=True)
    amount_minor = fields.Integer(required=True)
    sold_minor = fields.Integer(required=True)
    against = fields.Nested(AgainstSchema, required=True)
    everything = fields.Nested(AgainstSchema, required=True)
    windows = fields.List(fields.Nested(CreditByWindowSchema), required=True)
    trials = fields.List(fields.Nested(CreditOfTrialSchema), required=True)
    stores = fields.List(fields.Nested(StoreCreditSchema), required=True)
    associates = fields.List(fields.Nested(AssociateCreditSchema), required=True)


@blueprint.route("/sales-credit")
@requires("staff")
@blueprint.arguments(CreditAskedSchema, location="query")
@blueprint.response(200, CreditSchema)
def sales_credit(given: dict[str, Any]) -> service.CreditView:
    """Whom purchases of the last days count for, by window, and what was earned against control."""
    session = db.session()
    begin_reading(session)
    return service.view(session, days=given["days"], window_days=given["window_days"], now_ms=now_ms())
