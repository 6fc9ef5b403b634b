"""The offer repository over REST, for staff. A change names the version it saw, by its ETag in If-Match."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, request
from flask_smorest import Blueprint
from marshmallow import Schema, fields
from werkzeug.datastructures import FileStorage

from server.actors import PUBLISHING_ROLES
from server.api import URL_PREFIX, current_actor, limiter, new_id, now_ms, requires
from server.database import db
from server.fields import PlainText
from server.offers import service

blueprint = Blueprint(
    "offer-pictures", __name__, url_prefix=f"{URL_PREFIX}/offer-pictures", description="Pictures of offers."
)

ONE = "/<uuid:picture_id>"
UPLOAD_LIMIT = "60 per minute"


class UseSchema(Schema):
    """A promotion that shows the picture."""

    promotion_id = fields.String(required=True)
    name = fields.String(required=True)
    status = fields.String(required=True)


class PictureSchema(Schema):
    """A picture; `alt` says what is seen, `text` what may be said with it, `size` is bytes."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    alt = fields.String(required=True)
    text = fields.String(required=True)
    width = fields.Integer(required=True)
    height = fields.Integer(required=True)
    size = fields.Integer(required=True)
    sha256 = fields.String(required=True)
    version = fields.Integer(required=True)
    created_ms = fields.Integer(required=True)
    updated_ms = fields.Integer(required=True)
    used_in = fields.List(fields.Nested(UseSchema), required=True)


class PicturesSchema(Schema):
    """Every picture, newest first."""

    pictures = fields.List(fields.Nested(PictureSchema), required=True)


class WordsSchema(Schema):
    """What is said of a picture, as fields of the same form."""

    name = PlainText(most=service.LONGEST["name"])
    alt = PlainText(most=service.LONGEST["alt"])
    text = PlainText(most=service.LONGEST["text"])


class UploadSchema(Schema):
    """The picture itself: PNG, JPEG or WebP."""

    picture = fields.Raw(metadata={"type": "string", "format": "binary"})


def _given(files: dict[str, Any], words: dict[str, str]) -> dict[str, Any]:
    upload = files.get("picture")
    return words | ({"picture": upload.read()} if isinstance(upload, FileStorage) else {})


def _tag(view: service.PictureView) -> dict[str, object]:
    return {"id": view.id, "version": view.version}


@blueprint.route("", methods=["GET"])
@requires("staff")
@blueprint.response(200, PicturesSchema)
def list_pictures() -> dict[str, object]:
    """Every picture, and which promotions show it."""
    return {"pictures": service.pictures(db.session())}


@blueprint.route("", methods=["POST"])
@limiter.limit(UPLOAD_LIMIT)
@requires("staff", roles=PUBLISHING_ROLES)
@blueprint.etag
@blueprint.arguments(UploadSchema, location="files")
@blueprint.arguments(WordsSchema, location="form")
@blueprint.response(201, PictureSchema)
def add(files: dict[str, Any], words: dict[str, str]) -> service.PictureView:
    """Add a picture."""
    session = db.session()
    view = service.add(
        session, _given(files, words), by=current_actor().id, now_ms=now_ms(), new_id=new_id()
    )  # fmt: skip
    session.commit()
    blueprint.set_etag(_tag(view))
    return view


@blueprint.route(ONE, methods=["GET"])
@requires("staff")
@blueprint.etag
@blueprint.response(200, PictureSchema)
def get(picture_id: UUID) -> service.PictureView:
    """One picture's words and uses."""
    view = service.get(db.session(), str(picture_id))
    blueprint.set_etag(_tag(view))
    return view


@blueprint.route(f"{ONE}/content", methods=["GET"])
@requires("staff")
@blueprint.response(200, {"type": "string", "format": "binary"}, content_type="image/jpeg")
def content(picture_id: UUID) -> Response:
    """What it shows."""
    seen = service.content(db.session(), str(picture_id))
    answer = Response(seen.data, mimetype="image/jpeg")
    answer.set_etag(seen.sha256)
    answer.make_conditional(request)
    return answer


@blueprint.route(ONE, methods=["PATCH"])
@limiter.limit(UPLOAD_LIMIT)
@requires("staff", roles=PUBLISHING_ROLES)
@blueprint.etag
@blueprint.arguments(UploadSchema, location="files")
@blueprint.arguments(WordsSchema, location="form")
@blueprint.response(200, PictureSchema)
def change(files: dict[str, Any], words: dict[str, str], picture_id: UUID) -> service.PictureView:
    """Change its words, or replace what it shows; what is not given stays."""
    session = db.session()
    known = service.get(session, str(picture_id))
    blueprint.check_etag(_tag(known))
    view = service.change(
        session, known.id, _given(files, words), version=known.version, by=current_actor().id, now_ms=now_ms()
    )  # fmt: skip
    session.commit()
    blueprint.set_etag(_tag(view))
    return view


@blueprint.route(ONE, methods=["DELETE"])
@requires("staff", roles=PUBLISHING_ROLES)
@blueprint.etag
@blueprint.response(204)
def delete(picture_id: UUID) -> None:
    """Delete a picture that no promotion shows."""
    session = db.session()
    blueprint.check_etag(_tag(service.get(session, str(picture_id))))
    service.delete(session, str(picture_id))
    session.commit()
