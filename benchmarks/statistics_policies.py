"""Made-up logs of decisions whose other policy's worth is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from server.statistics.policy import Log, doubly_robust, ips, snips

OFFERS = 4
DECISIONS = 2_000
GREEDY = 0.8
"""How often the other policy takes the offer it thinks best."""


@dataclass(frozen=True)
class Logged:
    """A log, what a rough model expects of it, and what the other policy is truly worth."""

    log: Log
    expected: NDArray[np.float64]
    expected_of_policy: NDArray[np.float64]
    truth: float


def logs(trials: int, seed: int = 5) -> Iterator[Logged]:
    """Logs of a policy that leans to some offers, told of one that leans to others."""
    rng = np.random.default_rng(seed)
    worth = np.array([300.0, 500.0, 800.0, 400.0])
    leaning = np.array([0.4, 0.3, 0.2, 0.1])
    wanted = np.full(OFFERS, (1 - GREEDY) / (OFFERS - 1))
    wanted[int(worth.argmax())] = GREEDY
    modelled = worth * np.array([0.8, 1.2, 0.9, 1.1])
    for _ in range(trials):
        taste = rng.gamma(2.0, 0.5, DECISIONS)
        shown = rng.choice(OFFERS, DECISIONS, p=leaning)
        rewards = worth[shown] * taste * (rng.random(DECISIONS) < 0.3)
        yield Logged(
            log=Log(rewards, leaning[shown], wanted[shown]),
            expected=modelled[shown] * 0.3 * taste,
            expected_of_policy=float(wanted @ modelled) * 0.3 * taste,
            truth=float(wanted @ worth) * 0.3,
        )


def covered(trials: int) -> dict[str, float]:
    """In which part of the logs each estimator's interval covers the truth."""
    hits = {"ips": 0, "snips": 0, "doubly_robust": 0}
    for logged in logs(trials):
        robust = doubly_robust(logged.log, logged.expected, logged.expected_of_policy)
        for found in (ips(logged.log), snips(logged.log), robust):
            hits[found.method] += found.value.low <= logged.truth <= found.value.high
    return {method: count / trials for method, count in hits.items()}
