"""What results said, day by day. A reading is never changed: what comes later is told beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from server.insights.models import TrialReading
from server.insights.outcomes import Outcome
from server.insights.results import Results
from server.statistics.comparing import Estimate
from shared.clock import DAY_MS, from_millis

AFTER_MS: Final = 14 * DAY_MS
"""So long after its end a trial is read on: tablets that were away come back with what they recorded."""


@dataclass(frozen=True, slots=True)
class Point:
    """What a reading said of one arm beside its control."""

    arm: str
    customers: int
    difference: Estimate | None
    uplift: Estimate | None


@dataclass(frozen=True, slots=True)
class Reading:
    """What was said on a day."""

    day: str
    taken_ms: int
    customers: int
    points: tuple[Point, ...]
    verdict: str
    sentence: str


def day_of(now_ms: int) -> str:
    """The day of HQ, UTC."""
    return from_millis(now_ms).date().isoformat()


def last_days(session: Session) -> dict[str, str]:
    """The day of each trial's last reading."""
    query = select(TrialReading.trial_id, func.max(TrialReading.day)).group_by(TrialReading.trial_id)
    return dict(session.execute(query).all())


def keep(session: Session, found: Results, now_ms: int) -> None:
    """What the results say now is the reading of the day."""
    said = {
        "customers": found.customers,
        "points": [_said(each, found) for each in found.main],
        "verdict": found.verdict.kind,
        "sentence": found.verdict.sentence,
    }
    session.execute(
        insert(TrialReading).values(
            trial_id=found.started.trial.id, day=day_of(now_ms), taken_ms=now_ms, said=json.dumps(said)
        )
    )


def readings(session: Session, trial_id: str) -> list[Reading]:
    """All readings of the trial, the first one first."""
    query = (
        select(TrialReading.day, TrialReading.taken_ms, TrialReading.said)
        .where(TrialReading.trial_id == trial_id)
        .order_by(TrialReading.day)
    )
    return [_reading(day, taken_ms, json.loads(said)) for day, taken_ms, said in session.execute(query)]


def _said(each: Outcome, found: Results) -> dict[str, Any]:
    sums = next(row.sums for row in found.arms if row.arm.key == each.arm)
    return {
        "arm": each.arm,
        "customers": sums.customers,
        "difference": _ends(each.difference),
        "uplift": _ends(each.uplift),
    }


def _ends(value: Estimate | None) -> list[float] | None:
    return None if value is None else [value.value, value.low, value.high]


def _reading(day: str, taken_ms: int, said: Mapping[str, Any]) -> Reading:
    points = tuple(
        Point(each["arm"], each["customers"], _estimate(each["difference"]), _estimate(each["uplift"]))
        for each in said["points"]
    )
    return Reading(day, taken_ms, said["customers"], points, said["verdict"], said["sentence"])


def _estimate(ends: list[float] | None) -> Estimate | None:
    return None if ends is None else Estimate(*ends)
