"""Experiments through their life, who met what of them, and the trials that results are about.

A started experiment is never edited: customers are in it as it is. It is stopped, or copied and changed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.experiments import overlapping, planning, reading
from server.experiments.drafts import check_content, create, duplicate, update
from server.experiments.exposures import keep_refused, met_by, set_aside, take_in
from server.experiments.history import EDITABLE, content_of
from server.experiments.life import (
    approve,
    bring_back,
    delete,
    send_back,
    start,
    stop,
    submit,
    withdraw,
)
from server.experiments.models import ExperimentRecord
from server.experiments.overlapping import Overlap
from server.experiments.overlapping import words as overlap_words
from server.experiments.planning import Told, told
from server.experiments.reading import ExperimentView, names
from server.experiments.trials import trial, trials

__all__ = [
    "EDITABLE", "ExperimentView", "Overlap", "Told", "approve", "bring_back", "check_content", "create",
    "delete", "duplicate", "get", "keep_refused", "list_deleted", "list_experiments", "met_by", "names",
    "overlap_words", "overlaps", "overlaps_of", "plan",
    "send_back", "set_aside", "start", "stop", "submit", "take_in", "told", "trial", "trials", "update",
    "withdraw",
]  # fmt: skip

MAX_LISTED = 500
MAX_DELETED_LISTED = 50


def list_experiments(session: Session, now_ms: int) -> list[ExperimentView]:
    """The latest experiments, newest first."""
    query = select(ExperimentRecord).where(ExperimentRecord.status != "deleted")
    query = query.order_by(ExperimentRecord.created_ms.desc(), ExperimentRecord.id.desc())
    return reading.views(session, session.scalars(query.limit(MAX_LISTED)), now_ms)


def list_deleted(session: Session, now_ms: int) -> list[ExperimentView]:
    """The drafts that were deleted last and can be brought back, newest first."""
    query = select(ExperimentRecord).where(ExperimentRecord.status == "deleted")
    query = query.order_by(ExperimentRecord.updated_ms.desc(), ExperimentRecord.id.desc())
    return reading.views(session, session.scalars(query.limit(MAX_DELETED_LISTED)), now_ms)


def get(session: Session, experiment_id: str, now_ms: int, *, lock: bool = False) -> ExperimentView:
    """One experiment; NotFound if there is none. `lock` is for those who are about to change it."""
    return reading.views(session, [reading.record(session, experiment_id, lock=lock)], now_ms)[0]


def plan(session: Session, experiment_id: str, now_ms: int) -> Told:
    """What can be told today of how long it takes and what it finds."""
    return planning.told(session, content_of(reading.record(session, experiment_id)), now_ms)


def overlaps(session: Session, experiment_id: str) -> list[Overlap]:
    """Running experiments that are in its way."""
    return overlapping.overlaps(session, reading.record(session, experiment_id))


def overlaps_of(session: Session, content: Mapping[str, Any], own_id: str = "") -> list[Overlap]:
    """Running experiments that would be in the way of what is written there."""
    store_ids = content["store_ids"]
    written = SimpleNamespace(
        id=own_id, surface=content["surface"], starts_local=content["starts_local"],
        ends_local=content["ends_local"], store_ids=None if store_ids is None else json.dumps(store_ids),
    )  # fmt: skip
    return overlapping.overlaps(session, written)
