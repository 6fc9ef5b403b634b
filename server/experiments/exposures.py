"""Exposures as they come in: each counts, or is set aside with the reason; nothing is silently dropped.

Whether she was in the audience is the tablet's word: it decided by the same rules on what was known at that
moment, which HQ cannot know any more. What can be told of a number alone is asked anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Literal

from sqlalchemy import func, insert, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from server.experiments.compared import Compared, compared_in
from server.experiments.models import Exposure, ExposureSetAside

Reason = Literal["no_such_trial", "not_assigned", "wrong_variant", "outside_time", "clock", "duplicate"]
Row = Mapping[str, Any]
Key = tuple[str, int, str]

CLOCKS_DIFFER_MS: Final = 5 * 60_000
"""So far a tablet's clock may be from HQ's: tablets stamp by HQ's time as they last heard it."""


def take_in(session: Session, rows: Sequence[Row], now_ms: int) -> None:
    """Each exposure of one store's tablet counts or is set aside; one that is known changes nothing."""
    fresh = _unknown(session, rows)
    if not fresh:
        return
    found = compared_in(session, fresh[0]["store_id"], {row["trial_id"] for row in fresh})
    good: list[dict[str, Any]] = []
    aside: list[dict[str, Any]] = []
    for row in fresh:
        kept = {**row, "received_ms": now_ms}
        reason = _complaint(row, found.get(row["trial_id"]), now_ms)
        if reason is None:
            good.append(kept)
        else:
            aside.append({**kept, "reason": reason})
    aside += _count(session, good)
    if aside:
        session.execute(insert(ExposureSetAside), aside)


def keep_refused(session: Session, rows: Sequence[Row], now_ms: int) -> None:
    """Exposures of customers who are not this store's, or are erased, are set aside and name nobody."""
    fresh = _unknown(session, rows)
    if fresh:
        about = {"customer_id": None, "received_ms": now_ms, "reason": "not_assigned"}
        session.execute(insert(ExposureSetAside), [{**row, **about} for row in fresh])


def _unknown(session: Session, rows: Iterable[Row]) -> list[Row]:
    """Those that HQ does not have yet: a batch may come again."""
    by_id = {row["id"]: row for row in rows}
    for table in (Exposure, ExposureSetAside):
        for known in session.scalars(select(table.id).where(table.id.in_(list(by_id)))):
            by_id.pop(known, None)
    return list(by_id.values())


def _complaint(row: Row, trial: Compared | None, now_ms: int) -> Reason | None:
    """Why it cannot count; None if it can."""
    at_ms = row["at_ms"]
    if trial is None:
        return "no_such_trial"
    if at_ms > now_ms + CLOCKS_DIFFER_MS or at_ms < trial.known_ms - CLOCKS_DIFFER_MS:
        return "clock"
    if not trial.runs_at(at_ms):
        return "outside_time"
    if not trial.is_here or (arm := trial.arm_at(row["customer_id"], at_ms)) is None:
        return "not_assigned"
    return None if row["variant"] == arm else "wrong_variant"


def _count(session: Session, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each customer's first meeting with her arm counts; answers the others, as duplicates."""
    first: dict[Key, dict[str, Any]] = {}
    others: list[dict[str, Any]] = []
    for row in sorted(rows, key=lambda each: (each["at_ms"], each["id"])):
        if first.setdefault(_key(row), row) is not row:
            others.append(row)
    if first:
        entered = _enter(session, list(first.values()))
        others += _earlier_ones(session, [row for row in first.values() if row["id"] not in entered])
    return [{**row, "reason": "duplicate"} for row in others]


def _key(row: Row) -> Key:
    return row["trial_id"], row["customer_id"], row["variant"]


def _enter(session: Session, rows: list[dict[str, Any]]) -> set[str]:
    """The ids of those that are new; another tablet's of the same customer and arm stays as it is."""
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    entering = (postgresql.insert if is_postgresql else sqlite.insert)(Exposure)
    statement = entering.on_conflict_do_nothing().returning(Exposure.id)
    return set(session.scalars(statement, rows))


def _earlier_ones(session: Session, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those that came after another tablet's; one that was met earlier takes the other's place instead."""
    if not rows:
        return []
    columns = Exposure.__table__.columns
    named = tuple_(Exposure.trial_id, Exposure.customer_id, Exposure.variant)
    query = select(*columns).where(named.in_([_key(row) for row in rows])).with_for_update()
    there_are = [dict(each) for each in session.execute(query).mappings()]
    standing = {_key(each): each for each in there_are}
    left: list[dict[str, Any]] = []
    for row in rows:
        there = standing.get(_key(row))
        if there is None or row["at_ms"] >= there["at_ms"]:
            left.append(row)
            continue
        session.execute(update(Exposure).where(Exposure.id == there["id"]).values(row))
        left.append(there)
    return left


def set_aside(session: Session, trial_id: str) -> dict[str, int]:
    """How many exposures of that trial no result counts, by reason."""
    query = select(ExposureSetAside.reason, func.count()).where(ExposureSetAside.trial_id == trial_id)
    return dict(session.execute(query.group_by(ExposureSetAside.reason)).all())


def met_by(session: Session, trial_id: str) -> dict[str, int]:
    """How many customers have met each arm of that trial."""
    query = select(Exposure.variant, func.count()).where(Exposure.trial_id == trial_id)
    return dict(session.execute(query.group_by(Exposure.variant)).all())
