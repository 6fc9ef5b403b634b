"""What happened to experiments, who did it and when. Rows are only ever added, which the database sees to."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from server.experiments.models import ExperimentChange, ExperimentRecord
from server.experiments.saying import Content, differences
from server.staff import service as staff

Kind = Literal[
    "created", "copied", "edited", "submitted", "withdrawn", "returned", "approved", "started", "stopped",
    "deleted", "brought_back",
]  # fmt: skip

EDITABLE: Final = (
    "name", "hypothesis", "surface", "metric", "audience", "variants", "control", "starts_local",
    "ends_local", "store_ids", "smallest_effect",
)  # fmt: skip
"""What may be given to `create` and `update`; `audience` is a rule, `store_ids` a list or None for all."""

JSON_FIELDS: Final = ("audience", "variants", "store_ids")
MOST_SHOWN: Final = 200


@dataclass(frozen=True, slots=True)
class ChangedPart:
    """One part of an experiment before and after, in words."""

    field: str
    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Change:
    """Somebody did something with an experiment; `note` is her word with it."""

    experiment_id: str
    experiment_name: str
    version: int
    kind: str
    by_id: str
    by_name: str
    at_ms: int
    note: str
    parts: tuple[ChangedPart, ...]


def content_of(stored: ExperimentRecord) -> dict[str, Any]:
    """Everything that can be written in the experiment, as it is now."""
    values = {name: getattr(stored, name) for name in EDITABLE}
    return values | {name: json.loads(values[name] or "null") for name in JSON_FIELDS}


def note_change(
    session: Session,
    stored: ExperimentRecord,
    kind: Kind,
    *,
    by: str,
    now_ms: int,
    before: Content | None = None,
    note: str = "",
) -> None:
    """The change is in the history under the experiment's version, which it has moved.

    It is part of the transaction: what is not noted did not happen.
    """
    stored.updated_ms = now_ms
    parts = [] if before is None else differences(before, content_of(stored))
    session.flush()
    session.add(
        ExperimentChange(
            experiment_id=stored.id, version=stored.version, kind=kind, by_id=by, at_ms=now_ms, note=note,
            changes=json.dumps(parts),
        )
    )  # fmt: skip
    session.flush()


def of_experiment(session: Session, experiment_id: str, most: int = MOST_SHOWN) -> list[Change]:
    """What happened to one experiment, newest first."""
    query = _changes().where(ExperimentChange.experiment_id == experiment_id)
    people = staff.names(session)
    return [
        Change(
            experiment_id=each.experiment_id, experiment_name=name, version=each.version, kind=each.kind,
            by_id=each.by_id, by_name=people.get(each.by_id, each.by_id), at_ms=each.at_ms, note=each.note,
            parts=tuple(ChangedPart(**part) for part in json.loads(each.changes)),
        )
        for each, name in session.execute(query.order_by(ExperimentChange.version.desc()).limit(most))
    ]  # fmt: skip


def last_return(session: Session, experiment_id: str) -> Change | None:
    """The word with which it was sent back, if nothing was submitted since."""
    steps = [
        each
        for each in of_experiment(session, experiment_id)
        if each.kind in ("returned", "submitted", "started")
    ]
    return steps[0] if steps and steps[0].kind == "returned" else None


def _changes() -> Select[ExperimentChange, str]:
    return select(ExperimentChange, ExperimentRecord.name).join(
        ExperimentRecord, ExperimentRecord.id == ExperimentChange.experiment_id
    )
