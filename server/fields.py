"""Fields of the REST edge that refuse what no database keeps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from shared.audience import check_rule
from shared.errors import InvalidInput

RULE: Any = {
    "description": (
        "An audience: {} for everyone, or a group {all: […]}, {any: […]}, {not: …}, or a condition"
        " {attribute, operator, value}; by attribute also of (what it is about), days (back), measure."
    ),
    "example": {"all": [{"attribute": "tier", "operator": "in", "value": ["Gold", "VIP"]}]},
}


class PlainText(fields.String):
    """Text that every database can keep: no NUL, no half of a surrogate pair; bounded."""

    def __init__(self, *, least: int = 0, most: int = 200, **kwargs: Any) -> None:
        super().__init__(validate=validate.Length(min=least, max=most), **kwargs)

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> str:
        text = str(super()._deserialize(value, attr, data, **kwargs))
        if "\x00" in text or any(0xD800 <= ord(letter) <= 0xDFFF for letter in text):
            raise ValidationError("Use ordinary characters only.")
        return text


class Bounded(fields.Integer):
    """A whole number between two bounds; text and fractions are no numbers."""

    def __init__(self, *, least: int = 0, most: int = 2**31 - 1, **kwargs: Any) -> None:
        super().__init__(strict=True, validate=validate.Range(min=least, max=most), **kwargs)


class AudienceRule(fields.Dict):
    """A rule of the audience language; a refusal says which part of it is wrong."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(validate=_check_rule, metadata=RULE, **kwargs)


def _check_rule(rule: object) -> None:
    try:
        check_rule(rule)
    except InvalidInput as error:
        raise ValidationError(error.sentence) from error


class Paging(Schema):
    """Which part of a long list is asked for."""

    offset = fields.Integer(load_default=0, validate=validate.Range(min=0, max=1_000_000))
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=200))
