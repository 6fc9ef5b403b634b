"""Sequences of follow-ups: by the case file, and what HQ may write."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from importlib import resources
from typing import Any

import pytest

from shared.clock import DAY_MS, to_millis
from shared.errors import InvalidInput
from shared.fatigue import Fatigue
from shared.next_action.facts import Outcome
from shared.sequences import (
    STOPS,
    Begun,
    FollowUpSequence,
    LatestPurchase,
    SequenceFacts,
    Step,
    begins_with,
    check_sequence,
    due_step,
    sequence_of,
    steps_as_json,
)
from tests.shared.cases import load

CASES = load("sequences")


def sequence(values: dict[str, Any], *, is_on: bool = True) -> FollowUpSequence:
    row = {"about": None, "least": None, "is_on": int(is_on)} | values
    stops = values.get("stops_with", list(STOPS))
    return sequence_of(row | {"steps": json.dumps(values["steps"]), "stops_with": json.dumps(stops)})


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["name"])
def test_the_step_of_the_case(case: dict[str, Any]) -> None:
    case = CASES["base"] | case
    today = date.fromisoformat(case["today"])
    now_ms = to_millis(datetime(today.year, today.month, today.day, 12, tzinfo=UTC))
    latest = case.get("latest")
    carted, joined = case.get("carted_on"), case.get("joined", {})
    facts = SequenceFacts(
        customer_id=1,
        today=today,
        now_ms=now_ms,
        begun=Begun(
            latest
            and LatestPurchase(date.fromisoformat(latest[0]), latest[1], latest[2], frozenset(latest[3:])),
            carted and date.fromisoformat(carted),
            {key: date.fromisoformat(day) for key, day in joined.items()},
        ),
        may_personalize=case["may_personalize"],
        channel=case["channel"],
        outcomes=tuple(
            Outcome(action, subject, outcome, channel, now_ms - days * DAY_MS)
            for action, subject, outcome, channel, days in case.get("outcomes", ())
        ),
        word_on=date.fromisoformat(case["word_on"]) if "word_on" in case else None,
        used_on=date.fromisoformat(case["used_on"]) if "used_on" in case else None,
        offers=frozenset(case.get("offers", ())),
    )
    sequences = [sequence(each, is_on=each["id"] not in case.get("off", ())) for each in case["sequences"]]
    found = due_step(sequences, facts, fatigue=Fatigue(**case["fatigue"]))
    said = found and [found.subject, found.step.title, found.due_on.isoformat(), found.number, found.steps]
    assert said == case["expected"]


def test_what_a_newer_hq_waits_for_begins_nothing_here() -> None:
    newer = FollowUpSequence("n", "N", "returned", None, None, (Step(0, "task", "Ask"),), True)
    assert not begins_with(newer, LatestPurchase(date(2026, 11, 20), 100, 1))


def test_steps_stand_in_the_order_of_their_days_and_unknown_parts_are_passed_over() -> None:
    steps = [
        {"after_days": 9, "deed": "task", "title": "B", "colour": "red"},
        {"after_days": 1, "deed": "message", "title": "A", "text": "Hello"},
    ]
    found = sequence({"id": "s", "name": "S", "starts_with": "first_purchase", "steps": steps})
    assert found.steps == (Step(1, "message", "A", "Hello"), Step(9, "task", "B"))


GOOD = FollowUpSequence("s", "S", "big_purchase", None, 100, (Step(1, "task", "A"),), True)


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("name", {"name": " "}),
        ("name", {"name": "n" * 81}),
        ("starts_with", {"starts_with": "rain"}),
        ("about", {"starts_with": "bought"}),
        ("least", {"least": None}),
        ("steps", {"steps": ()}),
        ("steps", {"steps": tuple(Step(day, "task", "A") for day in range(9))}),
        ("about", {"starts_with": "audience"}),
        ("least", {"least": -1}),
        ("stops_with", {"stops_with": ("rain",)}),
        ("step_2", {"steps": (Step(1, "task", "A"), Step(1, "task", "B"))}),
        ("step_1", {"steps": (Step(401, "task", "A"),)}),
        ("step_1", {"steps": (Step(1, "sing", "A"),)}),
        ("step_1", {"steps": (Step(1, "task", " "),)}),
        ("step_1", {"steps": (Step(1, "task", "A", "t" * 301),)}),
        ("step_1", {"steps": (Step(1, "offer", "A"),)}),
    ],
)
def test_a_sequence_that_makes_no_sense_says_which_field(field: str, wrong: dict[str, Any]) -> None:
    values = {name: getattr(GOOD, name) for name in FollowUpSequence.__dataclass_fields__} | wrong
    with pytest.raises(InvalidInput) as error:
        check_sequence(FollowUpSequence(**values))
    assert set(error.value.fields) == {field}


def test_the_sequences_that_come_with_the_product_make_sense() -> None:
    text = resources.files("server.sequences").joinpath("starter.json").read_text(encoding="utf-8")
    starters = json.loads(text)
    for each in starters:
        check_sequence(sequence(each))
    assert [each["id"] for each in starters] == sorted(each["id"] for each in starters)
    check_sequence(GOOD)


def test_steps_are_stored_as_they_are_read() -> None:
    steps = (Step(1, "task", "A"), Step(3, "offer", "B", "Now", "0198f7a0-0000-7000-8000-0000000000a1"))
    row = {"id": "s", "name": "S", "starts_with": "audience", "about": "x", "least": None, "is_on": 1}
    found = sequence_of(row | {"steps": steps_as_json(steps), "stops_with": "[]"})
    assert (found.steps, found.stops_with) == (steps, ())
    check_sequence(found)
