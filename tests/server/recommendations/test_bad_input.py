"""What a record may hold that nobody planned: sensible lists over REST, a build that says what is missing."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, delete, func, insert, select
from sqlalchemy.orm import Session

from server.catalogue.models import Product
from server.customers.models import ClientBookEntry, ConsentRecord, Customer
from server.purchases.models import Purchase, PurchaseLine
from server.recommendations.building.tastes import NothingToLearn
from server.recommendations.kept_models import kept_models
from shared.clock import DAY_MS
from shared.ids import scoped_id
from tests.server.people import BREAD, ELENA, MILK, buy, consent, customer
from tests.server.recommendations import chain as chains
from tests.server.recommendations.chain import CUSTOMERS, trained
from tests.server.recommendations.kept import BUTTER, GONE, JAM, keep_model
from tests.server.recommendations.reading import loaded
from tests.server.world import NOW_MS, Actors

NEW = scoped_id(1, 50)
UNKNOWN = scoped_id(1, 999)
MANY = 100_000


@pytest.fixture
def tables_url(sqlite_tables_url: str) -> str:
    """One kind of database does: the answers are those of the neighbours' tests, which run on both."""
    return sqlite_tables_url


@pytest.fixture
def kept(people: Actors, session: Session) -> Actors:
    """The actors, a model, and a customer of store 367 who agreed and never bought anything."""
    keep_model(session)
    session.execute(insert(Customer), [customer(NEW, "Nora", "Vale")])
    session.execute(insert(ConsentRecord), [consent(NEW)])
    session.execute(insert(ClientBookEntry), [{"store_id": "367", "customer_id": NEW}])
    session.commit()
    return people


def lists(client: FlaskClient, actors: Actors, who: int, query: str = "") -> dict[str, Any]:
    answer = client.get(f"/api/v1/customers/{who}/recommendations{query}", headers=actors.associate.headers)
    assert answer.status_code == 200
    return dict(answer.json)


def advised(client: FlaskClient, actors: Actors, who: int) -> list[str]:
    answer = client.get(f"/api/v1/customers/{who}/next-actions", headers=actors.associate.headers)
    assert answer.status_code == 200
    return [each["kind"] for each in answer.json["actions"]]


def ids(found: list[dict[str, Any]]) -> list[int]:
    return [each["product_id"] for each in found]


def hoard(session: Session, who: int, products: list[int], number: int) -> None:
    """A customer of a hundred thousand lines, in a thousand purchases over a year."""
    purchases = [number + each for each in range(1000)]
    session.execute(
        insert(Purchase),
        [
            {"id": each, "customer_id": who, "store_id": "367", "total_minor": 100, "line_count": 100,
             "at_ms": NOW_MS - DAY_MS - n * DAY_MS // 3}
            for n, each in enumerate(purchases)
        ],
    )  # fmt: skip
    session.execute(
        insert(PurchaseLine),
        [
            {"purchase_id": each, "line_no": line, "customer_id": who, "quantity": 1, "amount_minor": 1,
             "product_id": products[(line + each) % len(products)]}
            for each in purchases
            for line in range(MANY // len(purchases))
        ],
    )  # fmt: skip
    session.commit()


def test_who_never_bought_anything_sees_what_sells_best(client: FlaskClient, kept: Actors) -> None:
    found = lists(client, kept, NEW)
    assert (found["may_personalize"], found["due_again"]) == (True, [])
    assert found["recommendations"][0]["reason"] == "A best seller in this store this month"
    assert advised(client, kept, NEW) == ["missing"]


def test_who_only_returned_something_is_as_who_never_bought(
    client: FlaskClient, kept: Actors, session: Session
) -> None:
    before = lists(client, kept, NEW)
    buy(session, 500, NEW, 3, [(MILK, -2, -498), (BREAD, 0, 0)])
    session.commit()
    assert lists(client, kept, NEW) == before


def test_products_that_nobody_knows_are_in_no_list_and_stop_none(
    client: FlaskClient, kept: Actors, session: Session
) -> None:
    before = lists(client, kept, ELENA, f"?basket={UNKNOWN}&basket={GONE}")
    buy(session, 500, ELENA, 3, [(UNKNOWN, 1, 100), (UNKNOWN, 5, 100)])
    session.commit()
    after = lists(client, kept, ELENA, f"?basket={UNKNOWN}&basket={GONE}")
    assert [ids(after[name]) for name in ("due_again", "new_for_you")] == [
        ids(before[name]) for name in ("due_again", "new_for_you")
    ]
    assert not {UNKNOWN, GONE} & {*ids(after["recommendations"])}
    beside = client.get(f"/api/v1/recommendations/goes-with?basket={UNKNOWN}", headers=kept.associate.headers)
    assert beside.json == {"products": []}
    assert advised(client, kept, ELENA)


def test_one_customer_with_a_hundred_thousand_lines_is_answered(
    client: FlaskClient, kept: Actors, session: Session
) -> None:
    hoard(session, NEW, [BREAD, MILK, BUTTER], 10**6)
    found = lists(client, kept, NEW)
    assert set(ids(found["due_again"])) == {BREAD, MILK, BUTTER}
    assert ids(found["new_for_you"]) == [JAM]
    assert advised(client, kept, NEW)


def test_an_empty_catalogue_gives_empty_lists(client: FlaskClient, kept: Actors, session: Session) -> None:
    session.execute(delete(Product))
    session.commit()
    for who in (ELENA, NEW):
        found = lists(client, kept, who)
        assert [found[name] for name in ("recommendations", "due_again", "new_for_you")] == [[], [], []]
    best = client.get("/api/v1/recommendations/best-sellers", headers=kept.associate.headers)
    assert best.json == {"products": []}
    assert "due_again" not in advised(client, kept, ELENA)


def test_a_build_learns_nothing_of_products_that_nobody_knows(chain: Engine, session: Session) -> None:
    for number in range(5):
        chains.buy(session, 900 + number, 1 + number, NOW_MS - 9 * DAY_MS, [777, 778])
    session.commit()
    trained(chain)
    assert not {777, 778} & set(loaded(session).items)


@pytest.mark.usefixtures("chain")
def test_a_build_without_a_catalogue_says_so_and_keeps_nothing(chain: Engine, session: Session) -> None:
    session.execute(delete(Product))
    session.commit()
    with pytest.raises(NothingToLearn):
        trained(chain)
    assert kept_models(session) == []


def test_one_customer_with_a_hundred_thousand_lines_counts_as_one(chain: Engine, session: Session) -> None:
    hoard(session, 1, [100 + n for n in range(40)], 10**6)
    done = trained(chain)
    assert (done.customers, done.items) == (len(CUSTOMERS) - 1, 40)
    assert session.scalar(select(func.count()).select_from(PurchaseLine)) > MANY
