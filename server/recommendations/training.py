"""Building the model of a database: what the command does, and a job would.

Reading takes one snapshot beside the writers; counts and model are written by transactions of their own, so
that nobody waits while it is counted and learned.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Protocol

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from server.catalogue import service as catalogue
from server.database import begin_reading
from server.next_actions import fitting
from server.recommendations import kept_counts, kept_models
from server.recommendations.building.counting import Backend, Counts, count
from server.recommendations.building.demand import Recent
from server.recommendations.building.model import MIN_BUYERS, Advance, Ingredients, build
from server.recommendations.record import lines_of, read_record, recent_lines

READING: Final = "Reading purchases"
VISITS: Final = "Learning how regularly customers come"


class Progress(Protocol):
    """Hears of each step and of the rows done in it."""

    def step(self, title: str, total: int | None = None) -> Advance: ...


@dataclass(frozen=True, slots=True)
class Trained:
    """What was built; `is_new` is False if the newest model was this one already.

    `regulars` are the customers by whose visits it is told who lapses; None if they were too few.
    """

    version: str
    is_new: bool
    months: int
    counted_months: int
    customers: int
    items: int
    bytes: int
    regulars: int | None


@dataclass(frozen=True, slots=True)
class _Found:
    """What one snapshot of the database gave; `fresh` are the counts of the months that had changed."""

    fingerprints: dict[int, str]
    changed: dict[int, str]
    fresh: Counts
    recent: Recent
    departments: dict[int, str]


def train(
    engine: Engine,
    *,
    as_of: date,
    now_ms: int,
    progress: Progress,
    backend: Backend = "duckdb",
    min_buyers: int = MIN_BUYERS,
) -> Trained:
    """The model of everything before `as_of` is there and travels; NothingToLearn if there is too little."""
    found = _read(engine, as_of, progress, backend)
    counts = _keep(engine, found, as_of)
    ingredients = Ingredients(as_of, counts, found.recent, found.departments, min_buyers)
    built = build(ingredients, now_ms, progress.step)
    with Session(engine) as session, session.begin():
        is_new = kept_models.save(session, built)
    regulars = _learn_visits(engine, as_of, progress)
    return Trained(
        version=built.version,
        is_new=is_new,
        months=len(found.fingerprints),
        counted_months=len(found.changed),
        customers=built.manifest["customers"],
        items=built.manifest["items"],
        bytes=sum(map(len, built.parts.values())),
        regulars=regulars,
    )


def _read(engine: Engine, as_of: date, progress: Progress, backend: Backend) -> _Found:
    with Session(engine) as session:
        begin_reading(session)
        advance = progress.step(READING)
        record = read_record(session, as_of)
        fingerprints, kept = record.fingerprints(), kept_counts.kept(session)
        changed = {month: told for month, told in fingerprints.items() if kept.get(month) != told}
        lines = lines_of(session, record, changed, advance)
        recent = recent_lines(session, record, as_of)
        departments = catalogue.recommendable_departments(session)
    progress.step("Counting visits", len(lines))
    return _Found(fingerprints, changed, count(lines, backend), recent, departments)


def _learn_visits(engine: Engine, as_of: date, progress: Progress) -> int | None:
    """How regularly customers came before `as_of` is known anew; without enough of them as it was."""
    progress.step(VISITS)
    with Session(engine) as session:
        begin_reading(session)
        found = fitting.fitted(session, as_of - timedelta(days=1))
    if found is None:
        return None
    with Session(engine) as session, session.begin():
        fitting.keep(session, found)
    return found.customers


def _keep(engine: Engine, found: _Found, as_of: date) -> Counts:
    """The counts of all months, those that had changed as they are now; later months stay as they were."""
    with Session(engine) as session, session.begin():
        past = {month for month in kept_counts.kept(session) if month <= kept_counts.month_of(str(as_of))}
        kept_counts.forget(session, past - found.fingerprints.keys())
        kept_counts.keep(session, found.changed, found.fresh)
    with Session(engine) as session:
        begin_reading(session)
        return kept_counts.read_counts(session, found.fingerprints)
