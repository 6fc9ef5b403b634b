"""Every figure agrees with tea-tasting's on the same customers, to one part in a thousand million."""

from __future__ import annotations

import math
from typing import Any

import pyarrow as pa
import pytest
import tea_tasting as tt
from scipy import stats

from server.statistics.comparing import Comparison, adjusted, means, ratios
from server.statistics.families import benjamini_hochberg, holm
from server.statistics.planning import detectable, needed, power_of, variance_left
from server.statistics.shares import shares
from server.statistics.splits import check_split
from server.statistics.sums import Counts
from tests.server.statistics.samples import Sample, sample

CLOSE = 1e-9
SIZES = [(1, 12, 0.5), (2, 400, 0.5), (3, 400, 0.1), (4, 20_000, 0.5), (5, 20_000, 0.9)]


def customers(seed: int, n: int, treated: float) -> Sample:
    return sample(seed, n, uplift=0.1, treated=treated)


def table(drawn: Sample) -> pa.Table:
    return pa.table(
        {
            "variant": drawn.arm, "revenue": drawn.revenue, "before": drawn.before, "baskets": drawn.baskets,
            "bought": (drawn.revenue > 0).astype(int),
        }
    )  # fmt: skip


def analyzed(drawn: Sample, metric: Any) -> Any:
    return tt.Experiment(metric=metric).analyze(table(drawn), control=0)["metric"]


def assert_same(ours: Comparison, theirs: Any) -> None:
    assert ours.uplift is not None
    mine = (
        ours.control, ours.treated, ours.difference.value, ours.difference.low, ours.difference.high,
        ours.uplift.value, ours.uplift.low, ours.uplift.high, ours.p_value,
    )  # fmt: skip
    assert mine == pytest.approx(
        (
            theirs.control, theirs.treatment, theirs.effect_size, theirs.effect_size_ci_lower,
            theirs.effect_size_ci_upper, theirs.rel_effect_size, theirs.rel_effect_size_ci_lower,
            theirs.rel_effect_size_ci_upper, theirs.pvalue,
        ),
        rel=CLOSE, abs=1e-15,
    )  # fmt: skip


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("level", [0.9, 0.95, 0.999])
def test_the_mean_of_two_arms(size: tuple[int, int, float], level: float) -> None:
    drawn = customers(*size)
    theirs = analyzed(drawn, tt.Mean("revenue", confidence_level=level))
    assert_same(means(drawn.sums(0), drawn.sums(1), level=level), theirs)


@pytest.mark.parametrize("size", SIZES)
def test_a_ratio_of_two_arms(size: tuple[int, int, float]) -> None:
    drawn = customers(*size)
    arms = [drawn.sums(arm, beside=drawn.baskets) for arm in (0, 1)]
    assert_same(ratios(*arms), analyzed(drawn, tt.RatioOfMeans("revenue", "baskets")))


@pytest.mark.parametrize("size", SIZES)
def test_a_mean_adjusted_by_what_was_before(size: tuple[int, int, float]) -> None:
    drawn = customers(*size)
    arms = [drawn.sums(arm, beside=drawn.before) for arm in (0, 1)]
    assert_same(adjusted(*arms), analyzed(drawn, tt.Mean("revenue", "before")))


@pytest.mark.parametrize("size", [(2, 400, 0.5), (4, 20_000, 0.5), (5, 20_000, 0.9)])
def test_a_share_of_two_arms(size: tuple[int, int, float]) -> None:
    drawn = customers(*size)
    mine = shares(
        *(Counts(int((drawn.arm == a).sum()), int((drawn.revenue[drawn.arm == a] > 0).sum())) for a in (0, 1))
    )
    assert mine.method == "shares"
    assert_same(
        mine, analyzed(drawn, tt.Proportion("bought", method="norm", correction=False, equal_var=False))
    )


@pytest.mark.parametrize("treated", [0.5, 0.49, 0.8])
def test_the_split_of_few_and_of_many(treated: float) -> None:
    for n in (40, 900, 20_000):
        drawn = sample(7, n, treated=treated)
        seen = [int((drawn.arm == arm).sum()) for arm in (0, 1)]
        theirs = analyzed(drawn, tt.SampleRatio(correction=False))
        assert check_split(seen, [5_000, 5_000]).p_value == pytest.approx(theirs.pvalue, rel=CLOSE, abs=1e-15)


def test_the_split_of_more_than_two_arms_is_chi_squared() -> None:
    theirs = stats.chisquare([3_000, 3_100, 6_200], f_exp=[3_075.0, 3_075.0, 6_150.0])
    mine = check_split([3_000, 3_100, 6_200], [2_500, 2_500, 5_000])
    assert (mine.statistic, mine.p_value) == pytest.approx((theirs.statistic, theirs.pvalue), rel=CLOSE)


def test_the_corrections_for_many_questions() -> None:
    drawn = customers(4, 4_000, 0.5)
    metrics = {
        "revenue": tt.Mean("revenue"), "before": tt.Mean("before"), "baskets": tt.Mean("baskets"),
        "bought": tt.Mean("bought"), "each": tt.RatioOfMeans("revenue", "baskets"),
    }  # fmt: skip
    found = tt.Experiment(metrics).analyze(table(drawn), control=0)
    raw = [found[name].pvalue for name in metrics]
    step_down = tt.adjust_fwer(found, arbitrary_dependence=True, method="bonferroni")
    step_up = tt.adjust_fdr(found)
    for mine, theirs in ((holm(raw), step_down), (benjamini_hochberg(raw), step_up)):
        adjusted_there = {row["metric"]: row["pvalue_adj"] for row in theirs.to_dicts()}
        assert mine == pytest.approx([adjusted_there[name] for name in metrics], rel=CLOSE)


@pytest.mark.parametrize("ratio", [1.0, 3.0, 0.25])
@pytest.mark.parametrize("covariate", [None, "before"])
def test_power_customers_and_the_smallest_effect(ratio: float, covariate: str | None) -> None:
    drawn = customers(4, 4_000, 0.5)
    before = drawn.sums(0, beside=drawn.before if covariate else None) + drawn.sums(
        1, beside=drawn.before if covariate else None
    )
    left = variance_left(before)
    data = table(drawn)

    def solved(parameter: Any, **known: Any) -> Any:
        metric = tt.Mean("revenue", covariate, ratio=ratio, **known)
        return metric.solve_power(data, parameter)[0]

    effect = 0.05 * before.mean
    theirs = solved("power", rel_effect_size=0.05, n_obs=9_000)
    assert power_of(9_000, effect, left, treated_per_control=ratio) == pytest.approx(theirs.power, rel=CLOSE)
    if ratio == 1:  # theirs begins its search at three customers, fewer than one of whom would be control
        theirs = solved("n_obs", rel_effect_size=0.05)
        assert math.ceil(needed(effect, left)) == theirs.n_obs
    theirs = solved("effect_size", n_obs=9_000)
    assert detectable(9_000, left, treated_per_control=ratio) == pytest.approx(theirs.effect_size, rel=CLOSE)
