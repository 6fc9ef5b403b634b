"""An arm beside its control, metric by metric: what may be said, or why nothing may be said yet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from server.insights.sums import Arms, ArmSums
from server.statistics.always_valid import PLANNED, AlwaysValid, always_valid, final_level
from server.statistics.comparing import LEVEL, Comparison, Estimate, adjusted, ratios
from server.statistics.errors import StatisticsError
from server.statistics.families import level_of_each
from server.statistics.shares import shares

Metric = Literal["revenue", "purchase_rate", "redemption_rate", "returned_share", "rating", "withdrew"]

COMPARED: Final[dict[Metric, Callable[[ArmSums, ArmSums, float], Comparison]]] = {
    "revenue": lambda control, treated, level: adjusted(control.revenue, treated.revenue, level=level),
    "purchase_rate": lambda control, treated, level: shares(control.buying, treated.buying, level=level),
    "redemption_rate": lambda control, treated, level: shares(
        control.redeeming, treated.redeeming, level=level
    ),
    "returned_share": lambda control, treated, level: ratios(control.returns, treated.returns, level=level),
    "rating": lambda control, treated, level: ratios(control.rated, treated.rated, level=level),
    "withdrew": lambda control, treated, level: shares(control.withdrawing, treated.withdrawing, level=level),
}
MAIN: Final[tuple[Metric, ...]] = ("revenue", "purchase_rate", "redemption_rate")
GUARDS: Final[dict[Metric, int]] = {"returned_share": -1, "rating": 1, "withdrew": -1}
"""What must not get worse, with the direction in which it is good."""

TOLERATED: Final = 0.1
"""A guard-rail that got worse by less than this part of its control's figure holds."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How arms are compared: at which level, tuned to how many customers, and whether the end is reached.

    `is_final` is true once a trial has come to the end that was planned for it: then one look is taken, and
    the narrower interval of one look holds; at a stricter level, since the trial was watched until then.
    """

    level: float = LEVEL
    planned: int = PLANNED
    is_final: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """One metric of an arm beside its control.

    `difference`, `uplift` and `p_value` may be read every day; `at_one_look` is the narrower interval that
    holds if it was decided beforehand to look now. Where nothing may be said yet, `why` says what is missing
    and the figures are None. Money is in minor units, shares are parts of one.
    """

    metric: Metric
    arm: str
    control: float | None
    treated: float | None
    difference: Estimate | None = None
    uplift: Estimate | None = None
    p_value: float | None = None
    at_one_look: Estimate | None = None
    uplift_at_one_look: Estimate | None = None
    p_at_one_look: float | None = None
    treated_customers: int = 0
    error: float | None = None
    saved: float = 0.0
    is_final: bool = False
    why: str = ""

    @property
    def decisive(self) -> Estimate | None:
        """The interval by which the verdict is given."""
        return self.at_one_look if self.is_final else self.difference

    @property
    def decisive_uplift(self) -> Estimate | None:
        """The same as a part of the control's figure."""
        return self.uplift_at_one_look if self.is_final else self.uplift

    @property
    def decisive_p(self) -> float | None:
        """The p-value that belongs to it."""
        return self.p_at_one_look if self.is_final else self.p_value

    @property
    def earned(self) -> Estimate | None:
        """What the arm brought in all beyond what it would have brought as control."""
        return None if self.decisive is None else self.decisive.times(self.treated_customers)


def outcome(metric: Metric, arm: str, control: ArmSums, treated: ArmSums, asked: Asked) -> Outcome:
    """The metric of that arm beside its control."""
    base = Outcome(metric, arm, None, None, treated_customers=treated.customers, is_final=asked.is_final)
    try:
        level = final_level(asked.level) if asked.is_final else asked.level
        found = COMPARED[metric](control, treated, level)
    except StatisticsError as error:
        return replace(base, why=error.sentence)
    base = replace(
        base, control=found.control, treated=found.treated, at_one_look=found.difference,
        uplift_at_one_look=found.uplift, p_at_one_look=found.p_value, error=found.error, saved=found.saved,
    )  # fmt: skip
    try:
        watched: AlwaysValid = always_valid(found, planned=asked.planned, level=asked.level)
    except StatisticsError as error:
        return replace(
            base, at_one_look=None, uplift_at_one_look=None, p_at_one_look=None, why=error.sentence
        )
    return replace(base, difference=watched.difference, uplift=watched.uplift, p_value=watched.p_value)


def outcomes(
    metrics: Sequence[Metric], arms: Arms, control: str, treated: Sequence[str], asked: Asked
) -> list[Outcome]:
    """Each metric of each treated arm; with several arms each interval is so wide that all hold together."""
    each = replace(asked, level=level_of_each(asked.level, max(1, len(treated))))
    nobody = ArmSums()
    return [
        outcome(metric, arm, arms.get(control, nobody), arms.get(arm, nobody), each)
        for metric in metrics
        for arm in treated
    ]


def is_worse(found: Outcome) -> bool:
    """True if a guard-rail is broken: the whole interval is on the wrong side."""
    interval = found.decisive
    if interval is None:
        return False
    return interval.is_below_zero if GUARDS[found.metric] > 0 else interval.is_above_zero


def is_holding(found: Outcome) -> bool:
    """True if a guard-rail got worse by less than is tolerated, for sure: to see no harm is not enough."""
    interval = found.decisive
    if interval is None or found.control is None:
        return False
    most = TOLERATED * abs(found.control)
    return interval.low > -most if GUARDS[found.metric] > 0 else interval.high < most
