"""Plans: how many customers, how many days, and when neither is enough."""

from __future__ import annotations

import math

import pytest

from server.statistics.always_valid import final_level
from server.statistics.errors import (
    ImpossibleCount,
    NoBase,
    NoVariation,
    OutOfRange,
    StatisticsError,
    Unreachable,
)
from server.statistics.planning import (
    days_until,
    detectable,
    needed,
    plan,
    power_of,
    variance_left,
)  # fmt: skip
from server.statistics.sums import Sums
from tests.server.statistics.samples import sample

DRAWN = sample(5, 5_000)
BEFORE = DRAWN.sums(0) + DRAWN.sums(1)
REACHED = [120 * day for day in range(1, 91)]


def test_what_is_needed_gives_the_power_that_was_asked_for() -> None:
    for watched in (False, True):
        customers = needed(100.0, 4e6, power=0.9, watched=watched)
        assert power_of(customers, 100.0, 4e6, watched=watched) == pytest.approx(0.9)
        assert detectable(customers, 4e6, power=0.9, watched=watched) == pytest.approx(100.0, rel=1e-6)


def test_watching_every_day_asks_for_a_few_more() -> None:
    watched = needed(100.0, 4e6, watched=True)
    assert watched == pytest.approx(needed(100.0, 4e6, level=final_level(0.95)))
    assert 1.0 < watched / needed(100.0, 4e6) < 1.1


def test_a_drop_is_as_hard_to_see_as_a_rise() -> None:
    assert needed(-100.0, 4e6) == pytest.approx(needed(100.0, 4e6))


def test_an_uneven_split_needs_more() -> None:
    assert needed(100.0, 4e6, treated_per_control=9) > 2 * needed(100.0, 4e6)
    assert power_of(2, 1e9, 1.0) == 0.0  # no arm of fewer than two


def test_a_plan_holds_every_arm_and_whole_weeks() -> None:
    found = plan(BEFORE, [5_000, 5_000], 0, 0.05, REACHED, watched=False)
    assert found.customers == sum(found.of_arms)
    assert found.of_arms[0] == found.of_arms[1]
    assert found.smallest_effect == pytest.approx(0.05 * BEFORE.mean)
    assert found.customers == pytest.approx(needed(found.smallest_effect, BEFORE.variance), abs=2)
    assert found.days is not None
    assert found.days % 7 == 0


def test_more_arms_and_smaller_arms_need_more() -> None:
    two = plan(BEFORE, [5_000, 5_000], 0, 0.05, REACHED).customers
    three = plan(BEFORE, [3_333, 3_333, 3_334], 0, 0.05, REACHED).customers
    thin = plan(BEFORE, [9_000, 1_000], 0, 0.05, REACHED)
    assert two < three < thin.customers
    assert thin.of_arms[0] == pytest.approx(9 * thin.of_arms[1], abs=9)


def test_what_customers_brought_before_shortens_the_trial() -> None:
    known = DRAWN.sums(0, beside=DRAWN.before) + DRAWN.sums(1, beside=DRAWN.before)
    assert variance_left(known) < known.variance
    assert plan(known, [1, 1], 0, 0.05, REACHED).customers < plan(BEFORE, [1, 1], 0, 0.05, REACHED).customers


def test_days_follow_how_customers_come() -> None:
    assert days_until(0, [10]) == 7
    assert days_until(70, [10] * 3 + [100]) == 7
    assert days_until(700, [100 * day for day in range(1, 11)]) == 7
    assert days_until(701, [100 * day for day in range(1, 11)]) == 14
    assert days_until(2_000, [100 * day for day in range(1, 11)]) == 21
    assert days_until(500, [300, 300, 300, 300, 300]) is None  # nobody new comes
    assert days_until(20, [10]) == 7  # of a single day only its own


@pytest.mark.parametrize("reached", [[], [5, 4], [-1, 3]])
def test_customers_reached_never_become_fewer(reached: list[int]) -> None:
    with pytest.raises(OutOfRange):
        days_until(10, reached)
    with pytest.raises(ImpossibleCount):
        days_until(-1, [1])


@pytest.mark.parametrize(
    ("before", "weights", "control", "uplift", "error"),
    [
        (Sums(9, 0, 0), [1, 1], 0, 0.05, NoBase),
        (Sums(9, -9, 90), [1, 1], 0, 0.05, NoBase),
        (Sums(3, 30, 300), [1, 1], 0, 0.05, NoVariation),
        (BEFORE, [1, 1], 2, 0.05, OutOfRange),
        (BEFORE, [1], 0, 0.05, OutOfRange),
        (BEFORE, [1, 0], 0, 0.05, OutOfRange),
        (BEFORE, [1, 1], 0, 0.0, Unreachable),
        (BEFORE, [1, 1], 0, -1.0, OutOfRange),
        (BEFORE, [1, 1], 0, 1e-9, Unreachable),
    ],
)
def test_what_cannot_be_planned_says_why(
    before: Sums, weights: list[float], control: int, uplift: float, error: type[StatisticsError]
) -> None:
    with pytest.raises(error) as told:
        plan(before, weights, control, uplift, REACHED)
    assert told.value.sentence.endswith(".")


def test_figures_out_of_range_are_refused() -> None:
    for wrong in (0.0, 1.0):
        with pytest.raises(OutOfRange):
            needed(1.0, 1.0, power=wrong)
        with pytest.raises(OutOfRange):
            detectable(100, 1.0, level=wrong)
    for variance in (0.0, -1.0, math.inf):
        with pytest.raises(OutOfRange):
            power_of(100, 1.0, variance)
    with pytest.raises(OutOfRange):
        needed(math.nan, 1.0)
