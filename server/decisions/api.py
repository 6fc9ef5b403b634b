"""Decisions over REST: what a customer is best offered, whom a promotion is best made to, how ways did."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask_smorest import Blueprint

from server.actors import PUBLISHING_ROLES
from server.api import URL_PREFIX, current_actor, now_ms, requires, store_asked
from server.customers import service as customers
from server.customers.api import CUSTOMER
from server.database import begin_reading, db
from server.decisions import counting, judging, service
from server.decisions import policy as policies
from server.decisions.schemas import (
    CountedOffersSchema,
    DecisionPolicySchema,
    FirstAskedSchema,
    FirstCustomersSchema,
    JudgedAskedSchema,
    JudgedSchema,
    OfferDecisionSchema,
)
from server.next_actions.api import AskingStoreSchema
from server.privacy.api import log_shown
from shared.errors import InvalidInput

blueprint = Blueprint(
    "decisions", __name__, url_prefix=URL_PREFIX, description="Which offer is best made to whom."
)


@blueprint.route(f"/customers/{CUSTOMER}/decision")
@requires("staff", "associate", "device")
@blueprint.arguments(AskingStoreSchema, location="query")
@blueprint.response(200, OfferDecisionSchema)
def decision(given: dict[str, Any], customer_id: int) -> service.DecisionView:
    """What a customer is best offered now, in the store that asks."""
    session = db.session()
    home = customers.check_visible(session, customer_id, current_actor()).home_store_id
    store_id = store_asked(given) or home
    if store_id is None:
        raise InvalidInput("Name the store that asks.", store_id="missing")
    found = service.decide(session, customer_id, store_id, now_ms())
    log_shown([customer_id], "offers")
    return found


@blueprint.route("/promotions/<uuid:promotion_id>/first")
@requires("staff")
@blueprint.arguments(FirstAskedSchema, location="query")
@blueprint.response(200, FirstCustomersSchema)
def first(given: dict[str, Any], promotion_id: UUID) -> service.FirstView:
    """Whom of a store's customers a promotion is best made to."""
    session = db.session()
    begin_reading(session)
    found = service.first_for(session, str(promotion_id), given["store_id"], now_ms(), most=given["most"])
    log_shown([each.customer_id for each in found.rows], "offers")
    return found


@blueprint.route("/decisions/policy", methods=["GET"])
@requires("staff")
@blueprint.response(200, DecisionPolicySchema)
def policy() -> policies.Policy:
    """How offers are put in order where no experiment says otherwise."""
    return policies.policy(db.session())


@blueprint.route("/decisions/policy", methods=["PUT"])
@requires("staff", roles=PUBLISHING_ROLES)
@blueprint.arguments(DecisionPolicySchema)
@blueprint.response(200, DecisionPolicySchema)
def change_policy(given: dict[str, Any]) -> policies.Policy:
    """Put offers in order another way; tablets follow in seconds."""
    session = db.session()
    found = policies.change(session, **given, by=current_actor().id, now_ms=now_ms())
    session.commit()
    return found


@blueprint.route("/decisions/counts", methods=["POST"])
@requires("staff", roles=PUBLISHING_ROLES)
@blueprint.response(200, CountedOffersSchema)
def count() -> counting.Counted:
    """Count now; what was counted today already stays."""
    session = db.session()
    found = counting.count(session, now_ms())
    session.commit()
    return found


@blueprint.route("/decisions/judged", methods=["GET"])
@requires("staff")
@blueprint.arguments(JudgedAskedSchema, location="query")
@blueprint.response(200, JudgedSchema)
def judged(given: dict[str, Any]) -> judging.Judged:
    """What each way would have earned by the decisions that tablets logged."""
    session = db.session()
    begin_reading(session)
    return judging.judge(session, now_ms(), given["days"])
