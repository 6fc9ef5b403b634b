"""Which experiments take in saved audiences: as long as they may still run, those audiences stay."""

from __future__ import annotations

import json

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.experiments.models import ExperimentRecord
from shared.audience.walking import taken_in

_OVER = ("stopped", "deleted")


def experiments_taking_in(session: Session) -> dict[str, list[tuple[str, str, str]]]:
    """By audience, the experiments that take it in: their id, name and status, the latest first."""
    stored = ExperimentRecord
    query = (
        select(stored.id, stored.name, stored.status, stored.audience)
        .where(stored.status.not_in(_OVER), stored.audience.contains('"audience"'))
        .order_by(stored.created_ms.desc(), stored.id)
    )
    found: dict[str, list[tuple[str, str, str]]] = {}
    for experiment_id, name, status, rule in session.execute(query):
        for audience_id in taken_in(json.loads(rule)):
            found.setdefault(audience_id, []).append((experiment_id, name, status))
    return found
