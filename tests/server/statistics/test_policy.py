"""What another policy would have earned: right on average, cautious where the log says little."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from benchmarks.statistics_policies import logs
from server.statistics.errors import ImpossibleCount, OutOfRange, TooFew
from server.statistics.policy import Log, doubly_robust, ips, snips

RNG = np.random.default_rng(8)


def even(n: int) -> Log:
    """A log of two offers shown evenly, of which the other policy would show only the first."""
    shown = np.arange(n) % 2
    return Log(np.where(shown == 0, 4.0, 1.0) + np.arange(n) % 3, np.full(n, 0.5), (shown == 0).astype(float))


def test_the_policy_that_was_logged_earns_what_was_earned() -> None:
    rewards = RNG.gamma(2.0, 50.0, 400)
    same = Log(rewards, np.full(400, 0.25), np.full(400, 0.25))
    for estimator in (ips, snips):
        found = estimator(same)
        assert found.value == found.logged
        assert found.value.value == pytest.approx(rewards.mean())
        assert found.gain.value == pytest.approx(0.0, abs=1e-12)
        assert found.overlap.cautions == ()
        assert found.overlap.effective == pytest.approx(400)


def test_the_better_offer_alone_earns_what_it_did_alone() -> None:
    found = snips(even(600))
    assert found.value.value == pytest.approx(5.0)
    assert found.logged.value == pytest.approx(3.5)
    assert found.gain.is_above_zero
    assert found.gain.value == pytest.approx(1.5)
    assert found.overlap.effective == pytest.approx(300)


def test_a_right_model_leaves_only_what_it_expects_and_a_wrong_one_does_no_harm() -> None:
    drawn = list(logs(300, seed=9))
    found = {"right": [], "wrong": [], "ips": []}  # type: dict[str, list[float]]
    for each in drawn:
        wrong = np.full_like(each.expected, 500.0)
        found["right"].append(doubly_robust(each.log, each.expected, each.expected_of_policy).value.value)
        found["wrong"].append(doubly_robust(each.log, wrong, wrong).value.value)
        found["ips"].append(ips(each.log).value.value)
    for name, values in found.items():
        error = np.std(values) / math.sqrt(len(values))
        assert abs(np.mean(values) - drawn[0].truth) < 4 * error, name
    assert np.std(found["right"]) < np.std(found["ips"])


def test_decisions_of_one_customer_are_not_independent() -> None:
    rewards = np.repeat(RNG.gamma(2.0, 50.0, 100), 10)
    chances = np.full(1000, 0.5)
    apart = ips(Log(rewards, chances, chances)).value
    together = ips(Log(rewards, chances, chances, np.repeat(np.arange(100), 10))).value
    assert together.value == apart.value
    assert together.high - together.low == pytest.approx(math.sqrt(10) * (apart.high - apart.low), rel=0.05)


def test_thin_overlap_is_told() -> None:
    rare = Log(np.ones(2_000), np.full(2_000, 0.001), np.r_[np.full(3, 0.001), np.zeros(1_997)])
    assert "thin_overlap" in snips(rare).overlap.cautions
    assert "one_decides" in snips(rare).overlap.cautions
    assert "weights_off" in snips(rare).overlap.cautions


def test_propensities_that_are_not_true_are_told() -> None:
    shown = RNG.random(5_000) < 0.5
    wrong = Log(np.ones(5_000), np.full(5_000, 0.25), np.where(shown, 0.5, 0.5))
    found = ips(wrong).overlap
    assert found.cautions == ("weights_off",)
    assert found.mean_weight.value == pytest.approx(2.0)


def test_a_policy_that_was_never_logged_has_no_worth() -> None:
    never = Log([1.0, 2.0, 3.0], [0.5, 0.5, 0.5], [0.0, 0.0, 0.0])
    with pytest.raises(TooFew):
        snips(never)
    assert ips(never).overlap.effective == 0.0


IN_TWO_DIMENSIONS: Any = [[1.0], [2.0]]


@pytest.mark.parametrize(
    "log",
    [
        Log([1.0, 2.0], [0.0, 0.5], [0.5, 0.5]),
        Log([1.0, 2.0], [1.1, 0.5], [0.5, 0.5]),
        Log([1.0, 2.0], [0.5, 0.5], [-0.1, 0.5]),
        Log([1.0, 2.0], [0.5, 0.5], [1.1, 0.5]),
        Log([1.0, math.nan], [0.5, 0.5], [0.5, 0.5]),
        Log(IN_TWO_DIMENSIONS, [0.5, 0.5], [0.5, 0.5]),
    ],
)
def test_a_log_that_cannot_be_is_refused(log: Log) -> None:
    for estimator in (ips, snips):
        with pytest.raises(OutOfRange):
            estimator(log)


def test_too_few_decisions_and_lengths_that_differ_are_refused() -> None:
    with pytest.raises(TooFew):
        ips(Log([1.0], [0.5], [0.5]))
    with pytest.raises(TooFew):
        ips(Log([1.0, 2.0], [0.5, 0.5], [0.5, 0.5], [7, 7]))
    with pytest.raises(ImpossibleCount):
        ips(Log([1.0, 2.0, 3.0], [0.5, 0.5], [0.5, 0.5]))
    with pytest.raises(ImpossibleCount):
        ips(Log([1.0, 2.0], [0.5, 0.5], [0.5, 0.5], [1, 2, 3]))
    with pytest.raises(ImpossibleCount):
        doubly_robust(Log([1.0, 2.0], [0.5, 0.5], [0.5, 0.5]), [1.0], [1.0])
