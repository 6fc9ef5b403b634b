"""Many questions at once: of twenty segments without any effect, one looks as if it had some."""

from __future__ import annotations

from collections.abc import Sequence

from scipy.special import chdtrc

from server.statistics.checks import chance, counted, share
from server.statistics.errors import NoVariation, OutOfRange


def holm(p_values: Sequence[float]) -> list[float]:
    """The p-values so that a false alarm anywhere is as rare as asked, however they hang together.

    Holm: A simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 6, 1979.
    """
    adjusted = [0.0] * len(p_values)
    floor = 0.0
    for rank, place in enumerate(_by_size(p_values)):
        floor = max(floor, min(1.0, p_values[place] * (len(p_values) - rank)))
        adjusted[place] = floor
    return adjusted


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """The p-values so that of all that are called real only so many are not.

    Benjamini, Hochberg: Controlling the False Discovery Rate, JRSS B 57, 1995.
    """
    adjusted = [0.0] * len(p_values)
    ceiling = 1.0
    for rank, place in reversed(list(enumerate(_by_size(p_values), start=1))):
        ceiling = min(ceiling, p_values[place] * (len(p_values) / rank))
        adjusted[place] = ceiling
    return adjusted


def level_of_each(level: float, count: int) -> float:
    """The level of each of so many intervals with which all of them hold together at `level` (Bonferroni)."""
    return 1 - (1 - share(level, "The level")) / counted(count, "The number of intervals", least=1)


def do_differ(values: Sequence[float], errors: Sequence[float]) -> float:
    """The p-value of segments' effects being one and the same: before it is small, no segment stands out.

    Cochran's Q: The combination of estimates from different experiments, Biometrics 10, 1954.
    """
    if len(values) != len(errors):
        raise OutOfRange(f"{len(values)} effects have {len(errors)} standard errors.")
    counted(len(values), "The number of segments", least=2)
    if min(errors) <= 0:
        raise NoVariation("A segment without variation cannot be set beside others.")
    weights = [1 / error**2 for error in errors]
    middle = sum(w * v for w, v in zip(weights, values, strict=True)) / sum(weights)
    spread = sum(w * (v - middle) ** 2 for w, v in zip(weights, values, strict=True))
    return float(chdtrc(len(values) - 1, spread))


def _by_size(p_values: Sequence[float]) -> list[int]:
    for each in p_values:
        chance(each, "A p-value")
    return sorted(range(len(p_values)), key=lambda place: p_values[place])
