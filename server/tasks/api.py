"""Tasks for stores over REST, for staff."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from server.actors import PUBLISHING_ROLES
from server.api import URL_PREFIX, current_actor, new_id, now_ms, requires
from server.database import begin_reading, db
from server.fields import Bounded, PlainText
from server.tasks import service

blueprint = Blueprint("tasks", __name__, url_prefix=f"{URL_PREFIX}/tasks", description="Tasks for stores.")

ONE = "/<uuid:task_id>"
MOST_ID = 9_007_199_254_740_991


class NewTaskSchema(Schema):
    """What is to be done, in which stores, from which day to which; `associate_id` with one store only."""

    store_ids = fields.List(
        PlainText(least=1, most=20), required=True, validate=validate.Length(1, service.MOST_STORES)
    )
    associate_id = PlainText(least=1, most=64, load_default=None, allow_none=True)
    title = PlainText(least=1, most=service.LONGEST_TITLE, required=True)
    text = PlainText(most=service.LONGEST_TEXT, load_default="")
    product_ids = fields.List(
        Bounded(most=MOST_ID), load_default=list, validate=validate.Length(0, service.MOST_PRODUCTS)
    )
    starts_on = PlainText(least=10, most=10, required=True)
    ends_on = PlainText(least=10, most=10, required=True)


class TaskSchema(Schema):
    """A task of one store and what became of it: `done`, `not_possible` with a reason, or `open`."""

    id = fields.String(required=True)
    store_id = fields.String(required=True)
    associate_id = fields.String(required=True, allow_none=True)
    title = fields.String(required=True)
    text = fields.String(required=True)
    product_ids = fields.List(fields.Integer(), required=True)
    starts_on = fields.String(required=True)
    ends_on = fields.String(required=True)
    is_on = fields.Boolean(required=True, metadata={"description": "False once HQ has taken it back."})
    created_ms = fields.Integer(required=True)
    outcome = fields.String(required=True)
    reason = fields.String(required=True, allow_none=True)
    ended_by = fields.String(required=True, allow_none=True)
    ended_ms = fields.Integer(required=True, allow_none=True)


class TasksSchema(Schema):
    """Tasks, those that end latest first."""

    tasks = fields.List(fields.Nested(TaskSchema), required=True)


class WhichTasksSchema(Schema):
    """Of which store, and which end on that day or later."""

    store_id = PlainText(least=1, most=20, load_default=None)
    since = PlainText(least=10, most=10, load_default=None)


@blueprint.route("", methods=["GET"])
@requires("staff")
@blueprint.arguments(WhichTasksSchema, location="query")
@blueprint.response(200, TasksSchema)
def list_tasks(given: dict[str, Any]) -> dict[str, object]:
    """What HQ asked of stores, with what became of each."""
    session = db.session()
    begin_reading(session)
    return {"tasks": service.tasks(session, store_id=given["store_id"], since=given["since"])}


@blueprint.route("", methods=["POST"])
@requires("staff", roles=PUBLISHING_ROLES)
@blueprint.arguments(NewTaskSchema)
@blueprint.response(201, TasksSchema)
def create(given: dict[str, Any]) -> dict[str, object]:
    """Give a task to one store or several; each of them gets its own."""
    session = db.session()
    ids = [new_id() for _ in given["store_ids"]]
    made = service.create(session, given, by=current_actor().id, now_ms=now_ms(), ids=ids)
    session.commit()
    return {"tasks": made}


@blueprint.route(ONE, methods=["GET"])
@requires("staff")
@blueprint.response(200, TaskSchema)
def get(task_id: UUID) -> service.TaskView:
    """One task."""
    session = db.session()
    begin_reading(session)
    return service.get(session, str(task_id))


@blueprint.route(f"{ONE}/take-back", methods=["POST"])
@requires("staff", roles=PUBLISHING_ROLES)
@blueprint.response(200, TaskSchema)
def take_back(task_id: UUID) -> service.TaskView:
    """Take a task back: no tablet shows it any more."""
    session = db.session()
    view = service.take_back(session, str(task_id))
    session.commit()
    return view
