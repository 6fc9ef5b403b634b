"""Audiences over REST, for staff. A change names the version it saw, by its ETag in If-Match."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask_smorest import Blueprint

from server.actors import PUBLISHING_ROLES
from server.api import URL_PREFIX, current_actor, limiter, new_id, now_ms, requires
from server.audiences import alike, lists, service
from server.audiences.schemas import (
    AlikeSchema,
    AskedStoresSchema,
    AudienceFieldsSchema,
    AudienceSchema,
    AudiencesSchema,
    CountedSchema,
    DeletedAudiencesSchema,
    ListFileSchema,
    ListWordsSchema,
    MembersSchema,
    NewAudienceSchema,
    RuleAskedSchema,
)
from server.database import begin_reading, db

blueprint = Blueprint(
    "audiences", __name__, url_prefix=f"{URL_PREFIX}/audiences", description="Named groups of customers."
)

ONE = "/<uuid:audience_id>"
UPLOAD_LIMIT = "60 per minute"


def _tag(view: service.AudienceView) -> dict[str, object]:
    """What an ETag stands for: the version, which changes of name, rule and list move."""
    return {"id": view.id, "version": view.version}


@blueprint.route("", methods=["GET"])
@requires("staff")
@blueprint.response(200, AudiencesSchema)
def list_audiences() -> dict[str, object]:
    """Every audience, and what takes it in."""
    session = db.session()
    begin_reading(session)
    return {"audiences": service.list_audiences(session)}


@blueprint.route("", methods=["POST"])
@requires("staff", roles=PUBLISHING_ROLES)
@blueprint.etag
@blueprint.arguments(NewAudienceSchema)
@blueprint.response(201, AudienceSchema)
def create(given: dict[str, Any]) -> service.AudienceView:
    """Save an audience, by a rule or as a list of customers."""
    session = db.session()
    view = service.create(session, given, by=current_actor().id, now_ms=now_ms(), new_id=new_id())
    session.commit()
    blueprint.set_etag(_tag(view))
    return view


@blueprint.route(ONE, methods=["GET"])
@requires("staff")
@blueprint.etag
@blueprint.response(200, AudienceSchema)
def get(audience_id: UUID) -> service.AudienceView:
    """One audience."""
    session = db.session()
    begin_reading(session)
    view = service.get(session, str(audience_id))
    blueprint.set_etag(_tag(view))
    return view


@blueprint.route(ONE, methods=["PATCH"])
@requires("staff", roles=PUBLISHING_ROLES)
@blueprint.etag
@blueprint.arguments(AudienceFieldsSchema)
@blueprint.response(200, AudienceSchema)
def change(given: dict[str, Any], audience_id: UUID) -> service.AudienceView:
    """Rename an audience, describe it or change its rule; what is not given stays."""
    session = db.session()
    blueprint.check_etag(_tag(service.get(session, str(audience_id), lock=True)))
    view = service.update(session, str(audience_id), given, by=current_actor().id, now_ms=now_ms())
    session.commit()
    blueprint.set_etag(_tag(view))
    return view


@blueprint.route(ONE, methods=["DELETE"])
@requires("staff", roles=PUBLISHING_ROLES)
@blueprint.etag
@blueprint.response(204)
def delete(audience_id: UUID) -> None:
    """Delete an audience that nothing takes in; it can be brought back for a while."""
    session = db.session()
    blueprint.check_etag(_tag(service.get(session, str(audience_id), lock=True)))
    service.delete_audience(session, str(audience_id), by=current_actor().id, now_ms=now_ms())
    session.commit()


@blueprint.route(f"{ONE}/duplicate", methods=["POST"])
@requires("staff", roles=PUBLISHING_ROLES)
@blueprint.response(201, AudienceSchema)
def duplicate(audience_id: UUID) -> service.AudienceView:
    """Copy an audience, under a name like its own."""
    session = db.session()
    view = service.duplicate(
        session, str(audience_id), by=current_actor().id, now_ms=now_ms(), new_id=new_id()
    )
    session.commit()
    return view


@blueprint.route("/deleted", methods=["GET"])
@requires("staff")
@blueprint.response(200, DeletedAudiencesSchema)
def list_deleted() -> dict[str, object]:
    """The audiences that were deleted lately and can be brought back."""
    session = db.session()
    begin_reading(session)
    return {"audiences": service.list_deleted(session, now_ms())}


@blueprint.route("/deleted/<uuid:audience_id>/bring-back", methods=["POST"])
@requires("staff", roles=PUBLISHING_ROLES)
@blueprint.response(200, AudienceSchema)
def bring_back(audience_id: UUID) -> service.AudienceView:
    """Bring an audience back as it was; under a name of its own if somebody took its name meanwhile."""
    session = db.session()
    view = service.bring_back(session, str(audience_id), by=current_actor().id, now_ms=now_ms())
    session.commit()
    return view


@blueprint.route("/lists", methods=["POST"])
@requires("staff", roles=PUBLISHING_ROLES)
@limiter.limit(UPLOAD_LIMIT)
@blueprint.arguments(ListFileSchema, location="files")
@blueprint.arguments(ListWordsSchema, location="form")
@blueprint.response(201, AudienceSchema)
def bring_list(files: dict[str, Any], words: dict[str, str]) -> service.AudienceView:
    """Make a list of the customers that a CSV file names; `origin` tells the lines that were left out."""
    session, file = db.session(), files["list"]
    view = lists.create_list(
        session, words, file.filename or "list.csv", file.read(), by=current_actor().id, now_ms=now_ms(),
        new_id=new_id(),
    )  # fmt: skip
    session.commit()
    return view


@blueprint.route(f"{ONE}/members", methods=["PUT"])
@requires("staff", roles=PUBLISHING_ROLES)
@blueprint.etag
@blueprint.arguments(MembersSchema)
@blueprint.response(200, AudienceSchema)
def set_members(given: dict[str, Any], audience_id: UUID) -> service.AudienceView:
    """Write a list anew."""
    session = db.session()
    blueprint.check_etag(_tag(service.get(session, str(audience_id), lock=True)))
    view = service.set_members(
        session, str(audience_id), given["customer_ids"], by=current_actor().id, now_ms=now_ms()
    )
    session.commit()
    blueprint.set_etag(_tag(view))
    return view


@blueprint.route(f"{ONE}/count", methods=["POST"])
@requires("staff")
@blueprint.arguments(AskedStoresSchema)
@blueprint.response(200, CountedSchema)
def count(given: dict[str, Any], audience_id: UUID) -> service.Counted:
    """Who is in an audience now: how many, why others are not, and some of them without their names."""
    session = db.session()
    begin_reading(session)
    return service.counted(session, str(audience_id), given["store_ids"], now_ms())


@blueprint.route("/count", methods=["POST"])
@requires("staff")
@blueprint.arguments(RuleAskedSchema)
@blueprint.response(200, CountedSchema)
def count_rule(given: dict[str, Any]) -> service.Counted:
    """Whom a rule would select now, before it is saved."""
    session = db.session()
    begin_reading(session)
    return service.count_rule(session, given["rule"], given["store_ids"], now_ms())


@blueprint.route("/look-alikes", methods=["POST"])
@requires("staff", roles=PUBLISHING_ROLES)
@blueprint.arguments(AlikeSchema)
@blueprint.response(201, AudienceSchema)
def look_alikes(given: dict[str, Any]) -> service.AudienceView:
    """Make a segment of the customers most like those of an audience."""
    session = db.session()
    view = alike.look_alikes(
        session, str(given["seed_id"]), name=given["name"], size=given["size"], by=current_actor().id,
        now_ms=now_ms(), new_id=new_id(),
    )  # fmt: skip
    session.commit()
    return view


@blueprint.route(f"{ONE}/make-anew", methods=["POST"])
@requires("staff", roles=PUBLISHING_ROLES)
@blueprint.response(200, AudienceSchema)
def make_anew(audience_id: UUID) -> service.AudienceView:
    """Put those into a look-alike segment who are most like its seed now."""
    session = db.session()
    view = alike.make_anew(session, str(audience_id), by=current_actor().id, now_ms=now_ms())
    session.commit()
    return view
