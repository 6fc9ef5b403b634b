"""Experiments as they are shown: the stored rule, where it runs, and what it is doing now."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Literal, cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.catalogue import service as catalogue
from server.errors import NotFound
from server.experiments.models import ExperimentRecord, ExperimentStore, Exposure
from shared.experiments import Experiment, experiment_from_row
from shared.promotions import ends_ms, starts_ms

Phase = Literal["draft", "submitted", "approved", "deleted", "scheduled", "running", "ended", "stopped"]


@dataclass(frozen=True, slots=True)
class ExperimentView:
    """An experiment with everything that a list or a form shows of it.

    `store_ids` None means all stores; `store_count` is how many it runs in, or would once started;
    `exposures` how many customers have met an arm of it.
    """

    id: str
    name: str
    hypothesis: str
    surface: str
    metric: str
    audience: dict[str, Any]
    variants: list[dict[str, Any]]
    control: str
    starts_local: str
    ends_local: str
    store_ids: list[str] | None
    smallest_effect: int
    plan: dict[str, Any]
    status: str
    version: int
    created_by: str
    created_ms: int
    updated_ms: int
    edited_by: str
    submitted_by: str | None
    submitted_ms: int | None
    approved_by: str | None
    approved_ms: int | None
    published_ms: int | None
    stopped_ms: int | None
    phase: Phase
    store_count: int
    exposures: int


def running_in(session: Session, store_id: str) -> list[Experiment]:
    """The experiments that were started there and not stopped, as both sides assign by them."""
    here = select(ExperimentStore.experiment_id).where(ExperimentStore.store_id == store_id)
    query = select(ExperimentRecord).where(
        ExperimentRecord.status == "running", ExperimentRecord.id.in_(here)
    )
    return [experiment_of(each) for each in session.scalars(query.order_by(ExperimentRecord.id))]


def record(session: Session, experiment_id: str, *, lock: bool = False) -> ExperimentRecord:
    """The stored experiment; with `lock` nobody else changes it until the transaction ends."""
    query = select(ExperimentRecord).where(ExperimentRecord.id == experiment_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = session.scalar(query)
    if found is None:
        raise NotFound("There is no such experiment.")
    return found


def experiment_of(stored: ExperimentRecord) -> Experiment:
    """The rule of a stored experiment, as both sides assign by it."""
    return experiment_from_row({name: getattr(stored, name) for name in Experiment.__dataclass_fields__})


def views(session: Session, records: Iterable[ExperimentRecord], now_ms: int) -> list[ExperimentView]:
    """The experiments as shown, by three queries whatever their number."""
    stored = list(records)
    ids = [each.id for each in stored]
    zones = {store.id: store.time_zone for store in catalogue.stores(session)}
    placed: dict[str, list[str]] = {}
    pairs = select(ExperimentStore.experiment_id, ExperimentStore.store_id)
    for experiment_id, store_id in session.execute(pairs.where(ExperimentStore.experiment_id.in_(ids))):
        placed.setdefault(experiment_id, []).append(store_id)
    met = _met(session, ids)
    return [_view(each, placed.get(each.id, []), zones, met.get(each.id, 0), now_ms) for each in stored]


def _met(session: Session, ids: Collection[str]) -> dict[str, int]:
    query = select(Exposure.trial_id, func.count()).where(Exposure.trial_id.in_(list(ids)))
    return dict(session.execute(query.group_by(Exposure.trial_id)).all())


def _view(
    stored: ExperimentRecord, placed: list[str], zones: dict[str, str], exposures: int, now_ms: int
) -> ExperimentView:
    names = set(ExperimentView.__dataclass_fields__) & set(ExperimentRecord.__table__.columns.keys())
    values = {name: getattr(stored, name) for name in names}
    for name in ("audience", "variants", "plan"):
        values[name] = json.loads(values[name])
    chosen = json.loads(stored.store_ids) if stored.store_ids is not None else None
    planned = len(zones) if chosen is None else len(chosen)
    is_placed = stored.published_ms is not None
    return ExperimentView(
        **values | {"store_ids": chosen},
        phase=_phase(stored, [zones[store] for store in placed], now_ms),
        store_count=len(placed) if is_placed else planned,
        exposures=exposures,
    )


def _phase(stored: ExperimentRecord, zones: list[str], now_ms: int) -> Phase:
    if stored.status != "running":
        return cast(Phase, stored.status)
    experiment = experiment_of(stored)
    if all(now_ms < starts_ms(experiment, zone) for zone in zones):
        return "scheduled"
    return "ended" if all(now_ms >= ends_ms(experiment, zone) for zone in zones) else "running"


def names(session: Session, experiment_ids: Iterable[str]) -> dict[str, str]:
    """What those of the experiments are called that there are."""
    wanted = ExperimentRecord.id.in_(list(experiment_ids))
    return dict(session.execute(select(ExperimentRecord.id, ExperimentRecord.name).where(wanted)).all())
