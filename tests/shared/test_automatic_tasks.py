"""What there is to do without anybody asking: by the case file, and the same on every tablet."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from shared.automatic_tasks import Agreed, AutomaticTask, Promised, Waiting, automatic_tasks, task_id
from shared.clock import DAY_MS, to_millis
from shared.next_action.facts import Outcome
from shared.sequences import DueStep, Step
from tests.shared.cases import load

CASES = load("automatic_tasks")


def found(case: dict[str, Any]) -> list[AutomaticTask]:
    case = CASES["base"] | case
    now_ms = to_millis(datetime.fromisoformat(case["now"]))
    return automatic_tasks(
        promises=[Promised(*each) for each in case.get("promises", ())],
        appointments=[Agreed(*each) for each in case.get("appointments", ())],
        put_asides=[Waiting(*each) for each in case.get("put_asides", ())],
        steps=[
            DueStep(
                customer, subject, "S", "silence", Step(2, "task", title), 1, 1, date(2026, 11, 18),
                date.fromisoformat(due),
            )
            for customer, subject, due, title in case.get("steps", ())
        ],
        outcomes=[
            (customer, Outcome(action, subject, outcome, None, now_ms - days * DAY_MS))
            for customer, action, subject, outcome, days in case.get("outcomes", ())
        ],
        today=date.fromisoformat(case["today"]),
        now_ms=now_ms,
        ahead_days=case.get("ahead_days", 0),
    )  # fmt: skip


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["name"])
def test_the_tasks_of_the_case(case: dict[str, Any]) -> None:
    said = [[each.rule, each.subject, each.customer_id, each.due_on, each.text] for each in found(case)]
    assert said == case["expected"]


def test_an_id_follows_from_rule_customer_and_subject_alone() -> None:
    (one,) = found({"promises": [["p", 1, "Call", "2026-11-22"]]})
    (other,) = found({"promises": [["p", 1, "Call her", "2026-11-21"]]})
    assert one.id == other.id == task_id("follow_up", 1, "p")
    others = {task_id("sequence", 1, "p"), task_id("follow_up", 2, "p"), task_id("follow_up", 1, "q")}
    assert len(others - {one.id}) == 3
