"""Audiences as they look at the REST edge; what their rules mean is said by `shared.audience`."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from server.audiences.alike import MOST_ALIKE
from server.audiences.service import LONGEST_DESCRIPTION, LONGEST_NAME
from server.fields import AudienceRule, Bounded, PlainText

_MOST_IDS = 200_000
USERS = ("promotion", "experiment", "sequence", "audience")


class AudienceFieldsSchema(Schema):
    """What may be changed of an audience."""

    name = PlainText(least=1, most=LONGEST_NAME)
    description = PlainText(most=LONGEST_DESCRIPTION)
    rule = AudienceRule()


class NewAudienceSchema(AudienceFieldsSchema):
    """An audience by a rule, or a list of customers."""

    name = PlainText(least=1, most=LONGEST_NAME, required=True)
    customer_ids = fields.List(
        Bounded(least=1, most=2**53 - 1), validate=validate.Length(max=_MOST_IDS),
        metadata={"description": "Makes it a list; leave the rule out."},
    )  # fmt: skip


class MembersSchema(Schema):
    """Everybody on a list."""

    customer_ids = fields.List(
        Bounded(least=1, most=2**53 - 1), required=True, validate=validate.Length(max=_MOST_IDS)
    )


class ListWordsSchema(Schema):
    """What a list is called, as fields of the same form."""

    name = PlainText(least=1, most=LONGEST_NAME, required=True)
    description = PlainText(most=LONGEST_DESCRIPTION)


class ListFileSchema(Schema):
    """A CSV file with a column headed customer_id, loyalty_number or email, or with one column."""

    list = fields.Raw(required=True, metadata={"type": "string", "format": "binary"})


class DeletedAudienceSchema(Schema):
    """An audience that can be brought back; `members` is null where a rule decided."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(["rule", "list", "model"]))
    members = fields.Integer(required=True, allow_none=True)
    deleted_by = fields.String(required=True)
    deleted_ms = fields.Integer(required=True)


class DeletedAudiencesSchema(Schema):
    """What was deleted lately, the latest first."""

    audiences = fields.List(fields.Nested(DeletedAudienceSchema), required=True)


class AlikeSchema(Schema):
    """Whose like is looked for, and how many of them."""

    seed_id = fields.UUID(required=True)
    name = PlainText(least=1, most=LONGEST_NAME, required=True)
    size = Bounded(least=1, most=MOST_ALIKE, required=True)


class AskedStoresSchema(Schema):
    """Whose customers are meant."""

    store_ids = fields.List(
        PlainText(least=1, most=40),
        load_default=None,
        allow_none=True,
        validate=validate.Length(min=1, max=5000),
        metadata={"description": "Null for all stores."},
    )


class RuleAskedSchema(AskedStoresSchema):
    """A rule that need not be saved."""

    rule = AudienceRule(required=True)


class AudienceUseSchema(Schema):
    """What takes an audience in: a promotion, experiment or sequence in that state, or another audience."""

    kind = fields.String(required=True, validate=validate.OneOf(USERS))
    id = fields.String(required=True)
    name = fields.String(required=True)
    status = fields.String(required=True, allow_none=True)


class AudienceSchema(Schema):
    """An audience; `members` is null where a rule decides."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    description = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(["rule", "list", "model"]))
    rule = fields.Dict(required=True)
    says = fields.String(required=True, metadata={"description": "The rule in plain words."})
    origin = fields.Dict(required=True, metadata={"description": "What a file or a model made it from."})
    members = fields.Integer(required=True, allow_none=True)
    version = fields.Integer(required=True)
    created_ms = fields.Integer(required=True)
    updated_ms = fields.Integer(required=True)
    used_by = fields.List(fields.Nested(AudienceUseSchema), required=True)


class AudiencesSchema(Schema):
    """Every audience, by name."""

    audiences = fields.List(fields.Nested(AudienceSchema), required=True)


class AudienceSampleSchema(Schema):
    """A customer without her name."""

    masked_name = fields.String(required=True)
    tier = fields.String(required=True)
    home_store = fields.String(required=True, allow_none=True)
    last_visit_ms = fields.Integer(required=True, allow_none=True)


class ReachSchema(Schema):
    """How many are selected who allow it, or altogether, of how many; and why the others are not."""

    count = fields.Integer(required=True)
    matching = fields.Integer(required=True)
    in_stores = fields.Integer(required=True)
    by_tier = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    excluded = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)


class CountedSchema(Schema):
    """Who is in it now."""

    reach = fields.Nested(ReachSchema, required=True)
    sample = fields.List(fields.Nested(AudienceSampleSchema), required=True)
