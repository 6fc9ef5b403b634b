"""What was earned against control in a window: customers who met a trial beside those who met its control.

Everybody counts from the moment she met the trial for as long as everybody else, so only those whose window
is over; whoever met two arms of a trial belongs to none, under whichever of her records. Lots were drawn, so
what they spent more is what it brought; where customers are not split as the lots were, nothing is told.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

from server.statistics.comparing import LEVEL, Comparison, Estimate, means, quantile
from server.statistics.errors import StatisticsError
from server.statistics.splits import check_split
from server.statistics.sums import Sums
from shared.clock import DAY_MS
from shared.experiments import Arm, Trial

FEWEST: Final = 10
"""Of fewer customers in either arm no interval can be trusted."""

_OTHER_ARM: Final = (
    " AND NOT EXISTS (SELECT 1 FROM exposures AS o{merged} WHERE o.trial_id = e.trial_id"
    " AND o.variant <> e.variant AND {hers})"
)
_GOES_ON_AS_HER: Final = "w.kept_id = e.customer_id AND w.undone_ms IS NULL"

_SPENT = text(
    "WITH met AS (SELECT e.trial_id, e.customer_id, e.variant, e.store_id, e.associate_id, e.at_ms"
    " FROM exposures AS e WHERE e.customer_id IS NOT NULL"
    " AND e.at_ms > :since_ms - :window_ms AND e.at_ms <= :until_ms - :window_ms"
    " AND e.customer_id NOT IN (SELECT g.merged_id FROM customer_merges AS g WHERE g.undone_ms IS NULL)"
    + _OTHER_ARM.format(merged="", hers="o.customer_id = e.customer_id")
    + _OTHER_ARM.format(
        merged=" JOIN customer_merges AS w ON w.merged_id = o.customer_id", hers=_GOES_ON_AS_HER
    )
    + "), spent AS ("
    "SELECT m.trial_id, m.store_id, m.associate_id, m.variant, m.customer_id,"
    " COALESCE(SUM(p.total_minor), 0) AS y"
    " FROM met AS m LEFT JOIN purchases AS p ON p.customer_id = m.customer_id AND p.at_ms >= m.at_ms"
    " AND p.at_ms < m.at_ms + :window_ms GROUP BY 1, 2, 3, 4, 5)"
    " SELECT trial_id, store_id, associate_id, variant, COUNT(*), SUM(y), SUM(y * y) FROM spent"
    " GROUP BY 1, 2, 3, 4"
)


class Spent(NamedTuple):
    """Of the customers who met an arm through an associate: how many, and the sums of what they spent."""

    trial_id: str
    store_id: str
    associate_id: str
    variant: str
    sums: Sums


@dataclass(frozen=True, slots=True)
class Against:
    """What was earned against control; `earned` is None where too few met the control or the treatment.

    `difference` is what a treated customer spent more, known where there is one trial alone.
    """

    treated: int
    control: int
    earned: Estimate | None = None
    difference: Estimate | None = None


def spent(session: Session, since_ms: int, until_ms: int, window_days: int) -> list[Spent]:
    """What customers spent in the window after they met a trial, if it ended in that time."""
    span = {"since_ms": since_ms, "until_ms": until_ms, "window_ms": window_days * DAY_MS}
    return [
        Spent(trial_id, store_id, associate_id, variant, Sums(many, int(total), int(squares)))
        for trial_id, store_id, associate_id, variant, many, total, squares in session.execute(_SPENT, span)
    ]


def alarmed(found: Iterable[Spent], trials: Iterable[Trial]) -> set[str]:
    """The trials whose customers are not split as planned: something sorted them before they were counted."""
    met: dict[str, Counter[str]] = {}
    for each in found:
        met.setdefault(each.trial_id, Counter())[each.variant] += each.sums.n
    return {each.id for each in trials if each.id in met and _is_alarmed(each.arms, met[each.id])}


def _is_alarmed(arms: Sequence[Arm], met: Mapping[str, int]) -> bool:
    try:
        return check_split([met.get(arm.key, 0) for arm in arms], [arm.weight for arm in arms]).is_mismatch
    except StatisticsError:
        return False


def by_trial(found: Iterable[Spent], controls: Mapping[str, str]) -> dict[str, tuple[Sums, Sums]]:
    """Of each trial the sums of its control and of all who met something else; unknown ones are left out."""
    arms: dict[str, tuple[Sums, Sums]] = {}
    for each in found:
        control = controls.get(each.trial_id)
        if control is not None:
            one, other = arms.get(each.trial_id, (Sums(0, 0, 0), Sums(0, 0, 0)))
            is_control = each.variant == control
            arms[each.trial_id] = (one + each.sums, other) if is_control else (one, other + each.sums)
    return arms


def against(arms: Mapping[str, tuple[Sums, Sums]]) -> Against:
    """All those trials together: each has its own control, and what they earned adds up.

    Arms of several trials are never thrown together: of trials with unequal shares that would compare the
    customers of one trial with those of another.
    """
    control = sum(each.n for each, _ in arms.values())
    treated = sum(each.n for _, each in arms.values())
    compared = [found for pair in arms.values() if (found := _compared(*pair)) is not None]
    if not compared:
        return Against(treated, control)
    if len(compared) == 1:
        return Against(treated, control, compared[0].earned, compared[0].difference)
    value = sum(each.earned.value for each in compared)
    error = math.sqrt(sum((each.error * each.treated_n) ** 2 for each in compared))
    half = error * quantile(LEVEL, min(each.freedom for each in compared))
    return Against(treated, control, Estimate(value, value - half, value + half))


def grouped(
    found: Iterable[Spent], controls: Mapping[str, str], key: Callable[[Spent], str]
) -> dict[str, Against]:
    """The same for each store or associate."""
    parts: dict[str, list[Spent]] = {}
    for each in found:
        parts.setdefault(key(each), []).append(each)
    return {name: against(by_trial(some, controls)) for name, some in parts.items()}


def _compared(control: Sums, treated: Sums) -> Comparison | None:
    if min(control.n, treated.n) < FEWEST:
        return None
    try:
        return means(control, treated)
    except StatisticsError:
        return None
