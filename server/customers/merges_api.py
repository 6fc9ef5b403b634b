"""Merging customers over REST, for staff: two records become one person, and two again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any
from uuid import UUID

from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from server.actors import PUBLISHING_ROLES
from server.api import URL_PREFIX, current_actor, new_id, now_ms, requires
from server.customers import merges, service
from server.customers.api import LAST_NUMBER, CustomerRowSchema
from server.database import begin_reading, db
from server.fields import Bounded
from server.privacy.api import log_shown

blueprint = Blueprint(
    "merges", __name__, url_prefix=f"{URL_PREFIX}/customers/merges", description="Merging customers."
)


class NewMergeSchema(Schema):
    """Who is kept, and who goes on as her."""

    kept_id = Bounded(least=0, most=LAST_NUMBER, required=True)
    merged_id = Bounded(least=0, most=LAST_NUMBER, required=True)


class MergesAskedSchema(Schema):
    """How many of the latest merges are asked for."""

    limit = fields.Integer(load_default=100, validate=validate.Range(min=1, max=200))


class MergeSchema(Schema):
    """Who went on as whom, by whose word and when; `undone_ms` is null while it holds."""

    id = fields.String(required=True)
    kept = fields.Nested(CustomerRowSchema, required=True)
    merged = fields.Nested(CustomerRowSchema, required=True)
    by_kind = fields.String(required=True)
    by_id = fields.String(required=True)
    at_ms = fields.Integer(required=True)
    undone_ms = fields.Integer(required=True, allow_none=True)


class MergesSchema(Schema):
    """The latest merges, the newest first."""

    merges = fields.List(fields.Nested(MergeSchema), required=True)


@blueprint.route("", methods=["GET"])
@requires("staff")
@blueprint.arguments(MergesAskedSchema, location="query")
@blueprint.response(200, MergesSchema)
def list_merges(given: dict[str, Any]) -> dict[str, object]:
    """The latest merges, also those that were taken back."""
    session = db.session()
    begin_reading(session)
    return {"merges": _shown(merges.merges(session, given["limit"]))}


@blueprint.route("", methods=["POST"])
@requires("staff", roles=PUBLISHING_ROLES)
@blueprint.arguments(NewMergeSchema)
@blueprint.response(201, MergeSchema)
def merge(given: dict[str, Any]) -> dict[str, object]:
    """Say that two records are one person's: what is the merged one's becomes the kept one's."""
    made = merges.merge(db.session(), **given, actor=current_actor(), now_ms=now_ms(), merge_id=new_id())
    return _shown([made])[0]


@blueprint.route("/<uuid:merge_id>/undo", methods=["POST"])
@requires("staff", roles=PUBLISHING_ROLES)
@blueprint.response(200, MergeSchema)
def undo(merge_id: UUID) -> dict[str, object]:
    """Take a merge back: what moved and is still there is given back."""
    undone = merges.undo(db.session(), str(merge_id), now_ms=now_ms())
    return _shown([undone])[0]


def _shown(found: Iterable[merges.Merge]) -> list[dict[str, object]]:
    """The merges with both records as they are; whatever was done before is committed with the look-up."""
    listed = list(found)
    people = service.rows_of(db.session(), {key for each in listed for key in (each.kept_id, each.merged_id)})
    log_shown(sorted(people), "merges")
    return [
        asdict(each) | {"kept": people[each.kept_id], "merged": people[each.merged_id]} for each in listed
    ]
