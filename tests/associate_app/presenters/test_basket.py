"""Her basket: priced with its offers, kept through a lock, handed over once, put aside until a day."""

from __future__ import annotations

from typing import Any

import pytest

from associate_app.errors import BasketChanged, BasketFull, CustomerNotHere, OfferNotAvailable
from associate_app.presenters.basket import BasketPresenter
from associate_app.presenters.basket_views import Agreed, BasketView
from associate_app.presenters.customer import CustomerPresenter
from associate_app.store import baskets
from associate_app.store.baskets import Basket
from associate_app.store.forgetting import DRAFT_CLEANING
from shared.basket import MOST_LINES, MOST_QUANTITY
from shared.clock import DAY_MS
from shared.handover import LIFE_MS, read_qr
from shared.operation_selling import COLLECTED, RELEASED
from sync.errors import LeaseExhausted
from tests.associate_app.replica_world import ReplicaWorld
from tests.associate_app.small_world import LEO, NOW_MS, PROMOTION

MILK, APPLES, FUEL, GONE = 10, 11, 12, 777


@pytest.fixture
def customer(world: ReplicaWorld) -> CustomerPresenter:
    return CustomerPresenter(lambda: world.desk)


@pytest.fixture
def basket(customer: CustomerPresenter) -> BasketPresenter:
    return customer.basket


def seen(customer: CustomerPresenter, key: int = 1) -> BasketView:
    return customer.open(key).basket


def fill(basket: BasketPresenter) -> BasketView:
    basket.put(1, MILK)
    return basket.put(1, APPLES).basket


def promote(world: ReplicaWorld, **values: Any) -> None:
    world.change("promotions", PROMOTION, **values)
    world.be_ready(7)


def test_an_empty_basket_says_nothing(customer: CustomerPresenter) -> None:
    assert seen(customer) == BasketView(today="2026-11-22")


def test_what_lies_in_it_is_priced_with_its_offer_and_explained(basket: BasketPresenter) -> None:
    view = fill(basket)
    assert [(row.title, row.unit, row.quantity, row.total, row.offer) for row in view.rows] == [
        ("Whole milk, 1 gal", "$3.49", 1, "$2.79", "$0.70 off: Gold week"),
        ("Gala apples", "$1.99", 1, "$1.99", ""),
    ]
    (offer,) = view.offers
    assert (offer.title, offer.state, offer.can_turn) == ("Gold week: 20% off Dairy", "applied", True)
    assert offer.sentence == "Saves $0.70 on 1 item. HQ confirms it when the line is back."
    assert (view.items, view.total, view.saved) == ("2 items", "$4.78", "$0.70 saved")
    assert view.used == "1 offer is used with it and cannot be taken back on the tablet."
    assert view.agreed == Agreed(478, (PROMOTION,))


def test_more_of_one_thing_is_counted_and_priced_each(basket: BasketPresenter) -> None:
    basket.put(1, MILK)
    (row,) = basket.put(1, MILK).basket.rows
    assert (row.unit, row.quantity, row.total) == ("$3.49 each", 2, "$5.58")
    (row,) = basket.set_quantity(1, MILK, 5).basket.rows
    assert (row.quantity, row.total) == (5, "$13.96")
    (row,) = basket.set_quantity(1, MILK, MOST_QUANTITY + 9).basket.rows
    assert row.quantity == MOST_QUANTITY


def test_an_offer_can_be_kept_for_another_time(basket: BasketPresenter) -> None:
    fill(basket)
    view = basket.turn_offer(1, PROMOTION).basket
    assert (view.total, view.saved, view.used) == ("$5.48", "", "")
    assert (view.offers[0].sentence, view.offers[0].state) == ("Kept for another time.", "left_out")
    assert basket.turn_offer(1, PROMOTION).basket.total == "$4.78"


def test_an_offer_says_why_it_saves_nothing(basket: BasketPresenter, world: ReplicaWorld) -> None:
    (offer,) = basket.put(1, APPLES).basket.offers
    assert (offer.sentence, offer.can_turn) == ("Nothing from Dairy is in the basket.", False)
    promote(world, department="Fuel")
    assert basket.put(1, FUEL).basket.offers[0].sentence == "What it is for has no price here."
    promote(world, offline_policy="lease_only")
    assert "Not available offline" in basket.put(1, FUEL).basket.offers[0].sentence


def test_a_better_offer_takes_the_place_of_another(basket: BasketPresenter, world: ReplicaWorld) -> None:
    other = "01980000-0000-7000-8000-000000000002"
    world.do(
        "INSERT INTO promotions SELECT ?, 'X', 'Milk day', '', 'percent', 50, department, starts_local,"
        " ends_local, audience, NULL, NULL, NULL, offline_policy, 1, status, version FROM promotions",
        other,
    )
    world.be_ready(8)
    view = basket.put(1, MILK).basket
    assert {row.promotion_id: row.sentence for row in view.offers} == {
        PROMOTION: "Another offer saves more on the same items.",
        other: "Saves $1.75 on 1 item.",
    }


def test_what_has_no_price_or_is_no_longer_sold_is_said(basket: BasketPresenter) -> None:
    basket.put(1, FUEL)
    view = basket.put(1, GONE).basket
    assert [(row.title, row.unit, row.total) for row in view.rows] == [
        ("Gasoline", "No price here", ""),
        ("No longer in the catalogue", "No price here", ""),
    ]
    assert view.unpriced == "2 items have no price here; the till adds them."


def test_a_basket_outlives_a_lock_and_is_nobody_elses(
    basket: BasketPresenter, customer: CustomerPresenter, world: ReplicaWorld
) -> None:
    fill(basket)
    world.close()
    world.open()
    assert seen(customer).items == "2 items"
    assert seen(customer, 2).rows == ()
    with world.desk.reader.snapshot() as snapshot:
        assert baskets.of(snapshot, LEO, 1) == baskets.EMPTY


def test_a_basket_goes_with_its_customer(basket: BasketPresenter, world: ReplicaWorld) -> None:
    fill(basket)
    world.do(DRAFT_CLEANING)
    kept = "SELECT count(*) FROM sync_meta WHERE name GLOB 'basket *'"
    assert world.connection.execute(kept).fetchone() == (1,)
    world.do("DELETE FROM customers WHERE id = 1")
    world.do(DRAFT_CLEANING)
    assert world.connection.execute(kept).fetchone() == (0,)


def test_what_is_taken_out_or_emptied_comes_back(
    basket: BasketPresenter, customer: CustomerPresenter
) -> None:
    fill(basket)
    before = basket.take_out(1, MILK)
    assert [row.product_id for row in seen(customer).rows] == [APPLES]
    assert [row.product_id for row in basket.restore(1, before).basket.rows] == [MILK, APPLES]
    before = basket.empty(1)
    assert seen(customer).rows == ()
    assert basket.restore(1, before).basket.items == "2 items"


def test_a_full_basket_takes_no_other_product(basket: BasketPresenter, world: ReplicaWorld) -> None:
    full = Basket(tuple((number, 1) for number in range(1_000, 1_000 + MOST_LINES)))
    world.desk.recorder.change_basket(1, lambda _basket: full)
    with pytest.raises(BasketFull, match="60 different products"):
        basket.put(1, MILK)
    assert full.with_quantity(MILK, 1) == full
    basket.put(1, 1_000)


def test_nobody_who_is_not_here_has_a_basket(basket: BasketPresenter) -> None:
    with pytest.raises(CustomerNotHere):
        basket.put(3, MILK)
    with pytest.raises(CustomerNotHere):
        basket.hand_over(3, Agreed(0, ()))


def test_handing_over_uses_its_offers_once_and_empties_the_basket(
    basket: BasketPresenter, customer: CustomerPresenter, world: ReplicaWorld
) -> None:
    view = fill(basket)
    assert world.pending() == [], "nothing is used up while looking"
    shown = basket.hand_over(1, view.agreed)
    redeemed, handed, *said = world.pending()
    assert [each["kind"] for each in (redeemed, handed)] == ["offer_redeemed", "basket_handed"]
    (offer,) = handed["arguments"]["offers"]
    assert (offer["redemption_id"], offer["discount_minor"]) == (redeemed["id"], 70)
    assert [wire["arguments"]["product_id"] for wire in said] == [MILK, APPLES]
    scanned = read_qr(shown.square)
    assert (scanned.id, scanned.store_id, scanned.total_minor) == (handed["id"], "367", 478)
    assert [(line.sku, line.quantity, line.discount_minor) for line in scanned.lines] == [
        ("10", 1, 70),
        ("11", 1, 0),
    ]
    assert (shown.items, shown.total, shown.saved) == ("2 items", "$4.78", "$0.70 saved")
    assert "as soon as this tablet has reached HQ" in shown.hint
    after = seen(customer)
    assert after.rows == ()
    assert [(row.title, row.meta) for row in after.handed] == [("Handed over at 10:00", "2 items · $4.78")]
    with pytest.raises(BasketChanged):
        basket.hand_over(1, view.agreed)


def test_the_code_is_shown_again_until_a_till_has_taken_the_basket_or_the_day_is_over(
    basket: BasketPresenter, customer: CustomerPresenter, world: ReplicaWorld
) -> None:
    shown = basket.hand_over(1, fill(basket).agreed)
    assert basket.show_again(1, shown.basket_id) == shown
    row = {
        "id": "b2", "customer_id": 1, "store_id": "367", "associate_id": LEO, "code": "7KQ4-X2MB",
        "lines": '[{"product_id":777,"quantity":3,"unit_minor":100,"discount_minor":0}]', "offers": "[]",
        "total_minor": 300, "at_ms": NOW_MS - 60_000, "taken_ms": None,
    }  # fmt: skip
    world.put("handed_baskets", row | {"id": shown.basket_id[:-4] + "0000"})
    again = basket.show_again(1, shown.basket_id[:-4] + "0000")
    assert again.hint == "The till scans the square, or somebody types the code below it."
    assert read_qr(again.square).lines[0].sku == "777"
    assert len(seen(customer).handed) == 2
    world.put("handed_baskets", row | {"id": shown.basket_id[:-4] + "0000", "taken_ms": NOW_MS})
    world.put("handed_baskets", row | {"id": "old", "at_ms": NOW_MS - LIFE_MS})
    assert [each.basket_id for each in seen(customer).handed] == [shown.basket_id]
    with pytest.raises(BasketChanged):
        basket.show_again(1, shown.basket_id[:-4] + "0000")


def test_a_basket_that_costs_something_else_by_then_is_not_handed_over(
    basket: BasketPresenter, world: ReplicaWorld
) -> None:
    view = fill(basket)
    promote(world, status="stopped")
    with pytest.raises(BasketChanged, match="have changed"):
        basket.hand_over(1, view.agreed)
    assert world.pending() == []


def test_without_offers_only_the_basket_is_recorded(basket: BasketPresenter, world: ReplicaWorld) -> None:
    basket.hand_over(1, basket.put(1, APPLES).basket.agreed)
    assert [wire["kind"] for wire in world.pending()] == ["basket_handed", "recommendation_answered"]


def test_a_lease_that_was_given_up_meanwhile_leaves_the_basket_whole(
    basket: BasketPresenter, customer: CustomerPresenter, world: ReplicaWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = fill(basket)

    def given_up(*_: object, **__: object) -> None:
        raise LeaseExhausted("This tablet holds none of it any more.", quota="p")

    with monkeypatch.context() as patched:
        patched.setattr(type(world.desk.recorder), "record_all", given_up)
        with pytest.raises(OfferNotAvailable, match="holds none"):
            basket.hand_over(1, view.agreed)
    assert seen(customer).items == "2 items"


def test_what_is_put_aside_waits_until_its_day_is_over(
    basket: BasketPresenter, customer: CustomerPresenter, world: ReplicaWorld
) -> None:
    fill(basket)
    basket.put(1, MILK)
    basket.put_aside(1, "2026-11-25")
    (row,) = seen(customer).asides
    assert (row.title, row.items) == ("Put aside until 25 Nov", "2 × Whole milk, 1 gal, Gala apples")
    assert (row.meta, row.pending) == ("3 items · waiting to be sent", True)
    assert seen(customer).rows == ()
    stored = {
        "id": "a9", "customer_id": 1, "store_id": "367", "associate_id": LEO, "until_on": "2026-11-22",
        "lines": '[{"product_id":777,"quantity":1}]', "at_ms": NOW_MS - DAY_MS, "outcome": None,
        "ended_ms": None,
    }  # fmt: skip
    world.put("put_asides", stored)
    world.put("put_asides", stored | {"id": "a8", "until_on": "2026-11-21"})
    world.put("put_asides", stored | {"id": "a7", "store_id": "406"})
    found = seen(customer).asides
    assert [each.title for each in found] == ["Put aside until closing time today", "Put aside until 25 Nov"]
    assert found[0].items == "No longer in the catalogue"
    assert found[0].meta == "1 item"


def test_what_was_put_aside_comes_back_into_the_basket_or_is_let_go(basket: BasketPresenter) -> None:
    fill(basket)
    first = basket.put_aside(1, "2026-11-25")
    basket.put(1, MILK)
    view = basket.take_aside_back(1, first, COLLECTED).basket
    assert [(row.product_id, row.quantity) for row in view.rows] == [(MILK, 2), (APPLES, 1)]
    assert view.asides == ()
    with pytest.raises(BasketChanged, match="dealt with"):
        basket.take_aside_back(1, first, RELEASED)
    second = basket.put_aside(1, "2026-11-25")
    view = basket.take_aside_back(1, second, RELEASED).basket
    assert (view.rows, view.asides) == ((), ())
