"""What a replica may hold that nobody planned: the customer's screen opens, with sensible lists."""

from __future__ import annotations

import pytest

from associate_app.presenters.customer import CustomerPresenter
from associate_app.presenters.product_views import RecommendationCard
from associate_app.presenters.products import ProductsPresenter
from associate_app.presenters.suggestions import NOTHING_NOW
from shared.clock import DAY_MS
from tests.associate_app.model_world import APPLES, BUTTER, MILK, RYE, TEA, send_model, stock_the_catalogue
from tests.associate_app.replica_world import ReplicaWorld

UNKNOWN = 777


@pytest.fixture
def presenter(world: ReplicaWorld) -> CustomerPresenter:
    """Presents customers of a tablet with a model."""
    stock_the_catalogue(world)
    send_model(world)
    world.be_ready(2)
    return CustomerPresenter(lambda: world.desk)


def ids(cards: tuple[RecommendationCard, ...]) -> list[int]:
    return [card.product_id for card in cards]


def test_products_that_the_catalogue_does_not_know_are_in_no_list(
    presenter: CustomerPresenter, world: ReplicaWorld
) -> None:
    before = presenter.open(1).suggestions
    world.buy(500, 3 * DAY_MS, [(UNKNOWN, 1, 100), (UNKNOWN, 4, 100)])
    world.be_ready(3)
    after = presenter.open(1).suggestions
    assert (ids(after.due_again), ids(after.new_for_you)) == (ids(before.due_again), ids(before.new_for_you))
    assert UNKNOWN not in ids(after.merged)


def test_returns_and_nothings_are_no_purchases(presenter: CustomerPresenter, world: ReplicaWorld) -> None:
    before = presenter.open(1).suggestions
    world.buy(500, 3 * DAY_MS, [(MILK, -2, -698), (APPLES, 0, 0)])
    world.be_ready(3)
    assert presenter.open(1).suggestions == before


def test_one_customer_with_a_hundred_thousand_lines_opens(
    presenter: CustomerPresenter, world: ReplicaWorld
) -> None:
    many = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {}) "
    world.do(
        f"INSERT INTO purchases (id, customer_id, store_id, channel, at_ms, total_minor, line_count)"
        f" {many.format(999)} SELECT 1000 + i, 1, '367', 'store', ? - i * ?, 100, 100 FROM n",
        presenter._desk().now_ms() - DAY_MS,
        DAY_MS // 3,
    )
    world.do(
        "INSERT INTO purchase_lines (purchase_id, line_no, customer_id, product_id, quantity, amount_minor,"
        f" discount_minor) {many.format(99_999)}"
        " SELECT 1000 + i / 100, i % 100, 1, CASE i % 3 WHEN 0 THEN ? WHEN 1 THEN ? ELSE ? END, 1, 1, 0"
        " FROM n",
        MILK,
        APPLES,
        BUTTER,
    )
    world.be_ready(3)
    view = presenter.open(1)
    assert set(ids(view.suggestions.due_again)) == {MILK, APPLES, BUTTER}
    assert set(ids(view.suggestions.new_for_you)) == {RYE, TEA}
    assert view.advice.rows


def test_an_empty_catalogue_says_that_there_is_nothing_to_suggest(
    presenter: CustomerPresenter, world: ReplicaWorld
) -> None:
    world.do("DELETE FROM products")
    world.be_ready(3)
    found = presenter.open(1).suggestions
    assert (found.merged, found.due_again, found.new_for_you) == ((), (), ())
    assert found.nothing == str(NOTHING_NOW)
    products = ProductsPresenter(lambda: world.desk)
    assert (products.search("milk").rows, products.search("").rows) == ((), ())
