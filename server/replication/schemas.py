"""The small messages of replication at the edge; what streams is bulk and goes without schemas."""

from __future__ import annotations

from typing import Any

from marshmallow import EXCLUDE, Schema, fields, post_load, validate

from server.fields import PlainText
from sync.protocol import MAX_PUSH_OPERATIONS, OLDEST_PROTOCOL_VERSION, Acknowledgement, Cursor, PullRequest

_LARGEST = 2**62


class CursorSchema(Schema):
    """How far a replica has come."""

    epoch = PlainText(least=1, most=64, required=True)
    stamp = fields.Integer(required=True, strict=True, validate=validate.Range(0, _LARGEST))

    @post_load
    def make(self, given: dict[str, Any], **_: Any) -> Cursor:
        """The value itself."""
        return Cursor(**given)


class PullSchema(Schema):
    """Where a tablet stands. No cursor: the first load. `page`: the token where an earlier pull broke off."""

    class Meta:
        """A newer tablet may say more."""

        unknown = EXCLUDE

    protocol = fields.Integer(
        required=True, strict=True, validate=validate.Range(OLDEST_PROTOCOL_VERSION, 1000)
    )
    cursor = fields.Nested(CursorSchema, load_default=None, allow_none=True)
    shape = PlainText(least=1, most=64, load_default=None, allow_none=True)
    page = fields.Dict(keys=fields.String(), load_default=None, allow_none=True)

    @post_load
    def make(self, given: dict[str, Any], **_: Any) -> PullRequest:
        """The value itself."""
        return PullRequest(**given)


class PushSchema(Schema):
    """Operations in the order they were recorded; each is read on its own, so that none spoils the rest."""

    class Meta:
        """A newer tablet may say more."""

        unknown = EXCLUDE

    protocol = fields.Integer(
        required=True, strict=True, validate=validate.Range(OLDEST_PROTOCOL_VERSION, 1000)
    )
    operations = fields.List(
        fields.Raw(allow_none=True), required=True, validate=validate.Length(max=MAX_PUSH_OPERATIONS)
    )


class AnswerSchema(Schema):
    """What became of one operation."""

    id = fields.String(required=True)
    verdict = fields.String(
        required=True, validate=validate.OneOf(["applied", "merged", "rejected", "deferred"])
    )
    code = fields.String(required=True, allow_none=True)
    reason = fields.String(required=True, allow_none=True)


class AnswersSchema(Schema):
    """What became of each, in order."""

    answers = fields.List(fields.Nested(AnswerSchema), required=True)


class AcknowledgementSchema(Schema):
    """What a tablet shows now, and how many operations it still holds."""

    epoch = PlainText(least=1, most=64, required=True)
    stamp = fields.Integer(required=True, strict=True, validate=validate.Range(0, _LARGEST))
    pending = fields.Integer(required=True, strict=True, validate=validate.Range(0, 2**31 - 1))
    app_version = PlainText(least=1, most=40, required=True)

    @post_load
    def make(self, given: dict[str, Any], **_: Any) -> Acknowledgement:
        """The value itself."""
        return Acknowledgement(**given)
