"""What tablets and the server say to each other beside replication."""

from __future__ import annotations

from marshmallow import EXCLUDE, Schema, fields, validate

from server.fields import Bounded, PlainText

MOST_SLOTS = 200
"""Associates whom one tablet knows; a store has fewer."""

MOST_FILES = 20
MOST_MODELS = 10
MOST_REPORTED = 16_384


class EnrolSchema(Schema):
    """The one-time code as HQ read it out, and what the tablet is called."""

    code = PlainText(least=1, most=20, required=True)
    device_name = PlainText(least=1, most=80, required=True)
    app_version = PlainText(least=1, most=40, required=True)


class StoreSchema(Schema):
    """The store the tablet now belongs to."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    time_zone = fields.String(required=True)


class EnrolmentSchema(Schema):
    """What the tablet keeps; the token is told this once."""

    device_id = fields.String(required=True)
    device_token = fields.String(required=True)
    unlock_share = fields.String(required=True, metadata={"description": "32 bytes, base64"})
    store = fields.Nested(StoreSchema, required=True)


class PinSchema(Schema):
    """What an associate types."""

    number = PlainText(least=1, most=12, required=True)
    pin = PlainText(least=1, most=12, required=True)


class AssociateSchema(Schema):
    """Who has signed in."""

    id = fields.String(required=True)
    number = fields.String(required=True)
    name = fields.String(required=True)
    role = fields.String(required=True)


class TermsSchema(Schema):
    """What the tablet has to keep to, and the keys it needs on the day it leaves (32 bytes, base64)."""

    is_leaving = fields.Boolean(required=True, metadata={"description": "Send everything, then wipe."})
    wipe_after_ms = fields.Integer(required=True, metadata={"description": "Silence that ends its keys."})
    parting_key = fields.String(required=True)
    rescue_key = fields.String(required=True)


class DeviceSignInSchema(Schema):
    """The server's parts of the keys that open the replica offline, until they expire."""

    associate = fields.Nested(AssociateSchema, required=True)
    unlock_share = fields.String(required=True)
    pin_share = fields.String(required=True)
    pin_share_expires_ms = fields.Integer(required=True)
    pin_mark = fields.String(required=True, metadata={"description": "Changes with the PIN."})
    server_ms = fields.Integer(required=True)
    terms = fields.Nested(TermsSchema, required=True)


class DeviceSlotSchema(Schema):
    """An associate whose PIN opens the tablet, and the mark that was told when she last signed in."""

    associate_id = PlainText(least=1, most=64, required=True)
    pin_mark = PlainText(most=64, required=True)


class ModelInUseSchema(Schema):
    """The day of the model by which the tablet suggests, null for none; days of newer, damaged ones."""

    class Meta:
        """A newer tablet may say more."""

        unknown = EXCLUDE

    as_of = fields.Date(required=True, allow_none=True)
    damaged = fields.List(fields.Date(), required=True, validate=validate.Length(max=MOST_MODELS))


class DeviceContactSchema(Schema):
    """How the tablet stands: who is at work, whose PINs open it, which sealed files lie on it.

    Since 0.3.0 an open tablet says by which model it suggests; one that does not leaves what it said last.
    """

    class Meta:
        """A newer tablet may say more."""

        unknown = EXCLUDE

    at_work = PlainText(least=1, most=64, required=True, allow_none=True)
    associates = fields.List(
        fields.Nested(DeviceSlotSchema), required=True, validate=validate.Length(max=MOST_SLOTS)
    )
    sealed = fields.List(
        PlainText(least=64, most=64), required=True, validate=validate.Length(max=MOST_FILES)
    )
    model = fields.Nested(ModelInUseSchema, load_default=None, allow_none=True)


class StandingSchema(Schema):
    """How an associate stands; with a new end of her share if she is at work."""

    id = fields.String(required=True)
    standing = fields.String(required=True, validate=validate.OneOf(["current", "pin_changed", "left"]))
    pin_share_expires_ms = fields.Integer(required=True, allow_none=True)


class DeviceContactAnswerSchema(Schema):
    """What the tablet must know; `taken_in` names the sealed files that need lie nowhere any more."""

    server_ms = fields.Integer(required=True)
    terms = fields.Nested(TermsSchema, required=True)
    associates = fields.List(fields.Nested(StandingSchema), required=True)
    taken_in = fields.List(fields.String(), required=True)


class ReportSchema(Schema):
    """What a tablet says of its own state, in words that were read on it."""

    text = PlainText(least=1, most=MOST_REPORTED, required=True)


class ReceiptSchema(Schema):
    """The word of a tablet whose keys are gone; `unsent` is what it left in a sealed file, if it can tell."""

    device_id = PlainText(least=1, most=64, required=True)
    receipt = PlainText(least=64, most=64, required=True)
    reason = fields.String(required=True, validate=validate.OneOf(["retired", "revoked", "silent"]))
    unsent = Bounded(required=True, allow_none=True)
