"""Fields of the REST edge that refuse what no database keeps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate


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


class Paging(Schema):
    """Which part of a long list is asked for."""

    offset = fields.Integer(load_default=0, validate=validate.Range(min=0, max=1_000_000))
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=200))
