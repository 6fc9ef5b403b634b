"""What is missing from results, or came in after they had been read: it is told, never taken in silently."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from server.catalogue import service as catalogue
from server.devices import service as devices
from server.experiments import service as experiments
from server.experiments.started import Started, nameless
from server.insights import measuring
from server.insights.models import TrialLate, TrialReading

ONLINE_MS: Final = 120_000
"""A connected tablet is heard of far more often than this."""


@dataclass(frozen=True, slots=True)
class Late:
    """What had happened before a reading, `taken_ms`, and came in only after it."""

    day: str
    taken_ms: int
    exposures: int
    purchases: int


class Tablet(NamedTuple):
    """Where a tablet is, by which clock, and when it was heard of last."""

    store_id: str
    time_zone: str
    seen_ms: int


@dataclass(frozen=True, slots=True)
class Missing:
    """What the figures do not hold, or did not hold when they were read last.

    `tablets` have not been heard of since the trial ran there, the longest silent since `silent_since_ms`;
    `waiting` changes are not counted yet; `erased` exposures name nobody any more; `set_aside` says how many
    exposures could not count, by reason.
    """

    tablets: int = 0
    silent_since_ms: int | None = None
    waiting: int = 0
    erased: int = 0
    set_aside: dict[str, int] = field(default_factory=dict)
    late: Late | None = None


def missing(session: Session, started: Started, now_ms: int) -> Missing:
    """What is missing from that trial's results now."""
    trial_id = started.trial.id
    return replace(
        still_out(tablets_of(session), started, now_ms),
        waiting=measuring.waiting(session.connection()),
        erased=nameless(session, trial_id),
        set_aside=experiments.set_aside(session, trial_id),
        late=_late(session, trial_id),
    )


def tablets_of(session: Session) -> list[Tablet]:
    """Every tablet that is in use and was ever heard of."""
    zones = {store.id: store.time_zone for store in catalogue.stores(session)}
    return [
        Tablet(each.store_id, zones[each.store_id], each.seen_ms)
        for each in devices.fleet(session)
        if each.status == "active" and each.store_id in zones and each.seen_ms
    ]


def still_out(tablets: Sequence[Tablet], started: Started, now_ms: int) -> Missing:
    """Which of them may have something to tell of the trial; nothing else is said."""
    silent = [
        each.seen_ms
        for each in tablets
        if (started.store_ids is None or each.store_id in started.store_ids)
        and each.seen_ms < min(now_ms - ONLINE_MS, started.ends_at(each.time_zone))
    ]
    return Missing(tablets=len(silent), silent_since_ms=min(silent, default=None))


def _late(session: Session, trial_id: str) -> Late | None:
    """What was late for the last reading; if nothing was, for the one before: somebody may have read it."""
    columns = (TrialReading.day, TrialReading.taken_ms, TrialLate.exposures, TrialLate.purchases)
    of_it = and_(TrialLate.trial_id == TrialReading.trial_id, TrialLate.day == TrialReading.day)
    query = select(*columns).outerjoin_from(TrialReading, TrialLate, of_it)
    rows = session.execute(
        query.where(TrialReading.trial_id == trial_id).order_by(TrialReading.day.desc()).limit(2)
    )
    found = [
        Late(day, taken_ms, exposures or 0, purchases or 0) for day, taken_ms, exposures, purchases in rows
    ]
    told = [each for each in found if each.exposures or each.purchases]
    return next(iter(told or found), None)
