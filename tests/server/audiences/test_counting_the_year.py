"""Where the kept sums of a year begin is moved while others write: exact afterwards, nobody waits for it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from server.customers import kept
from server.customers.models import CountedCustomer
from shared.clock import DAY_MS
from tests.server.people import ELENA
from tests.server.world import NOW_MS, Actors

BUY = text(
    "INSERT INTO purchases (id, customer_id, store_id, channel, at_ms, total_minor, line_count)"
    f" VALUES (:id, {ELENA}, '367', 'store', :at, 500, 0)"
)


@pytest.fixture
def tables_url(request: pytest.FixtureRequest) -> str:
    """On SQLite one writes at a time; here several do."""
    return str(request.getfixturevalue("postgres_tables_url"))


def sums(session: Session) -> Any:
    with session.begin():
        query = select(CountedCustomer.visits, CountedCustomer.spent_minor)
        return session.execute(query.where(CountedCustomer.customer_id == ELENA)).one()


def test_it_gives_up_while_somebody_writes_purchases_and_is_exact_once_they_are_there(
    session: Session, people: Actors
) -> None:
    assert people
    before, engine = sums(session), session.get_bind()
    with Session(engine) as writer:
        writer.execute(BUY, {"id": 71_001, "at": NOW_MS - 2 * DAY_MS})
        with pytest.raises(OperationalError, match="lock timeout"), Session(engine) as mover, mover.begin():
            kept.count_since(mover.connection(), NOW_MS - 3 * DAY_MS)
        writer.commit()
    assert sums(session) == (before.visits + 1, before.spent_minor + 500), "nothing was moved"
    with session.begin():
        kept.count_since(session.connection(), NOW_MS - 3 * DAY_MS)
    assert sums(session) == (1, 500)
    with session.begin():
        kept.count_since(session.connection(), NOW_MS)
    assert sums(session) == (0, 0)
    with session.begin():
        kept.count_since(session.connection(), 0)
    assert sums(session) == (before.visits + 1, before.spent_minor + 500)
