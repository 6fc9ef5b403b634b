"""Guides over REST, for staff: written, approved by somebody else, published; their reach and results."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields

from server.api import URL_PREFIX, current_actor, new_id, now_ms, requires
from server.database import begin_reading, db
from server.guides import service
from server.guides.reach import reach, results
from server.guides.service import GuideView
from server.promotions.permissions import ROLES
from shared.guides import Guide

blueprint = Blueprint(
    "guides", __name__, url_prefix=f"{URL_PREFIX}/guides", description="Helpful content for customers."
)
ONE = "/<string(maxlength=64):guide_id>"


class NewGuideSchema(Schema):
    """What is written of a guide.

    `tie`: date, product, category or department; `about` names which. Days are counted from the date or the
    last purchase, below zero before it.
    """

    title = fields.String(required=True)
    text = fields.String(required=True)
    tie = fields.String(required=True)
    about = fields.String(required=True)
    first_day = fields.Integer(required=True, strict=True)
    last_day = fields.Integer(required=True, strict=True)
    department = fields.String(load_default=None, allow_none=True)


class ChangedGuideSchema(NewGuideSchema):
    """The whole guide, and the version of the draft that was seen: 0 without one."""

    version = fields.Integer(required=True, strict=True)


class GuideContentSchema(NewGuideSchema):
    """A guide's words; `is_on` says whether tablets show it."""

    id = fields.String(required=True)
    is_on = fields.Boolean(required=True)


class GuideSchema(Schema):
    """A guide as it stands: `live` is what tablets have, `draft` what is to take its place."""

    id = fields.String(required=True)
    state = fields.String(required=True)
    live = fields.Nested(GuideContentSchema, required=True, allow_none=True)
    draft = fields.Nested(GuideContentSchema, required=True, allow_none=True)
    version = fields.Integer(required=True)
    word = fields.String(required=True)


class GuidesSchema(Schema):
    """All of them."""

    guides = fields.List(fields.Nested(GuideSchema), required=True)


class GuideApprovalSchema(Schema):
    """Which version was read."""

    version = fields.Integer(required=True, strict=True)


class GuideWordSchema(Schema):
    """What is to be changed."""

    word = fields.String(required=True)


class GuideSwitchSchema(Schema):
    """On or off."""

    is_on = fields.Boolean(required=True)


class GuideResultsSchema(Schema):
    """How many are given it today, how many more within 30 days, and what came of it so far."""

    today = fields.Integer(required=True)
    soon = fields.Integer(required=True)
    shown = fields.Integer(required=True)
    given = fields.Integer(required=True)
    customers = fields.Integer(required=True)
    put_off = fields.Integer(required=True)
    unwanted = fields.Integer(required=True)
    stores = fields.Integer(required=True)
    rating = fields.Float(required=True, allow_none=True)
    rated = fields.Integer(required=True)
    others = fields.Float(required=True, allow_none=True)


@blueprint.route("", methods=["GET"])
@requires("staff")
@blueprint.response(200, GuidesSchema)
def list_guides() -> dict[str, object]:
    """Every guide, published or not."""
    session = db.session()
    begin_reading(session)
    return {"guides": service.views(session)}


@blueprint.route("", methods=["POST"])
@requires("staff", roles=ROLES["create"])
@blueprint.arguments(NewGuideSchema)
@blueprint.response(201, GuideSchema)
def create(given: dict[str, Any]) -> GuideView:
    """Write a new guide: a draft."""
    return _taken(lambda by: _write(new_id(), given, 0, by))


@blueprint.route(ONE, methods=["PUT"])
@requires("staff", roles=ROLES["edit"])
@blueprint.arguments(ChangedGuideSchema)
@blueprint.response(200, GuideSchema)
def change(given: dict[str, Any], guide_id: str) -> GuideView:
    """Change the draft of a guide, or begin one; what is live stays until it is published."""
    service.get(db.session(), guide_id)
    version = given.pop("version")
    return _taken(lambda by: _write(guide_id, given, version, by))


@blueprint.route(f"{ONE}/submit", methods=["POST"])
@requires("staff", roles=ROLES["submit"])
@blueprint.response(200, GuideSchema)
def submit(guide_id: str) -> GuideView:
    """Let somebody else read the draft."""
    return _taken(lambda by: service.submit(db.session(), guide_id, by=by, now_ms=now_ms()))


@blueprint.route(f"{ONE}/approve", methods=["POST"])
@requires("staff", roles=ROLES["approve"])
@blueprint.arguments(GuideApprovalSchema)
@blueprint.response(200, GuideSchema)
def approve(given: dict[str, Any], guide_id: str) -> GuideView:
    """Approve somebody else's draft."""
    version = given["version"]
    return _taken(lambda by: service.approve(db.session(), guide_id, version=version, by=by, now_ms=now_ms()))


@blueprint.route(f"{ONE}/send-back", methods=["POST"])
@requires("staff", roles=ROLES["send_back"])
@blueprint.arguments(GuideWordSchema)
@blueprint.response(200, GuideSchema)
def send_back(given: dict[str, Any], guide_id: str) -> GuideView:
    """Send a draft back with a word."""
    return _taken(lambda by: service.send_back(db.session(), guide_id, given["word"], by=by, now_ms=now_ms()))


@blueprint.route(f"{ONE}/publish", methods=["POST"])
@requires("staff", roles=ROLES["publish"])
@blueprint.response(200, GuideSchema)
def publish(guide_id: str) -> GuideView:
    """Publish the approved draft to every tablet."""
    return _taken(lambda by: service.publish(db.session(), guide_id, by=by, now_ms=now_ms()))


@blueprint.route(ONE, methods=["PATCH"])
@requires("staff", roles=ROLES["stop"])
@blueprint.arguments(GuideSwitchSchema)
@blueprint.response(200, GuideSchema)
def switch(given: dict[str, Any], guide_id: str) -> GuideView:
    """Switch a published guide off, or on again."""
    is_on = given["is_on"]
    return _taken(lambda by: service.switch(db.session(), guide_id, is_on=is_on, by=by, now_ms=now_ms()))


@blueprint.route(f"{ONE}/results", methods=["GET"])
@requires("staff")
@blueprint.response(200, GuideResultsSchema)
def guide_results(guide_id: str) -> dict[str, Any]:
    """Whom a guide is for, and what came of it."""
    session = db.session()
    begin_reading(session)
    guide = service.get(session, guide_id).newest
    return asdict(reach(session, guide, now_ms())) | asdict(results(session, guide_id))


def _write(guide_id: str, given: dict[str, Any], version: int, by: str) -> GuideView:
    return service.write(db.session(), Guide(guide_id, **given), version=version, by=by, now_ms=now_ms())


def _taken(step: Callable[[str], GuideView]) -> GuideView:
    view = step(current_actor().id)
    db.session().commit()
    return view
