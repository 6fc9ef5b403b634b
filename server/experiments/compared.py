"""Trials as exposures are judged by them: since when known, where and when they run, who is in which arm."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from server.catalogue import service as catalogue
from server.experiments.models import ExperimentRecord, ExperimentStore
from server.experiments.reading import experiment_of
from server.next_actions import guard
from server.next_actions.guard import Held
from server.promotions import trialled
from shared.experiments import EVERYTHING, Experiment, arm_in, arm_of_everything
from shared.promotions import Promotion, ends_ms, starts_ms


@dataclass(frozen=True, slots=True)
class Compared:
    """A trial in one store: nobody met it before `known_ms`, nobody is to meet it from `until_ms` on."""

    known_ms: int
    starts_ms: int
    until_ms: int | None
    is_here: bool
    arm_at: Callable[[int, int], str | None]
    """Her arm at a moment, of her number."""

    def runs_at(self, at_ms: int) -> bool:
        """True if she could meet it then."""
        return self.starts_ms <= at_ms and (self.until_ms is None or at_ms < self.until_ms)


def compared_in(session: Session, store_id: str, trial_ids: Collection[str]) -> dict[str, Compared]:
    """Those of the trials that there are, as they run in that store."""
    zone = catalogue.store(session, store_id).time_zone
    held = guard.holdouts(session)
    found = _experiments(session, store_id, trial_ids, zone, held)
    for each in trialled.published(session, trial_ids, store_id):
        if arm_in(each.promotion, 0) is not None:
            found[each.promotion.id] = _compared(
                each.promotion, zone, each.published_ms, each.stopped_ms, each.is_here, held
            )
    if EVERYTHING in trial_ids and any(each.percent for each in held):
        found[EVERYTHING] = _everything(held)
    return found


def _experiments(
    session: Session, store_id: str, ids: Collection[str], zone: str, held: tuple[Held, ...]
) -> dict[str, Compared]:
    is_here = exists().where(
        ExperimentStore.experiment_id == ExperimentRecord.id, ExperimentStore.store_id == store_id
    )
    query = select(ExperimentRecord, is_here).where(
        ExperimentRecord.id.in_(list(ids)), ExperimentRecord.published_ms.is_not(None)
    )
    return {
        stored.id: _compared(
            experiment_of(stored), zone, stored.published_ms or 0, stored.stopped_ms, here, held
        )
        for stored, here in session.execute(query)
    }


def _compared(
    compared: Experiment | Promotion,
    zone: str,
    known_ms: int,
    stopped_ms: int | None,
    is_here: bool,
    held: tuple[Held, ...],
) -> Compared:
    def arm_at(customer_id: int, at_ms: int) -> str | None:
        """None for whoever was held out of everything then: she is in no other trial."""
        if arm_of_everything(customer_id, guard.percent_at(held, at_ms)) == "held_out":
            return None
        return arm_in(compared, customer_id)

    ends = ends_ms(compared, zone)
    until = ends if stopped_ms is None else min(ends, stopped_ms)
    return Compared(known_ms, starts_ms(compared, zone), until, is_here, arm_at)


def _everything(held: tuple[Held, ...]) -> Compared:
    first = min(each.since_ms for each in held if each.percent)
    return Compared(
        first, first, None, True,
        lambda customer_id, at_ms: arm_of_everything(customer_id, guard.percent_at(held, at_ms)),
    )  # fmt: skip
