"""The rhythm of customers is fitted to what was published, and only on who lets her data be used."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from server.customers.models import ConsentRecord, Customer
from server.next_actions import fitting
from server.purchases.models import Purchase
from shared.clock import DAY_MS
from shared.lapsing import log_likelihood
from tests.server.people import consent, customer
from tests.server.world import NOW, NOW_MS, Actors
from tests.shared.rhythms import PUBLISHED, PUBLISHED_LIKELIHOOD, cdnow

TODAY = NOW.date()


def test_the_published_customers_give_the_published_numbers() -> None:
    found = fitting.fit(cdnow())
    assert found.r == pytest.approx(PUBLISHED.r, abs=0.001)
    assert found.alpha == pytest.approx(PUBLISHED.alpha, abs=0.005)
    assert found.a == pytest.approx(PUBLISHED.a, abs=0.001)
    assert found.b == pytest.approx(PUBLISHED.b, abs=0.005)
    assert log_likelihood(found, cdnow()) == pytest.approx(PUBLISHED_LIKELIHOOD, abs=0.05)


def test_fitting_takes_the_same_steps_in_whatever_order_customers_come() -> None:
    some = dict(list(cdnow().items())[:200])
    assert fitting.fit(Counter(some)) == fitting.fit(Counter(dict(reversed(some.items()))))


@pytest.fixture
def crowd(session: Session, actors: Actors) -> list[int]:
    """Sixty customers who agreed and came on days of their own; one who did not, and comes every day."""
    assert actors.device
    ids = list(range(100, 161))
    session.execute(insert(Customer), [customer(number, "A", str(number)) for number in ids])
    session.execute(insert(ConsentRecord), [consent(number, int(number != 160)) for number in ids])
    visits = [(number, back) for number in ids[:-1] for back in range(number % 17, 300, 5 + number % 23)]
    visits += [(160, back) for back in range(300)]
    rows = [
        {"id": n, "customer_id": c, "store_id": "367", "at_ms": NOW_MS - back * DAY_MS, "total_minor": 100,
         "line_count": 1}
        for n, (c, back) in enumerate(visits)
    ]  # fmt: skip
    session.execute(insert(Purchase), rows)
    session.commit()
    return ids


@pytest.mark.usefixtures("crowd")
def test_a_fit_replaces_the_one_before_and_counts_only_who_agreed(session: Session) -> None:
    first = fitting.refit(session, TODAY - timedelta(days=30))
    second = fitting.refit(session, TODAY)
    assert first
    assert second
    assert (first.customers, second.customers) == (60, 60)
    assert first.fit != second.fit
    assert fitting.latest(session) == second
    assert session.execute(text("SELECT as_of FROM lapsing_fits")).scalars().all() == [TODAY.isoformat()]


@pytest.mark.usefixtures("crowd")
def test_a_fit_that_stands_already_is_not_written_again(session: Session) -> None:
    def is_marked() -> bool:
        stored = session.execute(text("SELECT parameters FROM lapsing_fits")).scalar_one()
        return str(stored).endswith(" ")

    first = fitting.refit(session, TODAY)
    session.execute(text("UPDATE lapsing_fits SET parameters = parameters || ' '"))
    session.expire_all()
    assert fitting.refit(session, TODAY) == first
    assert is_marked(), "what is written travels to every tablet"
    fitting.refit(session, TODAY - timedelta(days=1))
    assert not is_marked()


@pytest.mark.usefixtures("crowd")
def test_nothing_after_the_day_changes_the_fit(session: Session) -> None:
    before = fitting.refit(session, TODAY - timedelta(days=30))
    session.execute(text("DELETE FROM purchases WHERE at_ms > :at"), {"at": NOW_MS - 30 * DAY_MS})
    assert fitting.refit(session, TODAY - timedelta(days=30)) == before


def test_a_handful_of_customers_is_no_rhythm(session: Session, people: Actors) -> None:
    assert people.device
    assert fitting.refit(session, date(2026, 11, 22)) is None
    assert fitting.latest(session) is None
