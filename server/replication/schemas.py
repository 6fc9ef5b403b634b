"""The small messages of replication at the edge; what streams is bulk and goes without schemas."""

from __future__ import annotations

from typing import Any

from marshmallow import EXCLUDE, Schema, fields, post_load, pre_load, validate

from server.errors import UpgradeRequired
from server.fields import PlainText
from sync.errors import UnsupportedProtocol
from sync.protocol import (
    MAX_PUSH_OPERATIONS,
    OLDEST_PROTOCOL_VERSION,
    PROTOCOL_VERSION,
    ROW_STREAM,
    Acknowledgement,
    Cursor,
    PullRequest,
    Repairs,
)
from sync.source.versions import refuse_unspoken

_LARGEST = 2**62
_A_COUNT = validate.Range(0, 2**31 - 1)


class CursorSchema(Schema):
    """How far a replica has come."""

    epoch = PlainText(least=1, most=64, required=True)
    stamp = fields.Integer(required=True, strict=True, validate=validate.Range(0, _LARGEST))

    @post_load
    def make(self, given: dict[str, Any], **_: Any) -> Cursor:
        """The value itself."""
        return Cursor(**given)


class ProtocolNotSpoken(UpgradeRequired):
    """The tablet speaks a version of the protocol that the server does not."""

    code = UnsupportedProtocol.code


class SpokenSchema(Schema):
    """A message that says in which version of the protocol it is; one not spoken here is refused unread."""

    class Meta:
        """A newer tablet may say more."""

        unknown = EXCLUDE

    protocol = fields.Integer(
        required=True, strict=True, validate=validate.Range(OLDEST_PROTOCOL_VERSION, PROTOCOL_VERSION)
    )

    @pre_load
    def refuse_unspoken(self, given: Any, **_: Any) -> Any:
        """The message as it came."""
        said = given.get("protocol") if isinstance(given, dict) else None
        if isinstance(said, int) and not isinstance(said, bool):
            try:
                refuse_unspoken(said)
            except UnsupportedProtocol as error:
                raise ProtocolNotSpoken(error.sentence, **error.fields) from error
        return given


class PullSchema(SpokenSchema):
    """Where a tablet stands. No cursor: the first load. `page`: the token where an earlier pull broke off.

    `digest` is where verifying goes on, as the last answer said; `repair` a slice to be sent once more.
    `question` names this question; the answer repeats it.
    """

    cursor = fields.Nested(CursorSchema, load_default=None, allow_none=True)
    shape = PlainText(least=1, most=64, load_default=None, allow_none=True)
    page = fields.Dict(keys=fields.String(), load_default=None, allow_none=True)
    digest = fields.Dict(keys=fields.String(), load_default=None, allow_none=True)
    repair = fields.Dict(keys=fields.String(), load_default=None, allow_none=True)
    question = PlainText(least=1, most=64, load_default=None, allow_none=True)

    @post_load
    def make(self, given: dict[str, Any], **_: Any) -> PullRequest:
        """The value itself."""
        return PullRequest(**given)


class PushSchema(SpokenSchema):
    """Operations in the order they were recorded; each is read on its own, so that none spoils the rest."""

    operations = fields.List(
        fields.Raw(allow_none=True), required=True, validate=validate.Length(max=MAX_PUSH_OPERATIONS)
    )


class PartSchema(Schema):
    """One sealed file: its key in hex, and how much there is of it."""

    id = fields.String(required=True)
    key = fields.String(required=True)
    bytes = fields.Integer(required=True)
    chunks = fields.Integer(required=True)
    rows = fields.Integer(required=True)


class OfferSchema(Schema):
    """What a tablet may load at once, and the page token with which it pulls on behind it."""

    parts = fields.List(fields.Nested(PartSchema), required=True)
    token = fields.Dict(required=True)


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


class RepairsSchema(Schema):
    """What digests have found on a tablet since its copy was made: totals."""

    class Meta:
        """A newer tablet may say more."""

        unknown = EXCLUDE

    slices = fields.Integer(required=True, strict=True, validate=_A_COUNT)
    rows = fields.Integer(required=True, strict=True, validate=_A_COUNT)
    unhealed = fields.Integer(required=True, strict=True, validate=_A_COUNT)

    @post_load
    def make(self, given: dict[str, Any], **_: Any) -> Repairs:
        """The value itself."""
        return Repairs(**given)


class AcknowledgementSchema(SpokenSchema):
    """What a tablet shows now, and how many operations it still holds.

    The first version said neither which it is nor of repairs.
    """

    protocol = fields.Integer(
        strict=True, load_default=ROW_STREAM,
        validate=validate.Range(OLDEST_PROTOCOL_VERSION, PROTOCOL_VERSION),
    )  # fmt: skip
    repairs = fields.Nested(RepairsSchema, load_default=Repairs())
    epoch = PlainText(least=1, most=64, required=True)
    stamp = fields.Integer(required=True, strict=True, validate=validate.Range(0, _LARGEST))
    pending = fields.Integer(required=True, strict=True, validate=_A_COUNT)
    app_version = PlainText(least=1, most=40, required=True)

    @post_load
    def make(self, given: dict[str, Any], **_: Any) -> Acknowledgement:
        """The value itself."""
        return Acknowledgement(**given)


class WakeSchema(Schema):
    """How the channel is asked for: `elsewhere` by a tablet that can open it at another address, too."""

    class Meta:
        """A newer tablet may say more."""

        unknown = EXCLUDE

    elsewhere = fields.Boolean(load_default=False)
