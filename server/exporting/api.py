"""Exports over REST, for administrators."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Response, send_file
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from server.api import URL_PREFIX, current_actor, limiter, new_id, now_ms, requires
from server.database import db
from server.exporting import service
from server.exporting.bundles import TYPES
from server.exporting.files import FORMATS, Format

blueprint = Blueprint("exports", __name__, url_prefix=f"{URL_PREFIX}/exports", description="Giving back.")

EXPORT_LIMIT = "60 per minute"


class ExportableSchema(Schema):
    """A table, and the columns of it that leave; `about_customers` says that taking it is logged."""

    name = fields.String(required=True)
    columns = fields.List(fields.String(), required=True)
    about_customers = fields.Boolean(required=True)


class AskedSchema(Schema):
    """Which kind of file is wanted."""

    format = fields.String(load_default="csv", validate=validate.OneOf(FORMATS))


class ExportablesSchema(Schema):
    """Every table."""

    tables = fields.List(fields.Nested(ExportableSchema), required=True)


@blueprint.route("")
@requires("staff", roles=service.ROLES)
@blueprint.response(200, ExportablesSchema)
def list_exports() -> dict[str, object]:
    """Which tables there are."""
    return {"tables": service.exportable()}


@blueprint.route("/<string(maxlength=64):name>")
@limiter.limit(EXPORT_LIMIT)
@requires("staff", roles=service.ROLES)
@blueprint.arguments(AskedSchema, location="query")
@blueprint.response(200, {"type": "string", "format": "binary"}, content_type="application/octet-stream")
@blueprint.alt_response(404, description="No such table.")
def get_export(given: dict[str, Format], name: str) -> Response:
    """A table as a file: CSV safe for spreadsheets, or Parquet."""
    form = given["format"]
    with TemporaryDirectory(prefix="aisle-export-") as folder:
        path = Path(folder) / f"{name}.{form}"
        service.export(db.session(), name, path, form, actor=current_actor(), now_ms=now_ms(), new_id=new_id)
        content: Any = path.open("rb")  # the file goes with its folder, and is sent all the same
    answer = send_file(content, mimetype=TYPES[form], as_attachment=True, download_name=f"{name}.{form}")
    answer.headers["Cache-Control"] = "no-store"
    return answer
