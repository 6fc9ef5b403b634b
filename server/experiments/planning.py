"""How long an experiment will take and what it can find, told while it is written, from what really happened.

The audience's last 90 days stand for the days to come: as many customers. What each spends until the end, and
how differently, is that of as many days as it runs, by whoever came in them: each length has its variance.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from server.audiences.counting import Counting
from server.experiments.drafts import experiment_from
from server.promotions.trialled import redeemers
from server.purchases.before import DAYS, Before, before
from server.statistics.comparing import LEVEL
from server.statistics.errors import StatisticsError
from server.statistics.families import level_of_each
from server.statistics.planning import POWER, WEEK, Plan, detectable, plan, variance_left
from server.statistics.sums import Sums
from shared.clock import DAY_MS
from shared.experiments import WHOLE

WATCHED: Final = True
"""Results are read every day, which asks for a few more customers than one look at the end alone."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of an experiment before it starts.

    `base` is the metric of one customer so far (minor units, or a share), `needed` how many customers must
    meet it, `needed_days` when that is (whole weeks; None: never at this rate), `days` how long it runs,
    `expected` how many it will meet by then, `finds` the smallest uplift it will find then, as a share.
    `sentence` says it all, `is_enough` whether it runs long enough.
    """

    customers: int = 0
    base: float = 0.0
    needed: int | None = None
    of_arms: tuple[int, ...] = field(default=())
    needed_days: int | None = None
    days: int = 0
    expected: int = 0
    finds: float | None = None
    power: float = POWER
    level: float = LEVEL
    is_enough: bool = False
    sentence: str = ""

    def as_json(self) -> dict[str, Any]:
        """As it is kept with the experiment."""
        return asdict(self) | {"of_arms": list(self.of_arms)}


def told(session: Session, content: Mapping[str, Any], now_ms: int) -> Told:
    """What can be told of an experiment that makes sense as it is written."""
    counting = Counting(session, content["audience"], content["store_ids"], now_ms)
    days = _days(content)
    window = min(days, DAYS)
    lately = before(session, counting.allowing_ids(), now_ms, window)
    sums = _sums(session, content["metric"], counting, lately, now_ms, window)
    customers = lately.reached[-1]
    if sums.n < 2:
        return Told(customers=customers, days=days, sentence=_too_few(customers, window))
    experiment = experiment_from(content)
    weights = [each.weight / WHOLE for each in experiment.variants]
    control = [each.key for each in experiment.variants].index(experiment.control)
    expected = _expected(lately.reached, days)
    uplift = content["smallest_effect"] / WHOLE
    try:
        needs = plan(sums, weights, control, uplift, lately.reached, watched=WATCHED)
        finds = _finds(sums, weights, control, expected)
        is_enough = needs.days is not None and needs.days <= days
        if not is_enough:
            longer = min(needs.days or DAYS, DAYS)
            later = before(session, counting.allowing_ids(), now_ms, longer)
            as_long = _sums(session, content["metric"], counting, later, now_ms, longer)
            needs = _beyond(days, plan(as_long, weights, control, uplift, later.reached, watched=WATCHED))
    except StatisticsError as error:
        return Told(customers=customers, days=days, expected=expected, sentence=str(error))
    found = Told(
        customers=customers, base=sums.mean, needed=needs.customers, of_arms=needs.of_arms,
        needed_days=needs.days, days=days, expected=expected, finds=finds, is_enough=is_enough,
    )  # fmt: skip
    return Told(**asdict(found) | {"of_arms": needs.of_arms, "sentence": _sentence(found, content)})


def _beyond(days: int, needs: Plan) -> Plan:
    """The plan of a longer run; as so many days were too short, it lasts a week more at the least."""
    if needs.days is None:
        return needs
    return replace(needs, days=max(needs.days, (days // WEEK + 1) * WEEK))


def _too_few(customers: int, window: int) -> str:
    if customers < 2:
        return "Nobody of this audience came in the last 90 days: nothing can be foretold of it."
    return (
        f"Too few of this audience came in the last {window} days: nothing can be foretold of so short a run."
    )


def _sums(
    session: Session, metric: str, counting: Counting, lately: Before, now_ms: int, window: int
) -> Sums:
    if metric == "revenue":
        return Sums(lately.n, lately.y, lately.yy, lately.x, lately.xx, lately.xy)
    if metric == "purchase_rate":
        return Sums(lately.earlier, lately.came_again, lately.came_again)
    used = min(lately.n, redeemers(session, counting.allowing_ids(), now_ms - window * DAY_MS, now_ms))
    return Sums(lately.n, used, used)


def _days(content: Mapping[str, Any]) -> int:
    starts, ends = (datetime.fromisoformat(content[name]) for name in ("starts_local", "ends_local"))
    return max(1, round((ends - starts).total_seconds() / 86_400))


def _expected(reached: tuple[int, ...], days: int) -> int:
    """How many different customers come in so many days; beyond what is known as lately."""
    if days <= len(reached):
        return reached[days - 1]
    last = max(1, len(reached) // 4)
    per_day = (reached[-1] - reached[-last - 1]) / last
    return reached[-1] + int(per_day * (days - len(reached)))


def _finds(sums: Sums, weights: list[float], control: int, expected: int) -> float | None:
    """The smallest uplift that so many customers show, of the smallest other arm; None with too few."""
    other = min(weight for place, weight in enumerate(weights) if place != control)
    both = expected * (other + weights[control])
    if both < 10 or sums.mean <= 0:
        return None
    effect = detectable(
        both, variance_left(sums), treated_per_control=other / weights[control],
        level=level_of_each(LEVEL, len(weights) - 1), watched=WATCHED,
    )  # fmt: skip
    return effect / sums.mean


def _sentence(found: Told, content: Mapping[str, Any]) -> str:
    asked = f"an uplift of {content['smallest_effect'] / 100:g} %"
    runs = f"It runs {found.days:,} {'day' if found.days == 1 else 'days'}"
    if found.needed_days is None:
        return f"{runs}; at the rate at which these customers come it never finds {asked}."
    needs = f"{found.needed:,} customers, about {found.needed_days:,} days"
    if found.is_enough:
        return f"{runs}: enough. To find {asked} four times in five it needs {needs}."
    least = "" if found.finds is None else f" As it is it finds {found.finds * 100:.0f} % or more."
    return f"{runs}: too short to find {asked}, which needs {needs}.{least}"
