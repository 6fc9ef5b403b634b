"""Products: found by any of their words, what is like them, what goes with them, who would want them."""

from __future__ import annotations

import pytest

from associate_app.errors import ProductNotHere
from associate_app.presenters.customer import CustomerPresenter
from associate_app.presenters.product_views import ProductView
from associate_app.presenters.products import MOST_NEAR, NO_MODEL, NOBODY, NOT_IN_MODEL, ProductsPresenter
from associate_app.store import catalogue
from shared.clock import DAY_MS
from shared.recommendation import Model, engine
from tests.associate_app.model_world import (
    APPLES,
    BUTTER,
    FUEL,
    MILK,
    RYE,
    TEA,
    send_model,
)
from tests.associate_app.replica_world import ReplicaWorld
from tests.associate_app.small_world import NOW_MS


@pytest.fixture
def presenter(world: ReplicaWorld) -> ProductsPresenter:
    return ProductsPresenter(lambda: world.desk)


def found(presenter: ProductsPresenter, query: str) -> list[int]:
    return [row.product_id for row in presenter.search(query).rows]


@pytest.mark.usefixtures("modelled")
@pytest.mark.parametrize(
    ("query", "products"),
    [
        ("milk", [MILK]),
        ("MILK whole", [MILK]),
        ("  bread  ", [RYE]),
        ("grocery", [RYE, TEA, BUTTER]),
        ("national", [RYE, TEA, BUTTER, APPLES]),
        ("fluid", [MILK]),
        ("21", [RYE]),
        ("gasoline", []),
        ("100%", []),
        ("sal_ed", []),
        ("back\\slash", []),
    ],
)
def test_every_word_may_stand_anywhere_and_what_sells_best_comes_first(
    presenter: ProductsPresenter, query: str, products: list[int]
) -> None:
    assert found(presenter, query) == products


def test_the_first_customer_waits_neither_for_the_model_nor_for_its_engine(
    presenter: ProductsPresenter, world: ReplicaWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    presenter.get_ready()
    send_model(world)
    world.be_ready(2)
    presenter.get_ready()
    monkeypatch.setattr(Model, "of", lambda *_: pytest.fail("it was decoded again"))
    monkeypatch.setattr(engine, "find_spec", lambda _: pytest.fail("it was looked for again"))
    assert presenter.open(MILK).goes_with == ()


def test_endless_words_are_cut_and_none_find_nothing(
    world: ReplicaWorld, presenter: ProductsPresenter
) -> None:
    assert found(presenter, "milk " * 5000) == [MILK]
    with world.desk.reader.snapshot() as snapshot:
        assert catalogue.find(snapshot, " ") == []


def test_what_lies_here_comes_first_and_products_that_read_alike_are_one(
    presenter: ProductsPresenter, modelled: ReplicaWorld
) -> None:
    for product, quantity in ((BUTTER, 3), (TEA, 0)):
        modelled.put(
            "stock", {"store_id": "367", "product_id": product, "quantity": quantity, "at_ms": NOW_MS}
        )
    assert found(presenter, "grocery") == [BUTTER, RYE, TEA]
    rows = presenter.search("grocery", 7).rows
    assert [(row.stock, row.in_stock) for row in rows] == [
        ("3 here as of 10:00", True), ("Stock not known", False), ("None here as of 10:00", False),
    ]  # fmt: skip
    assert (rows[0].meta, rows[0].price) == ("Grocery · National", "$20.00")
    modelled.do("UPDATE products SET name = 'Rye bread' WHERE id = ?", BUTTER)
    result = presenter.search("grocery", 7)
    assert ([row.product_id for row in result.rows], result.total, result.sequence) == ([BUTTER, TEA], 2, 7)


def test_before_anything_is_typed_the_stores_best_sellers_are_there(
    presenter: ProductsPresenter, modelled: ReplicaWorld
) -> None:
    assert found(presenter, "") == found(presenter, "m") == [TEA, RYE]
    modelled.do("UPDATE products SET recommendable = 0 WHERE id = ?", TEA)
    assert found(presenter, " ") == [RYE]
    modelled.do("DELETE FROM model_stores")
    assert found(presenter, "") == []


@pytest.mark.usefixtures("modelled")
def test_a_product_shows_what_is_like_it_and_what_goes_with_it(presenter: ProductsPresenter) -> None:
    view = presenter.open(BUTTER)
    assert (view.product.title, view.model_line, view.nothing) == (
        "Salted butter, 8 oz",
        "Model of 21 Nov",
        "",
    )
    assert [card.product_id for card in view.goes_with] == [RYE, MILK, TEA]
    assert view.goes_with[0].reason == "Who buys Salted butter, 8 oz buys this, too"
    assert view.similar[0].product_id == RYE
    assert {card.reason for card in view.similar} == {"Wanted by the same customers as Salted butter, 8 oz"}


def test_nothing_to_show_beside_a_product_says_why(presenter: ProductsPresenter, world: ReplicaWorld) -> None:
    def bare(view: ProductView) -> str:
        assert (view.similar, view.goes_with) == ((), ())
        return view.nothing

    assert bare(presenter.open(MILK)) == str(NO_MODEL)
    send_model(world)
    world.be_ready(2)
    assert bare(presenter.open(FUEL)) == str(NOT_IN_MODEL)
    with pytest.raises(ProductNotHere, match="Search for another"):
        presenter.open(999)


def test_who_would_want_it_is_ranked_with_the_reason(
    presenter: ProductsPresenter, modelled: ReplicaWorld
) -> None:
    _agree(modelled)
    modelled.buy(600, 2 * DAY_MS, [(BUTTER, 1, 100)], customer_id=2)
    modelled.be_ready(3)
    view = presenter.who_wants(RYE)
    assert [(row.name, row.reason) for row in view.rows] == [
        ("Zoë O'Brien-Łukasz", "Goes with Salted butter, 8 oz, bought 2 days ago"),
        ("Olivia Bennett", "Goes with Whole milk, 1 gal, bought every 40 days"),
    ]
    assert (view.product_id, view.nothing, view.rows[0].tier) == (RYE, "", "Member")


def test_who_refused_it_or_did_not_agree_is_not_asked(
    presenter: ProductsPresenter, modelled: ReplicaWorld
) -> None:
    asked = [row.customer_id for row in presenter.who_wants(BUTTER).rows]
    assert asked == [1]
    CustomerPresenter(lambda: modelled.desk).answer(1, BUTTER, "not_interested")
    assert (presenter.who_wants(BUTTER).rows, presenter.who_wants(BUTTER).nothing) == ((), str(NOBODY))
    assert [row.customer_id for row in presenter.who_wants(RYE).rows] == [1]
    CustomerPresenter(lambda: modelled.desk).answer(1, RYE, "opted_out")
    assert presenter.who_wants(MILK).rows == ()


def test_who_took_her_consent_back_is_not_asked(presenter: ProductsPresenter, world: ReplicaWorld) -> None:
    assert [row.customer_id for row in presenter.who_wants(MILK).rows] == [1]
    world.do("UPDATE consents SET granted = 0")
    world.be_ready(2)
    assert presenter.who_wants(MILK).rows == ()


def test_without_a_model_those_who_bought_it_would_want_it(
    presenter: ProductsPresenter, world: ReplicaWorld
) -> None:
    assert [row.reason for row in presenter.who_wants(MILK).rows] == [
        "A regular: every 40 days, last 9 days ago"
    ]
    world.put("recommendation_answers", {
        "id": "a", "customer_id": 1, "product_id": MILK, "store_id": "367", "associate_id": "x",
        "answer": "returned", "at_ms": NOW_MS,
    })  # fmt: skip
    world.be_ready(2)
    assert presenter.who_wants(MILK).rows == ()


def _agree(world: ReplicaWorld) -> None:
    row = {"customer_id": 2, "purpose": "personalization", "channel": "any", "granted": 1}
    world.put("consents", row | {"at_ms": NOW_MS - DAY_MS})


def lie_near(world: ReplicaWorld, store_id: str, name: str, metres: int, quantity: int) -> None:
    """A store that far away has so much milk."""
    world.put("stores", {"id": store_id, "name": name, "region": "North", "time_zone": "America/New_York"})
    world.put("store_neighbours", {"store_id": "367", "near_id": store_id, "metres": metres})
    row = {"store_id": store_id, "product_id": MILK, "quantity": quantity, "at_ms": NOW_MS - DAY_MS}
    world.put("stock", row)


def test_where_else_it_lies_is_said_with_the_way_there_and_since_when(
    presenter: ProductsPresenter, world: ReplicaWorld
) -> None:
    assert presenter.open(MILK).near == ()
    lie_near(world, "401", "Cedar Falls", 3_240, 1_200)
    lie_near(world, "402", "Ash Ford", 900, 1)
    lie_near(world, "403", "Elm Gate", 100, 0)
    world.put("stores", {"id": "404", "name": "Far Away", "region": "West", "time_zone": "America/Denver"})
    world.put("stock", {"store_id": "404", "product_id": MILK, "quantity": 9, "at_ms": NOW_MS})
    world.be_ready(2)
    assert presenter.open(MILK).near == (
        "1 in Ash Ford, 0.9 km away, as of 21 Nov",
        "1,200 in Cedar Falls, 3.2 km away, as of 21 Nov",
    )
    for number in range(405, 409):
        lie_near(world, str(number), f"Store {number}", 10 * number, 1)
    world.be_ready(3)
    assert len(presenter.open(MILK).near) == MOST_NEAR
    assert presenter.open(MILK).product.stock == "4 here as of 09:00"
