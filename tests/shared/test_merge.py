"""What becomes of rows when operations meet them: the case file, and what holds for any operations."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.merge import CONFLICTS, Effect, Place, lay_over
from shared.operations import check_operation, effects_of
from tests.shared.merge_cases import CASES, STORE, comparable, places_of, rows_of, wires_of


def effects(wire: dict[str, Any], store: str = STORE) -> tuple[Effect, ...]:
    return effects_of(check_operation(wire), store)


def by_collection(rows: dict[Place, Any]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for (collection, _), row in rows.items():
        found.setdefault(collection, []).append(dict(row))
    return found


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_every_case_comes_out_as_written(case):
    before = places_of(rows_of(case["before"]))
    untouched = copy.deepcopy(before)
    rows, verdicts = dict(before), []
    for wire in wires_of(case):
        laid = lay_over(rows, effects(wire))
        rows = laid.rows
        verdicts.append("merged" if laid.conflicts else "applied")
    assert comparable(by_collection(rows)) == comparable(rows_of(case["after"]))
    assert verdicts == case["verdicts"]
    assert before == untouched, "what was given has been changed"


def test_every_kind_of_change_is_in_the_case_file():
    said = {operation["kind"] for case in CASES for operation in case["operations"]}
    assert said == {"customer_edited", "preferences_changed", "consent_changed"}


def test_a_fact_that_is_there_already_stays_as_it_is():
    wire = {
        "id": "01980000-0000-7000-8000-000000000001", "sequence": 1, "kind": "note_added", "version": 1,
        "customer_id": 1, "associate_id": "mia", "at_ms": 5, "arguments": {"text": "first"},
    }  # fmt: skip
    once = lay_over({}, effects(wire)).rows
    again = lay_over(once, effects(wire | {"arguments": {"text": "second"}})).rows
    assert [row["text"] for row in again.values()] == ["first"]


def test_nothing_comes_of_changing_somebody_who_is_not_there():
    edit = next(case for case in CASES if "customer_conflicts" in case["before"])
    assert lay_over({}, effects(wires_of(edit)[0])).rows == {}


PHONES = st.sampled_from([None, "12345", "23456", "34567"])
WORDS = st.sampled_from([None, 5, "01980000-0000-7000-8000-000000000001"])
ARGUMENTS = st.one_of(
    st.tuples(st.just("customer_edited"), st.builds(
        lambda seen, wanted: {"changes": {"phone": {"from": seen, "to": wanted}}, "settles": []},
        PHONES, PHONES,
    )),
    st.tuples(st.just("consent_changed"), st.builds(
        lambda granted, seen: {
            "purpose": "marketing", "channel": "any", "granted": granted, "wording": "x", "seen": seen,
        }, st.booleans(), WORDS,
    )),
    st.tuples(st.just("preferences_changed"), st.builds(
        lambda added, value: {
            "kind": "likes", "added": [value] if added else [], "removed": [] if added else [value],
        }, st.booleans(), st.sampled_from(["tea", "milk"]),
    )),
)  # fmt: skip


@st.composite
def operations(draw: st.DrawFn) -> list[dict[str, Any]]:
    return [
        {
            "id": f"01980000-0000-7000-8000-{number:012x}", "sequence": number, "kind": kind, "version": 2,
            "customer_id": 1, "associate_id": "mia", "at_ms": number, "arguments": arguments,
        }
        for number, (kind, arguments) in enumerate(draw(st.lists(ARGUMENTS, max_size=8)), start=1)
    ]  # fmt: skip


START = places_of(rows_of({"customers": [{}]}))


@given(operations())
def test_laying_over_at_once_or_one_by_one_is_the_same_and_survives_json(wires):
    at_once = lay_over(START, [effect for wire in wires for effect in effects(wire)])
    rows: dict[Place, Any] = dict(START)
    for wire in wires:
        rows = lay_over(rows, effects(json.loads(json.dumps(wire)))).rows
    assert rows == at_once.rows


@given(operations())
def test_every_value_that_was_ever_written_and_lost_unseen_is_kept(wires):
    """P1 for people's words: a phone number that nobody saw go is among the conflicts or still hers."""
    rows: dict[Place, Any] = dict(START)
    for wire in wires:
        before = rows["customers", (1,)]["phone"]
        laid = lay_over(rows, effects(wire))
        rows, after = laid.rows, laid.rows["customers", (1,)]["phone"]
        if after != before:
            was_seen = wire["arguments"]["changes"]["phone"]["from"] == before
            kept = {row["lost"] for (name, _), row in rows.items() if name == CONFLICTS}
            assert was_seen or before in kept


@given(operations())
def test_nobody_is_written_to_after_a_withdrawal_unless_somebody_who_knew_of_it_asked_again(wires):
    place = "consents", (1, "marketing", "any")
    rows: dict[Place, Any] = dict(START)
    for wire in wires:
        before = rows.get(place)
        rows = lay_over(rows, effects(wire)).rows
        after = rows.get(place)
        if before and not before["granted"] and after["granted"]:
            assert wire["arguments"]["seen"] == before["operation_id"]
