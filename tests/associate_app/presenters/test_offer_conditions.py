"""An offer on a condition waits for her basket to fulfil it; the page of offers says what each asks."""

from __future__ import annotations

from typing import Any

import pytest

from associate_app.errors import OfferNotAvailable
from associate_app.presenters.customer import CustomerPresenter
from associate_app.presenters.offers import MOST_PICTURES, OffersPresenter
from associate_app.presenters.view_models import PromotionRow
from associate_app.store.catalogue import product_names
from tests.associate_app.fakes.pictures import apples
from tests.associate_app.presenters.test_offer_kinds import APPLES, KIND, MILK, cards, customer, publish
from tests.associate_app.presenters.test_offer_pictures import OTHER, PICTURE, send, sent
from tests.associate_app.replica_world import ReplicaWorld

__all__ = ["customer"]


def page(world: ReplicaWorld) -> dict[str, PromotionRow]:
    return {row.promotion_id: row for row in OffersPresenter(lambda: world.desk).list()}


@pytest.mark.parametrize(
    ("conditions", "missing"),
    [({"min_spend_minor": 500}, "In her basket: $1.51 more and it applies."),
     ({"min_items": 2}, "In her basket: 1 more item and it applies."),
     ({"min_items": 1, "of": {"product": [APPLES]}}, "In her basket: 1 more item and it applies.")],
)  # fmt: skip
def test_an_offer_is_not_used_before_her_basket_fulfils_its_condition(
    world: ReplicaWorld, customer: CustomerPresenter, conditions: dict[str, Any], missing: str
) -> None:
    publish(world, conditions=conditions)
    customer.basket.put(1, MILK)
    card = cards(customer)[KIND]
    assert (card.available, card.lacks) == (True, missing)
    assert missing in card.sentence
    with pytest.raises(OfferNotAvailable) as refused:
        customer.redeem(1, KIND)
    assert refused.value.sentence == missing
    assert world.pending() == []
    customer.basket.put(1, APPLES)
    assert cards(customer)[KIND].lacks == ""
    used = {each.promotion_id: each for each in customer.redeem(1, KIND).offers}[KIND]
    assert used.redeemed
    assert [wire["kind"] for wire in world.pending()] == ["offer_redeemed"]


def test_an_empty_basket_lacks_all_of_a_condition(world: ReplicaWorld, customer: CustomerPresenter) -> None:
    publish(world, conditions={"min_spend_minor": 500})
    assert cards(customer)[KIND].lacks == "In her basket: $5.00 more and it applies."


def test_what_she_may_not_have_lacks_nothing_of_a_basket(
    world: ReplicaWorld, customer: CustomerPresenter
) -> None:
    publish(world, conditions={"min_items": 2}, customer_limit=1)
    for product in (MILK, APPLES):
        customer.basket.put(1, product)
    customer.redeem(1, KIND)
    customer.basket.empty(1)
    card = cards(customer)[KIND]
    assert (card.available, card.lacks) == (False, "")


def test_the_page_of_offers_says_what_a_basket_needs_and_how_often_it_is_given(world: ReplicaWorld) -> None:
    publish(
        world, conditions={"min_items": 3, "min_spend_minor": 2000,
                           "of": {"department": ["Produce", "Deli"], "product": [7, 8]}},
        store_limit=40, frequency={"most": 2, "days": 7, "counts": "redeemed"}, stacking="exclusive",
    )  # fmt: skip
    row = page(world)[KIND]
    assert row.conditions == "From 3 items and $20.00 on. Only this counts: some products (Produce or Deli)."
    assert row.limits == "40 in this store, 2 times within 7 days, not with other offers"
    publish(world)
    assert (page(world)[KIND].conditions, page(world)[KIND].limits) == ("", "No limit")


def test_products_are_said_by_name_on_the_page_of_offers_on_her_card_and_in_her_basket(
    world: ReplicaWorld, customer: CustomerPresenter
) -> None:
    publish(
        world, benefit_kind="percent", benefit_value=50, benefit={"of": {"product": [MILK]}},
        conditions={"min_items": 1, "of": {"product": [APPLES]}},
    )  # fmt: skip
    milk, apples = (named(world, each) for each in (MILK, APPLES))
    row, card = page(world)[KIND], cards(customer)[KIND]
    assert row.conditions == f"From 1 item on. Only this counts: {apples}."
    assert row.title == card.title == f"New kind: 50% off {milk}"
    assert apples in card.sentence
    view = customer.basket.put(1, APPLES)
    assert row.title in [each.title for each in view.offers]


def named(world: ReplicaWorld, product_id: int) -> str:
    with world.desk.reader.snapshot() as snapshot:
        return product_names(snapshot, [product_id])[product_id]


def test_the_page_of_offers_shows_their_pictures_or_the_first_of_their_variants(world: ReplicaWorld) -> None:
    publish(world, picture_id=PICTURE)
    assert page(world)[KIND].picture is None, "it has not come yet"
    send(world, sent(apples()))
    world.be_ready(10)
    assert (page(world)[KIND].picture, page(world)[KIND].seen) == (apples(), "Apples")
    tried = [{"key": key, "weight": 1, "text": "", "picture_id": picture}
             for key, picture in (("a", None), ("b", OTHER))]  # fmt: skip
    publish(world, variants=tried)
    send(world, sent(b"second"), OTHER)
    world.be_ready(11)
    assert page(world)[KIND].picture == b"second"


def test_the_page_unpacks_only_so_many_pictures(world: ReplicaWorld) -> None:
    for number in range(MOST_PICTURES + 3):
        key = f"01980000-0000-7000-8000-0000000002{number:02}"
        publish(world, id=key, picture_id=PICTURE)
        row = {"promotion_id": key, "picture_id": PICTURE, "alt": "", "width": 8, "height": 5}
        world.put("promotion_pictures", row | {"data": sent(b"x")})
    world.be_ready(10)
    assert sum(row.picture is not None for row in page(world).values()) == MOST_PICTURES
