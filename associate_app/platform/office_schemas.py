"""The server's answers as they are read; what a newer server says beyond them is passed over."""

from __future__ import annotations

from base64 import b64decode
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, post_load, validate

from associate_app.store.sealing import KEY_BYTES
from associate_app.store.terms import Terms


class Key(fields.String):
    """32 bytes in base64."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        try:
            key = b64decode(super()._deserialize(value, attr, data, **kwargs), validate=True)
        except ValueError as error:
            raise ValidationError("no base64") from error
        if len(key) != KEY_BYTES:
            raise ValidationError("another length")
        return key


class StoreSchema(Schema):
    """The store a tablet belongs to."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    time_zone = fields.String(required=True)


class EnrolmentSchema(Schema):
    """What a code was exchanged for."""

    device_id = fields.String(required=True)
    device_token = fields.String(required=True)
    store = fields.Nested(StoreSchema(unknown=EXCLUDE), required=True)
    unlock_share = fields.String(required=True)


class AssociateSchema(Schema):
    """Who has signed in."""

    id = fields.String(required=True)
    number = fields.String(required=True)
    name = fields.String(required=True)
    role = fields.String(required=True)


class TermsSchema(Schema):
    """What the tablet has to keep to."""

    is_leaving = fields.Boolean(required=True)
    wipe_after_ms = fields.Integer(required=True, strict=True, validate=validate.Range(min=1))
    parting_key = Key(required=True)
    rescue_key = Key(required=True)

    @post_load
    def make(self, given: dict[str, Any], **_: Any) -> Terms:
        """The value itself."""
        return Terms(**given)


class SignInSchema(Schema):
    """The server's parts of the keys; mark and terms are told since 0.2.0, its own time since 0.4.0."""

    associate = fields.Nested(AssociateSchema(unknown=EXCLUDE), required=True)
    unlock_share = fields.String(required=True)
    pin_share = fields.String(required=True)
    pin_share_expires_ms = fields.Integer(required=True)
    pin_mark = fields.String(load_default="")
    terms = fields.Nested(TermsSchema(unknown=EXCLUDE), load_default=None)
    server_ms = fields.Integer(load_default=None)


class StandingSchema(Schema):
    """How one associate stands."""

    id = fields.String(required=True)
    standing = fields.String(required=True)
    pin_share_expires_ms = fields.Integer(required=True, allow_none=True)


class ContactSchema(Schema):
    """What a contact brought."""

    server_ms = fields.Integer(required=True)
    terms = fields.Nested(TermsSchema(unknown=EXCLUDE), required=True)
    associates = fields.List(fields.Nested(StandingSchema(unknown=EXCLUDE)), required=True)
    taken_in = fields.List(fields.String(), required=True)


class VisitorSchema(Schema):
    """Whom the tablet may hold, and until when."""

    customer_id = fields.Integer(required=True, strict=True)
    until_ms = fields.Integer(required=True, strict=True)
