"""What she did online is shown where it may be used; her wish list is changed offline and seen at once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from associate_app.presenters.customer import CustomerPresenter
from associate_app.presenters.history_rows import FORGOTTEN
from associate_app.presenters.online import MOST_CLICKS, NO_WISHES, NOT_ALLOWED, NOTHING
from associate_app.presenters.operation_words import Names, content_of, title_of
from shared.clock import DAY_MS
from shared.customer_fields import WISHES
from tests.associate_app.advice_rows import click
from tests.associate_app.replica_world import ReplicaWorld
from tests.associate_app.small_world import MIA, NOW_MS


@pytest.fixture
def presenter(world: ReplicaWorld) -> CustomerPresenter:
    return CustomerPresenter(lambda: world.desk)


def wish(world: ReplicaWorld, product: int, days: int, by: str = MIA) -> None:
    row = {"customer_id": 1, "kind": WISHES, "value": str(product), "associate_id": by}
    world.put("customer_preferences", row | {"at_ms": NOW_MS - days * DAY_MS})


def test_carts_stand_before_what_she_looked_at_each_with_its_day(
    presenter: CustomerPresenter, world: ReplicaWorld
) -> None:
    click(world, 12, "viewed", days=0)
    click(world, 11, "viewed", days=1)
    click(world, 11, "viewed", days=3)
    click(world, 10, "viewed", days=0)
    click(world, 10, "carted", days=2)
    click(world, 888, "carted", days=1)
    world.be_ready(2)
    online = presenter.open(1).online
    assert [(row.product_id, row.title, row.meta, row.icon) for row in online.rows] == [
        (10, "Whole milk, 1 gal", "Left in the cart 2 days ago", "cart-outline"),
        (12, "Gasoline", "Looked at today", "magnify"),
        (11, "Gala apples", "Looked at yesterday · 2 times", "magnify"),
    ]
    assert (online.as_of, online.nothing) == ("as of 10:00", "")


def test_what_she_has_bought_since_is_not_shown_and_what_came_back_is(
    presenter: CustomerPresenter, world: ReplicaWorld
) -> None:
    click(world, 10, "carted", days=3)
    click(world, 11, "carted", days=3)
    world.buy(500, 2 * DAY_MS, [(10, 1, 349), (11, -1, -199)])
    world.be_ready(2)
    assert [row.product_id for row in presenter.open(1).online.rows] == [11]


def test_only_so_much_is_shown(presenter: CustomerPresenter, world: ReplicaWorld) -> None:
    for number in range(MOST_CLICKS + 3):
        row = {"id": 50 + number, "sku": "x", "name": f"Tea {number}", "department": "Tea"}
        world.put("products", row | {"brand": "x", "recommendable": 1})
        click(world, 50 + number, "viewed", days=number)
    world.be_ready(2)
    assert [row.title for row in presenter.open(1).online.rows] == [f"Tea {n}" for n in range(MOST_CLICKS)]


def test_without_her_consent_nothing_she_did_online_is_shown_but_her_wishes_are(
    presenter: CustomerPresenter, world: ReplicaWorld
) -> None:
    click(world, 10, "carted")
    wish(world, 11, 1)
    world.do("UPDATE consents SET granted = 0")
    world.be_ready(2)
    online = presenter.open(1).online
    assert (online.rows, online.as_of, online.nothing) == ((), "", str(NOT_ALLOWED))
    assert [row.product_id for row in online.wishes] == [11]
    assert presenter.open(2).online.no_wishes == str(NO_WISHES)


def test_nothing_online_and_no_wishes_are_said(presenter: CustomerPresenter) -> None:
    online = presenter.open(1).online
    assert (online.rows, online.nothing, online.as_of) == ((), str(NOTHING), "")
    assert (online.wishes, online.no_wishes) == ((), str(NO_WISHES))


def test_the_wish_list_stands_latest_first_with_who_noted_it(
    presenter: CustomerPresenter, world: ReplicaWorld
) -> None:
    wish(world, 11, 3)
    wish(world, 10, 1, by="gone")
    wish(world, 999, 2)
    world.be_ready(2)
    online = presenter.open(1).online
    assert [(row.title, row.meta, row.pending) for row in online.wishes] == [
        ("Whole milk, 1 gal", "Yesterday", False),
        (str(FORGOTTEN), "2 days ago · Mia Sato", False),
        ("Gala apples", "3 days ago · Mia Sato", False),
    ]
    assert online.no_wishes == ""


def test_a_wish_is_on_the_list_at_once_waits_for_hq_and_can_be_taken_off(
    presenter: CustomerPresenter, world: ReplicaWorld
) -> None:
    wish(world, 11, 3)
    world.be_ready(2)
    view = presenter.wish(1, 10, wished=True)
    assert [(row.product_id, row.pending) for row in view.online.wishes] == [(10, True), (11, False)]
    assert [row.meta for row in view.online.wishes] == ["Today · waiting to be sent", "3 days ago · Mia Sato"]
    assert view.unconfirmed
    (wire,) = world.pending()
    assert (wire["kind"], wire["arguments"]) == ("wish_changed", {"product_id": 10, "wished": True})
    world.clock.advance(timedelta(seconds=1))
    for product in (10, 11):
        view = presenter.wish(1, product, wished=False)
    assert view.online.wishes == ()


def test_what_waits_says_whose_wish_it_is_and_for_what() -> None:
    names = Names({10: "Whole milk"}, {})
    wire = {"kind": "wish_changed", "customer_id": 1, "arguments": {"product_id": 10, "wished": True}}
    assert title_of(wire, "Olivia") == "Wish list of Olivia"
    assert content_of(wire, names) == "Wished for: Whole milk"
    gone = {"kind": "wish_changed", "arguments": {"product_id": 11, "wished": False}}
    assert content_of(gone, names) == "No longer wished for: an item no longer in the catalogue"
