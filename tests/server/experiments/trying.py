"""An experiment as tests write it, and how it comes to run by two people."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from server.experiments import service
from server.experiments.service import ExperimentView
from tests.server.world import NOW_MS

EXPERIMENTS = "/api/v1/experiments"
APPROVER = "another person"

TRIED: dict[str, Any] = {
    "name": "Due again first",
    "hypothesis": "Customers buy more when what is due again stands first.",
    "surface": "recommendations",
    "variants": [
        {"key": "a", "name": "As always", "weight": 5000, "strategy": "model"},
        {"key": "b", "name": "Due again first", "weight": 5000, "strategy": "repeat_first"},
    ],
    "control": "a",
    "starts_local": "2026-11-20T09:00",
    "ends_local": "2026-12-18T21:00",
}


def draft(session: Session, new_id: str, *, by: str = "writer", **more: Any) -> ExperimentView:
    """A draft of somebody's."""
    return service.create(session, TRIED | more, by=by, now_ms=NOW_MS, new_id=new_id)


def run(session: Session, new_id: str, now_ms: int = NOW_MS, **more: Any) -> ExperimentView:
    """One that was written, submitted, approved by somebody else and started."""
    made = service.create(session, TRIED | more, by="writer", now_ms=now_ms, new_id=new_id)
    waiting = service.submit(session, made.id, by="writer", now_ms=now_ms)
    service.approve(session, made.id, version=waiting.version, by=APPROVER, now_ms=now_ms)
    return service.start(session, made.id, by="writer", now_ms=now_ms)
