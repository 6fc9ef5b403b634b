"""The verdict says what the sums allow, in the order in which it matters."""

from __future__ import annotations

from random import Random

import pytest

from server.experiments.started import Phase, Started
from server.insights.arrivals import Missing
from server.insights.outcomes import Metric, Outcome, is_holding
from server.insights.results import Results, SegmentResult, compared
from server.insights.sums import EVERYBODY, NAMES, Arms, ArmSums, Segment
from server.insights.verdict import signed
from server.statistics.comparing import Estimate
from shared.experiments import Arm, Trial


def arm(mean: int, *, customers: int = 2_000, seed: int = 0, buyers: int = 0, **more: int) -> ArmSums:
    """An arm whose customers spent so much on average; each differs."""
    draw = Random(seed + mean)
    spent = [mean + draw.randint(-1_000, 1_000) for _ in range(customers)]
    figures = dict.fromkeys(NAMES, 0) | {
        "customers": customers, "buyers": buyers, "spent": sum(spent), "spent_sq": sum(s * s for s in spent),
    } | more  # fmt: skip
    return ArmSums(**figures)


def started(*weights: int, metric: str = "revenue") -> Started:
    """An experiment whose arms are a (the control), b, c…"""
    arms = tuple(Arm(key, key.upper(), weight) for key, weight in zip("abcd", weights, strict=False))
    trial = Trial("t", "Trial", arms, "a", "2026-11-01T00:00", "2026-12-01T00:00")
    return Started(trial, "experiment", "offers", metric, 1, None, None, 5_000)


def read(
    trial: Started, phase: Phase = "running", parts: dict[Segment, Arms] | None = None, **arms: ArmSums
) -> Results:
    return compared(trial, phase, {EVERYBODY: arms, **(parts or {})}, {}, Missing())


def test_the_best_of_several_is_named_and_each_is_held_to_a_stricter_level() -> None:
    two = read(started(5_000, 5_000), a=arm(5_000), b=arm(5_300))
    three = read(started(3_334, 3_333, 3_333), a=arm(5_000), b=arm(5_300), c=arm(5_600))
    assert (three.verdict.kind, three.verdict.arm) == ("better", "c")
    assert "“C” does better than “A”" in three.verdict.sentence
    alone, beside = two.main[0].difference, three.main[0].difference
    assert alone is not None
    assert beside is not None
    assert beside.low < alone.low < alone.high < beside.high


def test_one_that_does_worse_is_no_verdict_while_another_is_open() -> None:
    found = read(started(3_334, 3_333, 3_333), a=arm(5_000), b=arm(4_000), c=arm(5_000, seed=9))
    assert found.verdict.kind == "open"
    said = found.verdict.sentence
    assert said.startswith("No difference to be told yet with “C”: whatever there is lies between −")
    assert " and +" in said, "the interval is of the arm that is open: it holds nothing"
    assert said.endswith("“B” does worse than “A”.")
    both = read(started(3_334, 3_333, 3_333), a=arm(5_000), b=arm(4_000), c=arm(4_500))
    assert (both.verdict.kind, both.verdict.arm) == ("worse", "b")


def test_arms_that_share_a_control_earn_together_and_their_errors_are_added_as_they_are() -> None:
    found = read(started(3_334, 3_333, 3_333), a=arm(5_000), b=arm(5_300), c=arm(5_600))
    b, c = (each.earned for each in found.main)
    assert b is not None
    assert c is not None
    assert found.earned is not None
    assert found.earned.value == pytest.approx(b.value + c.value)
    assert found.earned.high - found.earned.low == pytest.approx(b.high - b.low + c.high - c.low)
    uneven = read(started(5_000, 5_000), a=arm(5_000, customers=1_500), b=arm(5_300))
    assert (uneven.verdict.kind, uneven.earned) == ("split", None)


def test_a_broken_guard_rail_without_a_gain_is_told() -> None:
    found = read(started(5_000, 5_000), a=arm(5_000, withdrew=5), b=arm(5_000, seed=9, withdrew=200))
    assert [each.metric for each in found.broken] == ["withdrew"]
    assert found.verdict.kind == "harm"
    assert "more customers took a consent back" in found.verdict.sentence


def test_an_end_without_a_difference_says_what_may_still_be_there() -> None:
    found = read(started(5_000, 5_000), "ended", a=arm(5_000), b=arm(5_000, seed=9))
    assert found.verdict.kind == "none"
    assert found.verdict.sentence.startswith("No difference was found: whatever there is lies between −")


def test_a_rate_is_judged_in_percentage_points() -> None:
    found = read(
        started(5_000, 5_000, metric="purchase_rate"), a=arm(5_000, buyers=400), b=arm(5_000, buyers=800)
    )
    assert found.metric == "purchase_rate"
    assert found.verdict.kind == "better"
    assert "20.0 percentage points more customers who bought (+100.0%, between" in found.verdict.sentence
    assert [each.metric for each in found.others] == ["revenue", "redemption_rate"]


def test_nobody_met_it_once_it_is_over() -> None:
    assert read(started(5_000, 5_000), "ended").verdict.sentence == "Nobody met it."


def test_no_segment_stands_out_by_being_one_of_very_many() -> None:
    parts: dict[Segment, Arms] = {
        Segment("store", str(n)): {
            "a": arm(5_000, customers=150, seed=n),
            "b": arm(5_000, customers=150, seed=n + 500),
        }
        for n in range(200)
    }
    found = read(started(5_000, 5_000), parts=parts, a=arm(5_000), b=arm(5_000, seed=9))
    assert len(found.segments) == 200
    assert not any(each.stands_out for each in found.segments)
    one = Segment("store", "x")
    parts[one] = {"a": arm(5_000, customers=300), "b": arm(6_000, customers=300)}
    found = read(started(5_000, 5_000), parts=parts, a=arm(5_000), b=arm(5_000, seed=9))
    assert [each.segment for each in found.segments if each.stands_out] == [one]


def test_segments_of_several_arms_are_held_to_the_same_stricter_level_as_everybody() -> None:
    arms = {"a": arm(5_000), "b": arm(5_300), "c": arm(5_600)}
    found = read(started(3_334, 3_333, 3_333), parts={Segment("store", "x"): arms}, **arms)
    whole = {each.arm: each.difference for each in found.main}
    assert {each.outcome.arm: each.outcome.difference for each in found.segments} == whole


@pytest.mark.parametrize(
    ("is_final", "p_value", "sure"), [(False, 0.045, True), (True, 0.045, False), (True, 0.039, True)]
)
def test_at_the_last_look_a_segment_stands_out_only_at_the_level_of_that_look(
    is_final: bool, p_value: float, sure: bool
) -> None:
    seen = Outcome("revenue", "b", None, None, is_final=is_final)
    assert SegmentResult(Segment("store", "x"), "X", seen, 500, p_value).stands_out is sure


@pytest.mark.parametrize(
    ("metric", "control", "low", "high", "holds"),
    [
        ("returned_share", 0.2, -0.06, 0.06, False),
        ("returned_share", 0.2, -0.06, 0.01, True),
        ("rating", 4.0, -0.5, 0.6, False),
        ("rating", 4.0, -0.3, 0.6, True),
    ],
)
def test_a_guard_rail_holds_only_where_no_more_harm_than_is_tolerated_can_be(
    metric: Metric, control: float, low: float, high: float, holds: bool
) -> None:
    seen = Outcome(metric, "b", control, control, difference=Estimate(0, low, high))
    assert is_holding(seen) is holds
    assert not is_holding(Outcome(metric, "b", None, None))


@pytest.mark.parametrize(("share", "text"), [(0.081, "+8.1%"), (-0.03, "−3.0%"), (0.0001, "±0.0%")])
def test_a_change_carries_its_sign(share: float, text: str) -> None:
    assert signed(share) == text
