"""Scores that HQ works out about everybody: fifths of recency, frequency and money, and who lapses.

Only customers who let their data be used have them. A score that is as it was is not written, and does not
travel.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import Select, bindparam, delete, func, insert, literal, select, update
from sqlalchemy.orm import Session

from server.audiences.models import CustomerScore
from server.customers import service as customers
from server.database import Base
from server.next_actions import fitting
from server.purchases import service as purchases
from server.purchases.fifths import FIFTHS, fifths
from shared.clock import DAY_MS
from shared.lapsing import LEAST_REPEATS, WEEK_DAYS, Rhythm, chance_of_return

LAPSING: Final = "lapsing"
"""The chance in percent that she does not come back by herself; nobody has it whose rhythm is not known."""

_AT_ONCE: Final = 20_000


def rescore(session: Session, now_ms: int) -> dict[str, int]:
    """Every score is that of the moment; how many customers have each."""
    allowing = customers.allowing("personalization")
    ranked = fifths(now_ms, allowing).subquery()
    for name in FIFTHS:
        _keep(session, name, select(ranked.c.customer_id, ranked.c[name].label("value")), now_ms)
    _keep_lapsing(session, now_ms)
    query = select(CustomerScore.name, func.count()).group_by(CustomerScore.name).order_by(CustomerScore.name)
    return dict(session.execute(query).all())


def _keep(session: Session, name: str, wanted: Select[Any], now_ms: int) -> None:
    """The scores of that name are these; three statements, however many customers."""
    made, score = wanted.subquery(), CustomerScore
    named = score.name == name
    session.execute(delete(score).where(named, score.customer_id.not_in(select(made.c.customer_id))))
    theirs = select(made.c.value).where(made.c.customer_id == score.customer_id).scalar_subquery()
    session.execute(
        update(score).where(named, score.value != theirs).values(value=theirs, at_ms=now_ms),
        execution_options={"synchronize_session": False},
    )
    known = select(score.customer_id).where(named)
    new = select(made.c.customer_id, literal(name), made.c.value, literal(now_ms))
    session.execute(
        insert(score).from_select(
            ["customer_id", "name", "value", "at_ms"], new.where(made.c.customer_id.not_in(known))
        )
    )


def _keep_lapsing(session: Session, now_ms: int) -> None:
    named = CustomerScore.name == LAPSING
    before = select(CustomerScore.customer_id, CustomerScore.value).where(named)
    known = dict(session.execute(before).all())
    wanted = dict(_lapsing(session, now_ms))
    gone = [each for each in known if each not in wanted]
    for first in range(0, len(gone), _AT_ONCE):
        some = gone[first : first + _AT_ONCE]
        session.execute(delete(CustomerScore).where(named, CustomerScore.customer_id.in_(some)))
    new = [each for each in wanted if each not in known]
    for first in range(0, len(new), _AT_ONCE):
        rows = [
            {"customer_id": each, "name": LAPSING, "value": wanted[each], "at_ms": now_ms}
            for each in new[first : first + _AT_ONCE]
        ]
        session.execute(insert(CustomerScore), rows)
    whose = Base.metadata.tables["customer_scores"].c.customer_id == bindparam("whose")
    change = update(Base.metadata.tables["customer_scores"]).where(named, whose)
    changed = [each for each in known if each in wanted and known[each] != wanted[each]]
    for first in range(0, len(changed), _AT_ONCE):
        values = [{"whose": each, "now": wanted[each]} for each in changed[first : first + _AT_ONCE]]
        session.connection().execute(change.values(value=bindparam("now"), at_ms=now_ms), values)


def _lapsing(session: Session, now_ms: int) -> Iterator[tuple[int, float]]:
    """Each customer with a rhythm of her own, and how likely she stays away, by the fit that stands."""
    stands = fitting.latest(session)
    if stands is None:
        return
    allowed = set(session.scalars(customers.allowing("personalization")))
    today = purchases.FIRST_DAY + now_ms // DAY_MS
    days: dict[int, list[int]] = defaultdict(list)
    for customer_id, day in purchases.days_of_visits(session, now_ms + 1):
        if customer_id in allowed:
            days[customer_id].append(day)
    for customer_id, known in days.items():
        first, last = min(known), max(known)
        rhythm = Rhythm(len(known) - 1, (last - first) / WEEK_DAYS, (today - first) / WEEK_DAYS)
        if rhythm.repeats >= LEAST_REPEATS:
            yield customer_id, float(round(100 * (1 - chance_of_return(stands.fit, rhythm))))
