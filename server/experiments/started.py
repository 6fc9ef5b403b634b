"""Trials as results need them: since when, until when by each clock, where, and by what they are judged."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.errors import NotFound
from server.experiments import trials
from server.experiments.models import ExperimentRecord, ExperimentStore, Exposure
from server.experiments.reading import experiment_of
from server.next_actions import guard
from server.promotions import trialled
from shared.experiments import EVERYTHING, Trial, trial_of_experiment, trial_of_promotion
from shared.promotions import ends_ms, starts_ms

Kind = Literal["experiment", "promotion", "holdout"]
Phase = Literal["scheduled", "running", "ended", "stopped"]

NO_END_MS: Final = 4_102_444_800_000
"""2100: what has no end."""


@dataclass(frozen=True, slots=True)
class Started:
    """A trial that customers may have met.

    `store_ids` None means all stores. `planned` is how many customers it was planned for, None without a
    plan. `changed_ms` is when the shares of its arms were changed last while it ran, None where they never
    were. Times by the clocks of stores are asked of `ends_at` and `phase`.
    """

    trial: Trial
    kind: Kind
    surface: str
    metric: str
    published_ms: int
    stopped_ms: int | None
    store_ids: tuple[str, ...] | None
    planned: int | None
    changed_ms: int | None = None

    def ends_at(self, time_zone: str) -> int:
        """When it ends in a store of that zone, or was stopped before."""
        ends = NO_END_MS if self.trial.ends_local is None else ends_ms(_Times(self.trial), time_zone)
        return ends if self.stopped_ms is None else min(ends, self.stopped_ms)

    def phase(self, time_zones: Iterable[str], now_ms: int) -> Phase:
        """What it is doing now in stores of those zones."""
        if self.stopped_ms is not None:
            return "stopped"
        zones = list(time_zones)
        if self.trial.starts_local is not None and self.trial.ends_local is not None:
            if all(now_ms < starts_ms(_Times(self.trial), zone) for zone in zones):
                return "scheduled"
            if all(now_ms >= self.ends_at(zone) for zone in zones):
                return "ended"
        return "running"


class _Times:
    """A trial that has a start and an end, as a schedule."""

    def __init__(self, trial: Trial) -> None:
        self.starts_local = trial.starts_local or ""
        self.ends_local = trial.ends_local or ""


def started(session: Session) -> list[Started]:
    """Every trial that customers may have met: experiments, promotions, each newest first, the holdout."""
    return [*_experiments(session), *_promotions(session), *_holdout(session)]


def one(session: Session, trial_id: str) -> Started:
    """One of them; NotFound if there is none."""
    found = next((each for each in started(session) if each.trial.id == trial_id), None)
    if found is None:
        raise NotFound("There is no such trial.")
    return found


def nameless(session: Session, trial_id: str) -> int:
    """How many exposures of that trial name nobody any more, because their customer was erased."""
    query = select(func.count()).where(Exposure.trial_id == trial_id, Exposure.customer_id.is_(None))
    return session.scalar(query) or 0


def _experiments(session: Session) -> list[Started]:
    query = (
        select(ExperimentRecord)
        .where(ExperimentRecord.published_ms.is_not(None))
        .order_by(ExperimentRecord.published_ms.desc(), ExperimentRecord.id.desc())
    )
    placed: dict[str, list[str]] = {}
    for experiment_id, store_id in session.execute(
        select(ExperimentStore.experiment_id, ExperimentStore.store_id).order_by(ExperimentStore.store_id)
    ):
        placed.setdefault(experiment_id, []).append(store_id)
    return [
        Started(
            trial=trial_of_experiment(experiment_of(stored)), kind="experiment", surface=stored.surface,
            metric=stored.metric, published_ms=stored.published_ms or 0, stopped_ms=stored.stopped_ms,
            store_ids=tuple(placed.get(stored.id, ())), planned=json.loads(stored.plan).get("needed"),
        )
        for stored in session.scalars(query)
    ]  # fmt: skip


def _promotions(session: Session) -> list[Started]:
    ids = [each.id for each in trialled.with_trials(session)]
    known = {each.promotion.id: each for each in trialled.published(session, ids, "")}
    stores = trialled.stores_of(session, ids)
    return [
        Started(
            trial=trial, kind="promotion", surface="offers", metric="revenue",
            published_ms=known[each].published_ms, stopped_ms=known[each].stopped_ms,
            store_ids=tuple(stores.get(each, ())), planned=None,
        )
        for each in ids
        if (trial := trial_of_promotion(known[each].promotion)) is not None
    ]  # fmt: skip


def _holdout(session: Session) -> list[Started]:
    """The holdout from everything; it ends with the change by which nobody is held out any more."""
    found = [each for each in trials.trials(session) if each.id == EVERYTHING]
    held = guard.holdouts(session)
    shares = [each for each in held if each.percent]
    changes = [after.since_ms for before, after in pairwise(shares) if before.percent != after.percent]
    return [
        Started(
            trial=trial, kind="holdout", surface="offers", metric="revenue", published_ms=0,
            stopped_ms=None if held[-1].percent else held[-1].since_ms, store_ids=None, planned=None,
            changed_ms=changes[-1] if changes else None,
        )
        for trial in found
    ]  # fmt: skip
