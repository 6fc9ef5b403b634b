"""Promotions over REST, for staff. A change names the version it saw, by its ETag in If-Match."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import request
from flask_smorest import Blueprint

from server.actors import PUBLISHING_ROLES
from server.api import URL_PREFIX, current_actor, new_id, now_ms, requires
from server.database import db
from server.promotions import service
from server.promotions.schemas import (
    DeliverySchema,
    NewPromotionSchema,
    PromotionFieldsSchema,
    PromotionSchema,
    PromotionsSchema,
)
from shared.errors import InvalidInput

blueprint = Blueprint(
    "promotions", __name__, url_prefix=f"{URL_PREFIX}/promotions", description="Promotions of HQ."
)

ONE = "/<uuid:promotion_id>"


def _expect_no_body() -> None:
    """Nothing was sent along; InvalidInput otherwise: whoever sends stores here means something else."""
    if request.get_data() not in (b"", b"{}"):
        raise InvalidInput("This takes no body: it uses what the promotion says. Change the draft first.")


def _tag(view: service.PromotionView) -> dict[str, object]:
    """What an ETag stands for: the version, which only changes of the rule move."""
    return {"id": view.id, "version": view.version}


@blueprint.route("", methods=["GET"])
@requires("staff")
@blueprint.response(200, PromotionsSchema)
def list_promotions() -> dict[str, object]:
    """The latest promotions."""
    return {"promotions": service.list_promotions(db.session(), now_ms())}


@blueprint.route("", methods=["POST"])
@requires("staff", roles=PUBLISHING_ROLES)
@blueprint.etag
@blueprint.arguments(NewPromotionSchema)
@blueprint.response(201, PromotionSchema)
def create(given: dict[str, Any]) -> service.PromotionView:
    """Draft a promotion."""
    session = db.session()
    view = service.create(session, given, by=current_actor().id, now_ms=now_ms(), new_id=new_id())
    session.commit()
    blueprint.set_etag(_tag(view))
    return view


@blueprint.route(ONE, methods=["GET"])
@requires("staff")
@blueprint.etag
@blueprint.response(200, PromotionSchema)
def get(promotion_id: UUID) -> service.PromotionView:
    """One promotion."""
    view = service.get(db.session(), str(promotion_id), now_ms())
    blueprint.set_etag(_tag(view))
    return view


@blueprint.route(ONE, methods=["PATCH"])
@requires("staff", roles=PUBLISHING_ROLES)
@blueprint.etag
@blueprint.arguments(PromotionFieldsSchema)
@blueprint.response(200, PromotionSchema)
def change(given: dict[str, Any], promotion_id: UUID) -> service.PromotionView:
    """Change a draft; what is not given stays."""
    session = db.session()
    blueprint.check_etag(_tag(service.get(session, str(promotion_id), now_ms(), lock=True)))
    view = service.update(session, str(promotion_id), given, now_ms=now_ms())
    session.commit()
    blueprint.set_etag(_tag(view))
    return view


@blueprint.route(f"{ONE}/publish", methods=["POST"])
@requires("staff", roles=PUBLISHING_ROLES)
@blueprint.response(200, PromotionSchema)
def publish(promotion_id: UUID) -> service.PromotionView:
    """Send a draft to the tablets of its stores."""
    _expect_no_body()
    session = db.session()
    view = service.publish(session, str(promotion_id), now_ms=now_ms())
    session.commit()
    return view


@blueprint.route(f"{ONE}/stop", methods=["POST"])
@requires("staff", roles=PUBLISHING_ROLES)
@blueprint.response(200, PromotionSchema)
def stop(promotion_id: UUID) -> service.PromotionView:
    """Stop a live promotion everywhere."""
    _expect_no_body()
    session = db.session()
    view = service.stop(session, str(promotion_id), now_ms=now_ms())
    session.commit()
    return view


@blueprint.route(f"{ONE}/duplicate", methods=["POST"])
@requires("staff", roles=PUBLISHING_ROLES)
@blueprint.response(201, PromotionSchema)
def duplicate(promotion_id: UUID) -> service.PromotionView:
    """Draft a copy."""
    _expect_no_body()
    session = db.session()
    view = service.duplicate(
        session, str(promotion_id), by=current_actor().id, now_ms=now_ms(), new_id=new_id()
    )
    session.commit()
    return view


@blueprint.route(f"{ONE}/delivery", methods=["GET"])
@requires("staff")
@blueprint.response(200, DeliverySchema)
def delivery(promotion_id: UUID) -> dict[str, object]:
    """Which tablets hold the promotion as it is now."""
    return {"tablets": service.delivery(db.session(), str(promotion_id))}
