"""Whether statistics keep what they promise, over many trials whose truth is known.

How often a trial without effect is called one by somebody who looks twenty times, how often intervals cover
the true effect, how often a planned trial finds it, and when a split raises the alarm.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import numpy as np

from benchmarks.figures import Emit
from benchmarks.statistics_policies import covered
from benchmarks.statistics_trials import BUYERS, SHAPE, SPENT, Design, Looked, drawn
from server.statistics.always_valid import AlwaysValid, always_valid, final_level
from server.statistics.comparing import LEVEL, Comparison, Estimate, adjusted, means
from server.statistics.planning import needed
from server.statistics.splits import check_split
from server.statistics.sums import Sums

TRIALS = 1_000
LOOKS = 20
EACH = 200
UPLIFT = 0.08
SPLIT = 100_000


@dataclass
class Tally:
    """Of so many trials, how often each thing happened."""

    trials: int = 0
    happened: dict[str, int] = field(default_factory=dict)

    def add(self, **things: bool) -> None:
        """One trial more."""
        self.trials += 1
        for name, did in things.items():
            self.happened[name] = self.happened.get(name, 0) + did

    def share(self, name: str) -> float:
        """In which part of the trials it happened."""
        return self.happened[name] / self.trials


def run(emit: Emit) -> None:
    """Prints the figures over 1,000 trials each."""
    _run(emit, TRIALS)


def run_quick(emit: Emit) -> None:
    """Prints them over a tenth of the trials."""
    _run(emit, TRIALS // 10)


def _run(emit: Emit, trials: int) -> None:
    start = time.perf_counter()
    without = Design(trials, LOOKS, EACH, 0.0, seed=1)
    alarms = false_alarms(without)
    case = f"{trials} A/A trials, {LOOKS} looks, {without.customers:,} customers each"
    for name in ("always_valid", "always_valid_adjusted", "watched_and_final"):
        emit(f"false_alarms_{name}", alarms.share(name), "share", case, "0.05 promised")
    emit("false_alarms_fixed_looked_at", alarms.share("fixed"), "share", case, "what peeking costs")
    with_effect = Design(trials, LOOKS, EACH, UPLIFT, seed=2)
    found = coverage(with_effect)
    case = f"{trials} trials, true uplift {UPLIFT:.0%}, {with_effect.customers:,} customers each"
    for name in ("difference", "uplift", "adjusted"):
        emit(f"coverage_{name}", found.share(name), "share", case, "0.93 to 0.97")
    emit("coverage_always_valid", found.share("always_valid"), "share", f"{case}, all looks", "at least 0.95")
    case = f"{trials} trials, sized by the plan for power 0.8"
    emit("power_found", power_found(trials), "share", case, "0.8 planned")
    for name, split in (("planted", 0.51), ("even", 0.5)):
        case = f"{trials} splits of {SPLIT:,}, {split:.0%} in one arm, p < .001"
        emit(f"srm_alarms_{name}", srm_alarms(trials, split), "share", case, "1 planted, 0.001 even")
    for method, part in covered(trials).items():
        emit(f"coverage_{method}", part, "share", f"{trials} logs of 2,000 decisions", "0.93 to 0.97")
    emit("run_s", time.perf_counter() - start, "s", f"{trials} trials of each", "60 s")


def false_alarms(design: Design) -> Tally:
    """In how many trials without effect some look called one."""
    tally = Tally()
    for control, treated in drawn(design):
        watched = any(_tells(each.difference) for each in _watched(design, control, treated))
        tally.add(
            fixed=any(_tells(means(*arms).difference) for arms in _looks(control, treated)),
            always_valid=watched,
            watched_and_final=watched or _tells(_final(control[-1], treated[-1])),
            always_valid_adjusted=any(
                _tells(_always(design, adjusted(*arms)).difference) for arms in _looks(control, treated)
            ),
        )
    return tally


def coverage(design: Design) -> Tally:
    """In how many trials the interval of the last look covers the truth, and the watched one at all looks."""
    tally = Tally()
    for control, treated in drawn(design):
        last = means(control[-1], treated[-1])
        closer = adjusted(control[-1], treated[-1])
        watched = _watched(design, control, treated)
        tally.add(
            difference=_covers(last.difference, design.truth),
            uplift=_covers(last.uplift, design.uplift),
            adjusted=_covers(closer.difference, design.truth),
            always_valid=all(_covers(each.difference, design.truth) for each in watched),
        )
    return tally


def power_found(trials: int) -> float:
    """In which part of trials of the planned size the effect that was planned for is found."""
    mean = BUYERS * SPENT
    # Of taste and spending: each a gamma of the same shape, so that E[y²] = p·m²·(1 + 1/k)².
    variance = BUYERS * SPENT**2 * (1 + 1 / SHAPE) ** 2 - mean**2
    size = needed(UPLIFT * mean, variance)
    design = Design(trials, 1, round(size / 2), UPLIFT, seed=3)
    found = [means(control[-1], treated[-1]).p_value < 0.05 for control, treated in drawn(design)]
    return sum(found) / trials


def srm_alarms(trials: int, split: float) -> float:
    """In which part of such splits of 100,000 customers that were meant to be even the alarm is raised."""
    ones = np.random.default_rng(4).binomial(SPLIT, split, trials).tolist()
    return sum(check_split([one, SPLIT - one], [1, 1]).is_mismatch for one in ones) / trials


def _looks(control: Looked, treated: Looked) -> zip[tuple[Sums, Sums]]:
    return zip(control, treated, strict=True)


def _watched(design: Design, control: Looked, treated: Looked) -> list[AlwaysValid]:
    return [_always(design, means(*arms)) for arms in _looks(control, treated)]


def _final(control: Sums, treated: Sums) -> Estimate:
    """The one look at the planned end of a trial that was watched until then."""
    return means(control, treated, level=final_level(LEVEL)).difference


def _always(design: Design, comparison: Comparison) -> AlwaysValid:
    return always_valid(comparison, planned=design.customers)


def _tells(estimate: Estimate) -> bool:
    return estimate.is_above_zero or estimate.is_below_zero


def _covers(estimate: Estimate | None, truth: float) -> bool:
    return estimate is not None and estimate.low <= truth <= estimate.high
