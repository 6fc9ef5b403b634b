"""What is done for a customer on a surface now, as the tablets of the store decide it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.catalogue import service as catalogue
from server.customers import service as customers
from server.experiments.models import ExperimentRecord, ExperimentStore
from server.experiments.reading import experiment_of
from server.next_actions import guard
from shared.clock import local_date
from shared.experiments import USUAL, Chosen, Surface, choose


def chosen(
    session: Session, surface: Surface, customer_id: int, *, store_id: str | None, now_ms: int
) -> Chosen:
    """Her arm of what runs there, or what everybody gets: where nothing runs she is not even looked at."""
    query = (
        select(ExperimentRecord)
        .join(ExperimentStore, ExperimentStore.experiment_id == ExperimentRecord.id)
        .where(
            ExperimentStore.store_id == store_id,
            ExperimentRecord.surface == surface,
            ExperimentRecord.status == "running",
        )
    )
    running = [experiment_of(each) for each in session.scalars(query)]
    if not running or store_id is None:
        return Chosen(USUAL[surface])
    rules = [each.audience for each in running]
    known = customers.facts_for(session, [customer_id], now_ms=now_ms, rules=rules)
    if not known:
        return Chosen(USUAL[surface])
    zone = catalogue.store(session, store_id).time_zone
    return choose(
        running, surface, known[0].facts, today=local_date(now_ms, zone), time_zone=zone, now_ms=now_ms,
        policy=guard.policy(session),
    )  # fmt: skip
