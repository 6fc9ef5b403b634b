"""Promotions over REST, for staff. A change names the version it saw, by its ETag in If-Match."""

from __future__ import annotations

from typing import Any, Protocol
from uuid import UUID

from flask import request
from flask_smorest import Blueprint
from sqlalchemy.orm import Session

from server.api import URL_PREFIX, current_actor, new_id, now_ms, requires
from server.database import db
from server.promotions import history, service
from server.promotions.permissions import ROLES
from server.promotions.schemas import (
    DeliverySchema,
    NewPromotionSchema,
    PromotionApprovalSchema,
    PromotionChangesSchema,
    PromotionFieldsSchema,
    PromotionHistoryAskedSchema,
    PromotionReturnSchema,
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
@requires("staff", roles=ROLES["create"])
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
@requires("staff", roles=ROLES["edit"])
@blueprint.etag
@blueprint.arguments(PromotionFieldsSchema)
@blueprint.response(200, PromotionSchema)
def change(given: dict[str, Any], promotion_id: UUID) -> service.PromotionView:
    """Change a promotion that is not published; what is not given stays, an approval is taken back."""
    session = db.session()
    blueprint.check_etag(_tag(service.get(session, str(promotion_id), now_ms(), lock=True)))
    view = service.update(session, str(promotion_id), given, by=current_actor().id, now_ms=now_ms())
    session.commit()
    blueprint.set_etag(_tag(view))
    return view


@blueprint.route(ONE, methods=["DELETE"])
@requires("staff", roles=ROLES["delete"])
@blueprint.response(200, PromotionSchema)
def delete(promotion_id: UUID) -> service.PromotionView:
    """Delete a draft; it can be brought back."""
    return _step(service.delete, promotion_id)


@blueprint.route(f"{ONE}/bring-back", methods=["POST"])
@requires("staff", roles=ROLES["bring_back"])
@blueprint.response(200, PromotionSchema)
def bring_back(promotion_id: UUID) -> service.PromotionView:
    """Bring a deleted draft back."""
    return _step(service.bring_back, promotion_id)


@blueprint.route(f"{ONE}/submit", methods=["POST"])
@requires("staff", roles=ROLES["submit"])
@blueprint.response(200, PromotionSchema)
def submit(promotion_id: UUID) -> service.PromotionView:
    """Ask for somebody else's approval of a draft."""
    return _step(service.submit, promotion_id)


@blueprint.route(f"{ONE}/withdraw", methods=["POST"])
@requires("staff", roles=ROLES["withdraw"])
@blueprint.response(200, PromotionSchema)
def withdraw(promotion_id: UUID) -> service.PromotionView:
    """Take a submission back before it is approved."""
    return _step(service.withdraw, promotion_id)


@blueprint.route(f"{ONE}/send-back", methods=["POST"])
@requires("staff", roles=ROLES["send_back"])
@blueprint.arguments(PromotionReturnSchema)
@blueprint.response(200, PromotionSchema)
def send_back(given: dict[str, Any], promotion_id: UUID) -> service.PromotionView:
    """Make it a draft again, with a word on what is to be changed; an approval is taken back."""
    session, by = db.session(), current_actor().id
    view = service.send_back(session, str(promotion_id), given["word"], by=by, now_ms=now_ms())
    session.commit()
    return view


@blueprint.route(f"{ONE}/approve", methods=["POST"])
@requires("staff", roles=ROLES["approve"])
@blueprint.arguments(PromotionApprovalSchema)
@blueprint.response(200, PromotionSchema)
def approve(given: dict[str, Any], promotion_id: UUID) -> service.PromotionView:
    """Approve what somebody else wrote, in the version that was read."""
    session, by = db.session(), current_actor().id
    view = service.approve(session, str(promotion_id), version=given["version"], by=by, now_ms=now_ms())
    session.commit()
    return view


@blueprint.route(f"{ONE}/publish", methods=["POST"])
@requires("staff", roles=ROLES["publish"])
@blueprint.response(200, PromotionSchema)
def publish(promotion_id: UUID) -> service.PromotionView:
    """Send what was approved to the tablets of its stores."""
    return _step(service.publish, promotion_id)


@blueprint.route(f"{ONE}/stop", methods=["POST"])
@requires("staff", roles=ROLES["stop"])
@blueprint.response(200, PromotionSchema)
def stop(promotion_id: UUID) -> service.PromotionView:
    """Stop a live promotion everywhere."""
    return _step(service.stop, promotion_id)


@blueprint.route(f"{ONE}/duplicate", methods=["POST"])
@requires("staff", roles=ROLES["duplicate"])
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
    """Which tablets hold the promotion as it is now, and until when those that do not go on by themselves."""
    return {"tablets": service.delivery(db.session(), str(promotion_id))}


@blueprint.route(f"{ONE}/history", methods=["GET"])
@requires("staff")
@blueprint.response(200, PromotionChangesSchema)
def history_of(promotion_id: UUID) -> dict[str, object]:
    """What happened to a promotion, who did it and when."""
    session = db.session()
    service.get(session, str(promotion_id), now_ms())
    return {"changes": history.of_promotion(session, str(promotion_id))}


@blueprint.route("/history", methods=["GET"])
@requires("staff")
@blueprint.arguments(PromotionHistoryAskedSchema, location="query")
@blueprint.response(200, PromotionChangesSchema)
def history_of_all(asked: dict[str, Any]) -> dict[str, object]:
    """What happened to all promotions, who did it and when."""
    found = history.overall(db.session(), most=asked["most"], skip=asked["skip"])
    return {"changes": found}


class _Step(Protocol):
    def __call__(
        self, session: Session, promotion_id: str, /, *, by: str, now_ms: int
    ) -> service.PromotionView: ...


def _step(step: _Step, promotion_id: UUID) -> service.PromotionView:
    """The step is taken by whoever asks, all of it or nothing."""
    _expect_no_body()
    session = db.session()
    view = step(session, str(promotion_id), by=current_actor().id, now_ms=now_ms())
    session.commit()
    return view
