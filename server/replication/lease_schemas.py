"""What tablets and HQ tell each other about leases, at the edge; `sync.leases` says what it means."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate

from server.fields import PlainText
from server.replication.schemas import SpokenSchema
from sync.leases import LONGEST_NAME, MAX_HELD, MAX_WANTED, Counters, LeaseReport
from sync.protocol import PROTOCOL_VERSION, SELF_CHECKING

_MOST_UNITS = (1 << 53) - 1


def _check_counters(row: Any) -> None:
    """A row of counters: the quota, then what was granted, returned and used."""
    fits = (
        isinstance(row, list)
        and len(row) == 4
        and isinstance(row[0], str)
        and 0 < len(row[0]) <= LONGEST_NAME
    )
    if not fits or "\x00" in row[0] or not all(_is_units(number) for number in row[1:]):
        raise ValidationError("Give a quota and three numbers of units.")


def _is_units(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST_UNITS


class LeaseReportSchema(SpokenSchema):
    """What a tablet holds and has used, and what it wants because somebody is about to need it."""

    protocol = fields.Integer(
        required=True, strict=True, validate=validate.Range(SELF_CHECKING, PROTOCOL_VERSION)
    )
    contact = fields.Integer(required=True, strict=True, validate=validate.Range(0, _MOST_UNITS))
    lease = PlainText(least=1, most=LONGEST_NAME, load_default=None, allow_none=True)
    held = fields.List(
        fields.Raw(validate=_check_counters), load_default=[], validate=validate.Length(max=MAX_HELD),
        metadata={"description": "For each quota: its name, units granted, returned, used; totals."},
    )  # fmt: skip
    wanted = fields.List(
        PlainText(least=1, most=LONGEST_NAME), load_default=[], validate=validate.Length(max=MAX_WANTED)
    )

    @post_load
    def make(self, given: dict[str, Any], **_: Any) -> LeaseReport:
        """The value itself."""
        held = tuple(Counters(*row) for row in given["held"])
        return LeaseReport(given["contact"], given["lease"], held, tuple(given["wanted"]))


class LeaseAnswerSchema(Schema):
    """The tablet's lease and its units. Moments are HQ's time."""

    contact = fields.Integer(required=True)
    lease = fields.String(required=True)
    at_ms = fields.Integer(required=True)
    expires_ms = fields.Integer(required=True)
    is_alone = fields.Boolean(required=True)
    grants = fields.List(
        fields.List(fields.Raw()), required=True,
        metadata={"description": "For each quota: its name, units granted, to be held, returned, used."},
    )  # fmt: skip
