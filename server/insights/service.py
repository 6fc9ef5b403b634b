"""Results of trials: brought up to date, read, and summed over all that runs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from server.catalogue import service as catalogue
from server.database import begin_reading
from server.experiments.started import Started, one, started
from server.insights import measuring, readings
from server.insights.arrivals import still_out, tablets_of
from server.insights.measuring import Window
from server.insights.outcomes import Outcome
from server.insights.readings import Reading
from server.insights.results import Results, compared
from server.insights.results import results as results_of
from server.insights.sums import EVERYBODY, everybody_of
from server.statistics.comparing import Estimate
from shared.clock import DAY_MS

__all__ = [
    "Brief", "Earned", "Outcome", "Reading", "Results", "briefs", "bring_up", "catch_up", "earned",
    "is_behind", "keep_up", "readings_of", "recount", "results",
]  # fmt: skip

RECENT_MS: Final = 28 * DAY_MS
"""What ended so long ago still counts as what HQ earned lately."""


@dataclass(frozen=True, slots=True)
class Brief:
    """A trial in a list: results over everybody, without segments, and of what is missing the tablets."""

    started: Started
    results: Results


@dataclass(frozen=True, slots=True)
class Earned:
    """What trials earned beyond their controls, in minor units, and how many of them say so."""

    amount: Estimate | None
    trials: int
    untold: int


def is_behind(session: Session, now_ms: int) -> bool:
    """True if something is not counted or not read yet. Reads only."""
    connection = session.connection()
    known = started(session)
    if measuring.is_due(connection) or _windows(session, known) != measuring.windows(connection):
        return True
    return bool(_unread(session, known, now_ms))


def catch_up(session: Session, now_ms: int, most: int = measuring.MOST_AT_ONCE) -> bool:
    """What was noted is counted, at most so many changes, and each trial has its reading of today.

    False if something is left to be counted; the reading waits for it.
    """
    connection = session.connection()
    measuring.begin(connection)
    known = started(session)
    measuring.set_windows(connection, _windows(session, known))
    if measuring.is_due(connection):
        measuring.take_in(connection, most)
    if measuring.is_due(connection):
        return False
    for each in _unread(session, known, now_ms):
        found = results_of(session, each, now_ms)
        if found.customers:
            readings.keep(session, found, now_ms)
    return True


def bring_up(session: Session, now_ms: int) -> None:
    """The session reads what was counted just now; what it had done before is committed or gone.

    If somebody has been writing for long, it reads what was counted before, and results say what waits.
    """
    begin_reading(session)
    if not is_behind(session, now_ms):
        return
    session.rollback()
    try:
        catch_up(session, now_ms)
        session.commit()
    except OperationalError:
        session.rollback()
    begin_reading(session)


def keep_up(engine: Engine, now_ms: int) -> None:
    """Everything noted is counted, in short transactions: between them others may write."""
    done = False
    while not done:
        with Session(engine) as session, session.begin():
            done = catch_up(session, now_ms)


def recount(engine: Engine) -> None:
    """Every figure is what exposures and purchases say, whatever it was; readings stay."""
    with Session(engine) as session, session.begin():
        connection = session.connection()
        measuring.begin(connection)
        measuring.set_windows(connection, _windows(session, started(session)))
        measuring.rebuild(connection)


def results(session: Session, trial_id: str, now_ms: int) -> Results:
    """The results of a trial; NotFound if there is none."""
    return results_of(session, one(session, trial_id), now_ms)


def readings_of(session: Session, trial_id: str) -> list[Reading]:
    """What the trial's results said, day by day; NotFound if there is no such trial."""
    return readings.readings(session, one(session, trial_id).trial.id)


def briefs(session: Session, now_ms: int) -> list[Brief]:
    """All trials with their results over everybody, by a few queries whatever their number."""
    known = started(session)
    sums = everybody_of(session, [each.trial.id for each in known])
    zones = {store.id: store.time_zone for store in catalogue.stores(session)}
    tablets = tablets_of(session)
    return [
        Brief(
            each,
            compared(
                each, each.phase(_zones(each, zones), now_ms),
                {EVERYBODY: sums.get(each.trial.id, {})}, {}, still_out(tablets, each, now_ms),
            ),
        )
        for each in known
    ]  # fmt: skip


def earned(session: Session, now_ms: int) -> Earned:
    """What trials that run, or ended lately, brought beyond what their customers would have spent anyway.

    The trials are different lots drawn of the same customers, so their errors are taken to be independent.
    The holdout from everything is left out: what it tells of holds what each promotion of these days brought.
    """
    amounts: list[Estimate] = []
    untold = 0
    for brief in briefs(session, now_ms):
        each = brief.results
        if (
            brief.started.kind == "holdout"
            or each.phase == "scheduled"
            or (each.phase != "running" and _ended_ms(brief.started) < now_ms - RECENT_MS)
        ):
            continue
        if each.earned is None:
            untold += 1
        else:
            amounts.append(each.earned)
    if not amounts:
        return Earned(None, 0, untold)
    value = sum(each.value for each in amounts)
    half = math.sqrt(sum(((each.high - each.low) / 2) ** 2 for each in amounts))
    return Earned(Estimate(value, value - half, value + half), len(amounts), untold)


def _unread(session: Session, known: list[Started], now_ms: int) -> list[Started]:
    """Trials that run, or ended a short time ago, and were met, and have no reading of today."""
    last, today = readings.last_days(session), readings.day_of(now_ms)
    zones = {store.id: store.time_zone for store in catalogue.stores(session)}
    met = everybody_of(session, [each.trial.id for each in known])
    return [
        each
        for each in known
        if last.get(each.trial.id, "") < today
        and met.get(each.trial.id)
        and each.phase(_zones(each, zones), now_ms) != "scheduled"
        and now_ms < _ended_ms(each) + readings.AFTER_MS
    ]


def _zones(each: Started, zones: dict[str, str]) -> set[str]:
    return {zone for store, zone in zones.items() if each.store_ids is None or store in each.store_ids}


def _ended_ms(each: Started) -> int:
    """When it is over by the clocks of Greenwich: exactly enough for what is counted in days."""
    return each.ends_at("UTC")


def _windows(session: Session, known: list[Started]) -> set[Window]:
    zones = {store.time_zone for store in catalogue.stores(session)}
    return {
        Window(each.trial.id, zone, each.ends_at(zone), each.trial.id if each.kind == "promotion" else None)
        for each in known
        for zone in zones
    }
