"""The guard over all channels: by the case file, and what of her outcomes she has met."""

from __future__ import annotations

from typing import Any

import pytest

from shared.clock import DAY_MS
from shared.fatigue import Fatigue, Touch, guard, touches_of
from shared.next_action.facts import Outcome
from tests.shared.cases import load

CASES = load("fatigue")["cases"]
NOW_MS = 20_600 * DAY_MS + DAY_MS // 2
SETTINGS = {"quiet_days": 14, "most_touches": 3, "touch_days": 30}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_answer_of_the_case(case: dict[str, Any]) -> None:
    touches = [Touch(way, NOW_MS - round(days * DAY_MS), asked) for way, days, asked in case["touches"]]
    fatigue = Fatigue(**case.get("fatigue", SETTINGS))
    found = guard(case["way"], touches, fatigue, NOW_MS, promised=case.get("promised", False))
    days = None if found.until_ms is None else round((found.until_ms - NOW_MS) / DAY_MS, 3)
    assert [found.reason, days] == case["expected"]
    assert found.allowed == (found.reason in ("open", "promised"))


def test_from_the_moment_it_names_she_may_be_met_again() -> None:
    touches = [Touch("store", NOW_MS - days * DAY_MS) for days in (1, 5, 9)]
    found = guard("store", touches, Fatigue(**SETTINGS), NOW_MS)
    assert found.until_ms is not None
    assert not guard("store", touches, Fatigue(**SETTINGS), found.until_ms - 1).allowed
    assert guard("store", touches, Fatigue(**SETTINGS), found.until_ms).allowed


def test_what_was_put_off_she_has_not_met_and_an_unknown_channel_was_none() -> None:
    outcomes = [
        Outcome("date", "a", "done", "email", 1),
        Outcome("date", "b", "later", "email", 2),
        Outcome("offer", "c", "unwanted", None, 3),
        Outcome("follow_up", "d", "done", "pigeon", 4),
    ]
    assert touches_of(outcomes) == (Touch("email", 1), Touch("store", 3), Touch("store", 4, True))
