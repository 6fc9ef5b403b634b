"""What operations about an associate's own work must carry."""

from __future__ import annotations

from typing import Any

import pytest

from shared.merge import ConflictSettled, NewRow
from shared.operation_work import AppointmentChanged, AppointmentMade
from shared.operations import NOBODY, check_operation, effects_of, is_about_nobody
from tests.shared.operation_world import ARGUMENTS, PROMOTION, wire

STATE = {"state": {"from": "agreed", "to": "kept"}}


def complaint(kind: str, **changes: Any) -> str:
    with pytest.raises(Exception, match="cannot be applied") as error:
        check_operation(wire(kind, arguments=ARGUMENTS[kind, 4] | changes))
    return str(error.value)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"task_id": "x"}, "it names the task"),
        ({"outcome": "later"}, "one of done, not_possible, open"),
        ({"reason": None}, "it says why"),
        ({"reason": " two\nlines"}, "it says why"),
        ({"outcome": "done"}, "only what was not possible has a reason"),
    ],
)
def test_the_end_of_a_task_makes_sense(changes: dict[str, Any], sentence: str) -> None:
    assert sentence in complaint("task_ended", **changes)


def test_a_task_is_about_nobody_and_its_end_is_a_fact() -> None:
    operation = check_operation(wire("task_ended", customer_id=NOBODY))
    assert is_about_nobody(operation)
    (effect,) = effects_of(operation, "367")
    assert isinstance(effect, NewRow)
    assert (effect.collection, effect.row["task_id"], effect.row["reason"]) == (
        "task_outcomes", PROMOTION, "Out of cloth",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"minutes": 20}, "one of 15, 30, 45, 60, 90, 120 minutes"),
        ({"minutes": 30.0}, "one of 15"),
        ({"starts_local": "2026-11-27"}, "a day and a time"),
        ({"about": "x" * 121}, "at most 120 characters"),
        ({"about": " x"}, "at most 120 characters"),
    ],
)
def test_an_appointment_makes_sense(changes: dict[str, Any], sentence: str) -> None:
    assert sentence in complaint("appointment_made", **changes)


def test_an_appointment_may_be_about_nothing_in_particular() -> None:
    operation = check_operation(
        wire("appointment_made", arguments=ARGUMENTS["appointment_made", 4] | {"about": ""})
    )
    (effect,) = effects_of(operation, "367")
    assert isinstance(effect, AppointmentMade)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"appointment_id": 7}, "it names the appointment"),
        ({"changes": []}, "some of starts_local, about, state"),
        ({"changes": {"minutes": {"from": "1", "to": "2"}}}, "some of starts_local, about, state"),
        ({"changes": {}}, "something is changed"),
        ({"changes": {"state": "kept"}}, "what was seen and what is wanted"),
        ({"changes": {"state": {"from": "agreed", "to": "lost"}}}, "one of agreed, moved, kept, cancelled"),
        ({"changes": {"starts_local": {"from": "x", "to": "2026-11-27T15:00"}}}, "a day and a time"),
        ({"settles": ["x"]}, "conflicts that it settles"),
        ({"settles": None}, "conflicts that it settles"),
        ({"settles": [PROMOTION] * 51}, "conflicts that it settles"),
    ],
)
def test_a_change_of_an_appointment_makes_sense(changes: dict[str, Any], sentence: str) -> None:
    assert sentence in complaint("appointment_changed", **changes)


def test_a_change_settles_what_it_was_made_for() -> None:
    arguments = ARGUMENTS["appointment_changed", 4] | {"changes": STATE, "settles": [PROMOTION]}
    first, second = effects_of(check_operation(wire("appointment_changed", arguments=arguments)), "367")
    assert isinstance(first, AppointmentChanged)
    assert isinstance(second, ConflictSettled)
