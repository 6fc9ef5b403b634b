"""The rhythm of all customers, fitted: four numbers that travel to every tablet.

Nelder and Mead's simplex on the logarithms of the numbers, which are above zero: no derivatives, no library,
and always the same steps from the same customers.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from math import exp, log
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from server.customers import permissions
from server.next_actions.models import LapsingFit
from server.purchases import service as purchases
from shared.clock import DAY_MS
from shared.lapsing import WEEK_DAYS, Fit, Rhythm, log_likelihood

START: Final = Fit(1.0, 4.0, 1.0, 2.0)
MOST_STEPS: Final = 2_000
CLOSE_ENOUGH: Final = 1e-9
LEAST_CUSTOMERS: Final = 50
"""Fewer tell more of themselves than of customers: nobody is called lapsing then."""

Point = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Fitted:
    """The numbers of a day, and on how many customers they stand."""

    as_of: str
    fit: Fit
    customers: int


def fit(rhythms: Counter[Rhythm]) -> Fit:
    """The four numbers that explain these rhythms best."""

    def badness(point: Point) -> float:
        return -log_likelihood(Fit(*map(exp, point)), rhythms)

    start = tuple(map(log, (START.r, START.alpha, START.a, START.b)))
    best = _lowest(badness, start)
    return Fit(*map(exp, best))


def _lowest(badness: Callable[[Point], float], start: Point) -> Point:
    """Where the function is lowest near the start (Nelder and Mead 1965, with their own coefficients)."""
    corners = [start] + [
        tuple(value + (0.4 if place == axis else 0.0) for place, value in enumerate(start))
        for axis in range(len(start))
    ]
    simplex = sorted((badness(corner), corner) for corner in corners)
    for _ in range(MOST_STEPS):
        if simplex[-1][0] - simplex[0][0] < CLOSE_ENOUGH * abs(simplex[0][0]):
            break
        simplex = sorted(_step(badness, simplex))
    return simplex[0][1]


def _step(badness: Callable[[Point], float], simplex: list[tuple[float, Point]]) -> list[tuple[float, Point]]:
    *better, (worst, corner) = simplex
    middle = tuple(sum(values) / len(better) for values in zip(*(point for _, point in better), strict=True))

    def at(factor: float) -> tuple[float, Point]:
        point = tuple(m + factor * (m - c) for m, c in zip(middle, corner, strict=True))
        return badness(point), point

    mirrored = at(1.0)
    if mirrored[0] < better[0][0]:
        return [*better, min(mirrored, at(2.0))]
    if mirrored[0] < better[-1][0]:
        return [*better, mirrored]
    drawn_in = at(0.5) if mirrored[0] < worst else at(-0.5)
    if drawn_in[0] < min(worst, mirrored[0]):
        return [*better, drawn_in]
    (lowest, best), *rest = simplex
    shrunk = (tuple((b + p) / 2 for b, p in zip(best, point, strict=True)) for _, point in rest)
    return [(lowest, best), *((badness(point), point) for point in shrunk)]


def refit(session: Session, as_of: date) -> Fitted | None:
    """The fit of that day stands and travels, in place of older ones; None if too few customers are known."""
    found = fitted(session, as_of)
    if found is not None:
        keep(session, found)
    return found


def fitted(session: Session, as_of: date) -> Fitted | None:
    """What fits everything up to that day, not kept yet; None if too few customers are known.

    Only who lets her data be used to personalize is counted.
    """
    rhythms = _rhythms(session, as_of)
    customers = sum(rhythms.values())
    if customers < LEAST_CUSTOMERS:
        return None
    return Fitted(as_of.isoformat(), fit(rhythms), customers)


def keep(session: Session, found: Fitted) -> None:
    """This fit stands in place of others; what stands already is not sent again."""
    if latest(session) == found:
        return
    session.execute(delete(LapsingFit))
    parameters = json.dumps(asdict(found.fit) | {"customers": found.customers}, sort_keys=True)
    session.add(LapsingFit(as_of=found.as_of, parameters=parameters))
    session.flush()


def latest(session: Session) -> Fitted | None:
    """The fit that stands."""
    row = session.scalar(select(LapsingFit).order_by(LapsingFit.as_of.desc()).limit(1))
    if row is None:
        return None
    stored = json.loads(row.parameters)
    return Fitted(row.as_of, Fit(*(stored[name] for name in ("r", "alpha", "a", "b"))), stored["customers"])


def _rhythms(session: Session, as_of: date) -> Counter[Rhythm]:
    """The rhythm of every customer up to that day, by the calendar of UTC: a fit is no matter of hours."""
    allowed = permissions.who_allow(session, "personalization")
    until_ms = (as_of.toordinal() + 1 - purchases.FIRST_DAY) * DAY_MS
    days: dict[int, list[int]] = defaultdict(list)
    for customer_id, day in purchases.days_of_visits(session, until_ms):
        if customer_id in allowed:
            days[customer_id].append(day)
    return Counter(_rhythm(sorted(some), as_of.toordinal()) for some in days.values())


def _rhythm(days: Sequence[int], today: int) -> Rhythm:
    first, last = days[0], days[-1]
    return Rhythm(len(days) - 1, (last - first) / WEEK_DAYS, (today - first) / WEEK_DAYS)
