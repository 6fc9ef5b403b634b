"""Message templates over REST: staff read them, marketers write them, tablets have them by sync."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields

from server.actors import PUBLISHING_ROLES
from server.api import URL_PREFIX, current_actor, new_id, now_ms, requires
from server.database import begin_reading, db
from server.fields import PlainText
from server.messages import service
from shared.message_templates import (
    BLANKS,
    LONGEST,
    LONGEST_ID,
    LONGEST_NAME,
    MESSAGE_CHANNELS,
    MESSAGE_PURPOSES,
    MessageTemplate,
)

blueprint = Blueprint(
    "message-templates",
    __name__,
    url_prefix=f"{URL_PREFIX}/message-templates",
    description="Texts of messages to customers.",
)

ONE = f"/<string(maxlength={LONGEST_ID}):template_id>"


class TemplateFieldsSchema(Schema):
    """A text with named blanks; a template that is off is offered to nobody."""

    name = PlainText(least=1, most=LONGEST_NAME, required=True)
    channel = PlainText(
        most=20, required=True, metadata={"description": f"One of {', '.join(MESSAGE_CHANNELS)}."}
    )
    purpose = PlainText(
        most=20, required=True, metadata={"description": f"One of {', '.join(MESSAGE_PURPOSES)}."}
    )
    language = PlainText(most=2, required=True, metadata={"description": "Two letters: en, de."})
    text = PlainText(
        least=1, most=max(LONGEST.values()), required=True,
        metadata={"description": f"May hold {', '.join(f'{{{name}}}' for name in BLANKS)}."},
    )  # fmt: skip
    is_on = fields.Boolean(load_default=True)


class TemplateSchema(TemplateFieldsSchema):
    """A template as it is kept."""

    id = fields.String(required=True)


class TemplatesSchema(Schema):
    """Every template, by language and name."""

    templates = fields.List(fields.Nested(TemplateSchema), required=True)


@blueprint.route("", methods=["GET"])
@requires("staff")
@blueprint.response(200, TemplatesSchema)
def list_templates() -> dict[str, object]:
    """Every template."""
    session = db.session()
    begin_reading(session)
    return {"templates": service.templates(session)}


@blueprint.route("", methods=["POST"])
@requires("staff", roles=PUBLISHING_ROLES)
@blueprint.arguments(TemplateFieldsSchema)
@blueprint.response(201, TemplateSchema)
def create(given: dict[str, Any]) -> MessageTemplate:
    """Write a template; tablets have it within seconds."""
    return _save(MessageTemplate(id=new_id(), **given))


@blueprint.route(ONE, methods=["PUT"])
@requires("staff", roles=PUBLISHING_ROLES)
@blueprint.arguments(TemplateFieldsSchema)
@blueprint.response(200, TemplateSchema)
def replace(given: dict[str, Any], template_id: str) -> MessageTemplate:
    """Put a template right, or switch it off."""
    service.get(db.session(), template_id)
    return _save(MessageTemplate(id=template_id, **given))


def _save(template: MessageTemplate) -> MessageTemplate:
    session = db.session()
    saved = service.save(session, template, by=current_actor().id, now_ms=now_ms())
    session.commit()
    return saved
