"""Messages: blanks are filled or told, and nobody is written to who may not be."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import pytest

from shared.clock import DAY_MS
from shared.consent import Consent
from shared.errors import InvalidInput
from shared.fatigue import Fatigue
from shared.message_templates import (
    LONGEST,
    MessageTemplate,
    Verdict,
    check_template,
    fill,
    may_write,
    template_from_row,
)
from shared.next_action.facts import Outcome
from tests.shared.cases import load

CASES = load("messages")
NOW_MS = 1_800_000_000_000
BIRTHDAY = MessageTemplate("b", "Birthday", "message", "marketing", "en", "Happy birthday, {given_name}!")


@pytest.mark.parametrize("case", CASES["texts"], ids=lambda case: case["name"])
def test_a_text_becomes_what_the_case_says(case: dict[str, Any]) -> None:
    found = fill(case["text"], case["values"])
    assert (found.text, list(found.unknown), list(found.empty)) == (
        case["filled"], case["unknown"], case["empty"],
    )  # fmt: skip


@pytest.mark.parametrize("case", CASES["permissions"], ids=lambda case: case["name"])
def test_she_may_be_written_to_as_the_case_says(case: dict[str, Any]) -> None:
    consents = [Consent(*each, at_ms=NOW_MS - 99 * DAY_MS) for each in case["consents"]]
    outcomes = [
        Outcome("date", "x", outcome, channel, NOW_MS - int(days * DAY_MS))
        for outcome, channel, days in case["contacts"]
    ]
    found = may_write(
        case["channel"], case["purpose"], consents, outcomes, now_ms=NOW_MS, fatigue=Fatigue(quiet_days=14)
    )  # fmt: skip
    assert found == Verdict(case["refusal"], case["days_left"])
    assert found.allowed == (case["refusal"] is None)


def test_a_row_becomes_the_template_it_was() -> None:
    row = asdict(BIRTHDAY) | {"is_on": 0, "updated_ms": 5}
    assert template_from_row(row) == replace(BIRTHDAY, is_on=False)
    check_template(BIRTHDAY)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"channel": "phone"}, "channel"),
        ({"purpose": "fun"}, "purpose"),
        ({"language": "english"}, "language"),
        ({"language": "EN"}, "language"),
        ({"text": " \n "}, "text"),
        ({"text": "x" * (LONGEST["message"] + 1)}, "text"),
        ({"text": "Dear {name}"}, "text"),
        ({"text": "Dear {given_name"}, "text"),
        ({"text": "Dear given_name}"}, "text"),
        ({"text": "nothing\x00more"}, "text"),
    ],
)
def test_a_template_that_makes_no_sense_is_told_field_by_field(changes: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        check_template(replace(BIRTHDAY, **changes))
    assert set(caught.value.fields) == {field}


def test_a_letter_may_be_longer_than_a_text_message() -> None:
    check_template(replace(BIRTHDAY, channel="email", text="x" * LONGEST["email"]))
