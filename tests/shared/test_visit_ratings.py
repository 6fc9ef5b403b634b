"""What many taps say of a store: the same cases as the server's."""

from __future__ import annotations

from typing import Any

import pytest

from shared.visit_ratings import Rating, figures, standing
from tests.shared.cases import load

CASES = load("visit_ratings")["cases"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_figures_of_a_period_are_those_of_the_case(case: dict[str, Any]) -> None:
    facts = [Rating(**each) for each in case["facts"]]
    period = case["since_ms"], case["until_ms"]
    found = figures(facts, *period)
    assert list(found.counts) == case["store"]
    assert (found.count, found.average) == (sum(case["store"]), case["average"])
    people = {each.associate_id for each in standing(facts)}
    own = {who: figures([each for each in facts if each.associate_id == who], *period) for who in people}
    told = {who: list(each.counts) for who, each in own.items() if each.count}
    assert told == case["associates"]
