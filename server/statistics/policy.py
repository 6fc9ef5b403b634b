"""What another policy would have earned, told from decisions that were logged with their propensities.

Each logged decision has the reward that followed, the chance with which it was made (its propensity) and the
chance with which the other policy would have made the same. The estimate is only as good as the overlap of
the two policies: `Overlap` says how good that is, and a `caution` when it is not.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from server.statistics.checks import share
from server.statistics.comparing import LEVEL, Estimate, quantile
from server.statistics.errors import ImpossibleCount, OutOfRange, TooFew

THIN: Final = 100
"""Below so many decisions' worth of overlap nothing is promised."""

THIN_SHARE: Final = 0.01
"""Below this part of the decisions as well: the other policy then lives on what was rarely tried."""

HEAVY: Final = 0.1
"""One decision that carries more than this part of the whole weight decides alone."""

Floats = NDArray[np.float64]
Caution = Literal["thin_overlap", "one_decides", "weights_off"]


@dataclass(frozen=True, slots=True)
class Overlap:
    """How far the logged decisions tell of the other policy.

    `effective` is how many decisions of the other policy's own they are worth (Kish: (Σw)² / Σw²), `heaviest`
    the largest part of one of them in the whole weight, `mean_weight` is 1 but for chance if propensities are
    true and every decision the policy would make could have been logged.
    """

    decisions: int
    effective: float
    heaviest: float
    mean_weight: Estimate
    cautions: tuple[Caution, ...]


@dataclass(frozen=True, slots=True)
class PolicyValue:
    """What a decision of the other policy earns, beside what a logged one did, and the gain between them."""

    method: Literal["ips", "snips", "doubly_robust"]
    value: Estimate
    logged: Estimate
    gain: Estimate
    overlap: Overlap


@dataclass(frozen=True, slots=True)
class Log:
    """Decisions as they were logged, one place each in every sequence.

    `rewards`: what followed. `propensities`: the logged chance of what was shown, above 0. `chances`: the
    other policy's chance of showing the same, 0 where it would have shown something else. `customers`: whose
    decision it was; decisions of one customer are not independent, and intervals respect it.
    """

    rewards: Sequence[float] | Floats
    propensities: Sequence[float] | Floats
    chances: Sequence[float] | Floats
    customers: Sequence[int] | NDArray[Any] | None = None


def ips(log: Log, *, level: float = LEVEL) -> PolicyValue:
    """The value by inverse propensity: every reward weighted by how much likelier the other policy makes it.

    Horvitz, Thompson, JASA 47, 1952; for policies: Li, Chu, Langford, Wang, WSDM 2011. Free of bias, and wild
    where the overlap is thin.
    """
    read = _read(log)
    return _valued("ips", read, read.weights * read.rewards, level)


def snips(log: Log, *, level: float = LEVEL) -> PolicyValue:
    """The value by inverse propensity over the sum of the weights: never outside what was earned, and calmer.

    Swaminathan, Joachims: The Self-Normalized Estimator for Counterfactual Learning, NeurIPS 2015.
    """
    read = _read(log)
    whole = float(read.weights.mean())
    if whole == 0:
        raise TooFew("The other policy would have made none of the logged decisions.", n=0, needed=1)
    value = float((read.weights * read.rewards).mean()) / whole
    # The delta method: the estimate moves with each decision by this much.
    moved = value + read.weights * (read.rewards - value) / whole
    return _valued("snips", read, moved, level)


def doubly_robust(
    log: Log, expected: Sequence[float] | Floats, expected_of_policy: Sequence[float] | Floats,
    *, level: float = LEVEL,
) -> PolicyValue:  # fmt: skip
    """The value a reward model expects of the other policy, put right by its error on what was logged.

    `expected` is the model's reward for the logged decision, `expected_of_policy` its mean reward over what
    the other policy would do there. Right if either the model or the propensities are: Dudík, Langford, Li:
    Doubly Robust Policy Evaluation and Learning, ICML 2011. The model must not have learned from these rows.
    """
    read = _read(log)
    modelled, of_policy = _floats(expected, "expected"), _floats(expected_of_policy, "expected_of_policy")
    _same_length(read.rewards, modelled, of_policy)
    return _valued("doubly_robust", read, of_policy + read.weights * (read.rewards - modelled), level)


@dataclass(frozen=True, slots=True)
class _Read:
    rewards: Floats
    weights: Floats
    groups: NDArray[np.int64]
    group_count: int


def _read(log: Log) -> _Read:
    rewards = _floats(log.rewards, "rewards")
    propensities = _floats(log.propensities, "propensities")
    chances = _floats(log.chances, "chances")
    _same_length(rewards, propensities, chances)
    if rewards.size < 2:
        raise TooFew("At least two logged decisions are needed.", n=int(rewards.size), needed=2)
    if propensities.min() <= 0 or propensities.max() > 1:
        raise OutOfRange("A logged propensity must lie above 0 and not above 1.")
    if chances.min() < 0 or chances.max() > 1:
        raise OutOfRange("A policy's chance must lie from 0 to 1.")
    groups = np.arange(rewards.size)
    if log.customers is not None:
        whose = np.asarray(log.customers)
        _same_length(rewards, whose)
        groups = np.unique(whose, return_inverse=True)[1]
    count = int(groups.max()) + 1
    if count < 2:
        raise TooFew("Decisions of at least two customers are needed.", n=count, needed=2)
    return _Read(rewards, chances / propensities, groups, count)


def _valued(
    method: Literal["ips", "snips", "doubly_robust"], read: _Read, scores: Floats, level: float
) -> PolicyValue:
    share(level, "The level")
    return PolicyValue(
        method=method, value=_mean(scores, read, level), logged=_mean(read.rewards, read, level),
        gain=_mean(scores - read.rewards, read, level), overlap=_overlap(read, level),
    )  # fmt: skip


def _mean(scores: Floats, read: _Read, level: float) -> Estimate:
    """The mean with its interval, decisions of one customer taken together.

    Liang, Zeger, Biometrika 73, 1986, with the correction for few customers, G / (G - 1).
    """
    value = float(scores.mean())
    sums = np.bincount(read.groups, weights=scores - value, minlength=read.group_count)
    error = math.sqrt(float(sums @ sums) * read.group_count / (read.group_count - 1)) / scores.size
    half = error * quantile(level, read.group_count - 1)
    return Estimate(value, value - half, value + half)


def _overlap(read: _Read, level: float) -> Overlap:
    whole, squares = float(read.weights.sum()), float(read.weights @ read.weights)
    effective = whole * whole / squares if squares else 0.0
    heaviest = float(read.weights.max()) / whole if whole else 0.0
    mean = _mean(read.weights, read, level)
    cautions: list[Caution] = []
    if effective < max(THIN, THIN_SHARE * read.weights.size):
        cautions.append("thin_overlap")
    if heaviest > HEAVY:
        cautions.append("one_decides")
    if not mean.low <= 1 <= mean.high:
        cautions.append("weights_off")
    return Overlap(int(read.weights.size), effective, heaviest, mean, tuple(cautions))


def _floats(values: Sequence[float] | Floats, name: str) -> Floats:
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != 1 or not np.isfinite(array).all():
        raise OutOfRange(f"{name} must be a plain row of numbers.", name=name)
    return array


def _same_length(*arrays: NDArray[Any]) -> None:
    if len({array.shape for array in arrays}) > 1:
        raise ImpossibleCount(f"The sequences differ in length: {[array.size for array in arrays]}.")
