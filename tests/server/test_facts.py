"""Facts of many customers: summed by the database, the same as the shared rules say of one."""

from __future__ import annotations

import random

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from server.catalogue import service as catalogue
from server.customers import service as customers
from server.customers.models import Customer
from server.purchases import service as purchases
from server.purchases.models import Purchase
from shared.clock import DAY_MS
from shared.customer import YEAR_MS, Figures, Visit, figures_of
from tests.server.people import ELENA, HERE_SILENT, MARCO, customer
from tests.server.world import NOW_MS, Actors

BUYS = {"attribute": "departments", "operator": "in", "value": ["Dairy"]}
STORE = catalogue.StoreView("367", "Store 367", "North", "America/New_York")


def visits_of(session: Session) -> dict[int, list[Visit]]:
    found: dict[int, list[Visit]] = {}
    for customer_id, at_ms, total in session.execute(
        select(Purchase.customer_id, Purchase.at_ms, Purchase.total_minor)
    ):
        found.setdefault(customer_id, []).append(Visit(at_ms, total))
    return found


def fill(session: Session, amount: int, visits: int, seed: int) -> None:
    """Customers with purchases at every awkward moment: ties, the edges of the year, the future."""
    chance = random.Random(seed)
    session.execute(
        insert(Customer), [customer(number, "A", "B") | {"home_store_id": None} for number in range(amount)]
    )
    edges = [NOW_MS, NOW_MS - YEAR_MS, NOW_MS - 2 * YEAR_MS, NOW_MS - 90 * DAY_MS, NOW_MS - 180 * DAY_MS]
    rows = []
    for number in range(visits):
        at_ms = NOW_MS - chance.randrange(-5, 800 * 24) * 3_600_000
        if chance.random() < 0.2:
            at_ms = chance.choice(edges) + chance.choice([-1, 0, 1])
        rows.append(
            {
                "id": number, "customer_id": chance.randrange(amount), "store_id": "367", "at_ms": at_ms,
                "total_minor": chance.randrange(-500, 20_000), "line_count": 1,
            }
        )  # fmt: skip
    session.execute(insert(Purchase), rows)
    session.commit()


def test_figures_of_all_are_the_figures_of_each(session: Session) -> None:
    catalogue.add_store(session, STORE)
    fill(session, amount=60, visits=700, seed=11)
    summed = purchases.figures_for(session, NOW_MS)
    expected = {each: figures_of(visits, NOW_MS) for each, visits in visits_of(session).items()}
    assert summed == {each: figures for each, figures in expected.items() if figures != Figures()}
    assert any(figures.usual_gap_days for figures in summed.values())


def test_figures_of_some_are_only_theirs(session: Session) -> None:
    catalogue.add_store(session, STORE)
    fill(session, amount=9, visits=80, seed=5)
    some = purchases.figures_for(session, NOW_MS, [3, 4])
    every = purchases.figures_for(session, NOW_MS)
    assert some == {each: every[each] for each in (3, 4)}
    assert purchases.figures_for(session, NOW_MS, []) == {}


def test_facts_know_departments_consent_and_those_who_never_bought(session: Session, people: Actors) -> None:
    assert people.reader
    every = customers.facts_for(session, now_ms=NOW_MS, rules=[BUYS])
    known = {each.facts.customer_id: each.facts for each in every}
    assert list(known) == sorted(known)
    assert known[ELENA].departments == {"Bakery", "Dairy", "Fuel"}
    assert known[MARCO].departments == {"Dairy"}
    assert (known[ELENA].may_personalize, known[HERE_SILENT].may_personalize) == (True, False)
    assert known[HERE_SILENT].figures == Figures()


def test_departments_look_back_twelve_months_and_not_at_returns(session: Session, people: Actors) -> None:
    assert people.reader
    earlier = purchases.departments_for(session, NOW_MS - 150 * DAY_MS, [ELENA])
    assert earlier == {ELENA: {"Bakery", "Fuel"}}
    assert purchases.departments_for(session, NOW_MS + YEAR_MS - 9 * DAY_MS, [ELENA]) == {}
