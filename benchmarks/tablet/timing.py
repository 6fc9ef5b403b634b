"""How long things take, case by case, and what is said of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from statistics import quantiles
from typing import TypeVar

from benchmarks.figures import Emit

Case = TypeVar("Case")


def timed(
    work: Callable[[Case], object],
    cases: Iterable[Case],
    get_ready: Callable[[Case], None] = lambda _: None,
) -> list[float]:
    """Milliseconds of each case, without getting ready for it; the first is done once before, so that no
    import is measured."""
    cases = list(cases)
    work(cases[0])
    spent = []
    for each in cases:
        get_ready(each)
        began = time.perf_counter()
        work(each)
        spent.append((time.perf_counter() - began) * 1000)
    return spent


def p95(spent: Sequence[float]) -> float:
    """The 95th percentile."""
    return quantiles(spent, n=20)[-1]


def report(emit: Emit, figure: str, spent: Sequence[float], case: str, against: str) -> None:
    """The 95th percentile is printed."""
    emit(figure, p95(spent), "ms", f"{case}, {len(spent)} cases", against)
