"""What HQ may give since 0.4.0: decided, priced and explained on a tablet, and nothing to who is held out."""

from __future__ import annotations

import json
from typing import Any

import pytest

from associate_app.errors import OfferNotAvailable
from associate_app.presenters.customer import CustomerPresenter
from associate_app.presenters.offers import OffersPresenter
from associate_app.presenters.view_models import OfferCard
from associate_app.store import offers
from shared.assignment import EVERYTHING, PER_CENT, bucket, is_held_out, variant_of
from shared.clock import DAY_MS
from shared.handover import read_qr
from tests.associate_app.replica_world import ReplicaWorld
from tests.associate_app.small_world import NOW_MS, PROMOTION

MILK, APPLES = 10, 11
KIND = "01980000-0000-7000-8000-000000000077"
KEYS = [f"01980000-0000-7000-8000-0000000001{place}" for place in range(10, 60)]
PLAIN: dict[str, Any] = {
    "id": KIND, "code": "K-26", "name": "New kind", "text": "",
    "benefit_kind": "percent", "benefit_value": 50, "department": None,
    "starts_local": "2026-11-20T09:00", "ends_local": "2026-11-30T20:00", "audience": {},
    "total_limit": None, "customer_limit": None, "budget_minor": None, "offline_policy": "provisional",
    "priority": 9, "status": "published", "version": 1, "benefit": {}, "conditions": {},
    "stacking": "best_price", "store_limit": None, "frequency": {}, "variants": [], "holdout_percent": 0,
    "picture_id": None,
}  # fmt: skip


@pytest.fixture
def customer(world: ReplicaWorld) -> CustomerPresenter:
    return CustomerPresenter(lambda: world.desk)


def publish(world: ReplicaWorld, **values: Any) -> None:
    row = PLAIN | values
    for name in ("audience", "benefit", "conditions", "frequency", "variants"):
        row[name] = json.dumps(row[name])
    world.put("promotion_terms", row)
    world.be_ready(9)


def cards(customer: CustomerPresenter) -> dict[str, OfferCard]:
    return {card.promotion_id: card for card in customer.open(1).offers}


def said(customer: CustomerPresenter, promotion_id: str = KIND) -> str:
    found = {row.promotion_id: row for row in customer.open(1).basket.offers}
    return found[promotion_id].sentence


def test_terms_take_the_place_of_what_older_tablets_read(world: ReplicaWorld) -> None:
    publish(world, id=PROMOTION, name="Gold fortnight")
    with world.desk.reader.snapshot() as snapshot:
        assert [each.name for each in offers.promotions(snapshot)] == ["Gold fortnight"]
        assert offers.names(snapshot) == {PROMOTION: "Gold fortnight"}


def test_a_gift_is_asked_for_and_then_costs_nothing(world: ReplicaWorld, customer: CustomerPresenter) -> None:
    publish(world, benefit_kind="gift", benefit_value=0, benefit={"product_id": APPLES})
    customer.basket.put(1, MILK)
    assert said(customer) == "Put the gift into the basket, it costs nothing: Gala apples."
    customer.basket.put(1, APPLES)
    assert said(customer) == "Saves $1.99 on 1 item."


def test_what_a_basket_still_lacks_is_said(world: ReplicaWorld, customer: CustomerPresenter) -> None:
    customer.basket.put(1, MILK)
    publish(world, conditions={"min_spend_minor": 500})
    assert said(customer) == "$1.51 more and it applies."
    assert "From $5.00 on." in cards(customer)[KIND].sentence
    publish(world, conditions={"min_items": 3})
    assert said(customer) == "2 more items and it applies."
    assert "From 3 items on." in cards(customer)[KIND].sentence
    publish(world, conditions={"min_items": 2, "min_spend_minor": 500})
    assert said(customer) == "1 more item and $1.51 more, and it applies."
    assert "From 2 items and $5.00 on." in cards(customer)[KIND].sentence
    publish(world, benefit_kind="n_for_m", benefit_value=0, benefit={"take": 3, "pay": 2})
    assert said(customer) == "2 more items and it applies."
    publish(world, benefit={"of": {"brand": ["Nobody's"]}})
    assert said(customer) == "Nothing that it is for is in the basket."


def test_points_are_on_the_way_to_the_till_and_count_as_used(
    world: ReplicaWorld, customer: CustomerPresenter
) -> None:
    publish(world, benefit_kind="points", benefit_value=25)
    world.do("DELETE FROM promotions")
    customer.basket.put(1, MILK)
    assert said(customer) == "Gives 25 points."
    handed = customer.basket.hand_over(1, customer.open(1).basket.agreed)
    (offer,) = read_qr(handed.square).offers
    assert (offer.promotion_id, offer.discount_minor, offer.points) == (KIND, 0, 25)
    assert [wire["kind"] for wire in world.pending()][:2] == ["offer_redeemed", "basket_handed"]


def test_an_exclusive_offer_says_whom_it_keeps_out(world: ReplicaWorld, customer: CustomerPresenter) -> None:
    publish(world, stacking="exclusive")
    customer.basket.put(1, MILK)
    assert said(customer, PROMOTION) == "Does not go together with “New kind”."
    customer.basket.turn_offer(1, KIND)
    assert said(customer, PROMOTION).startswith("Saves $0.70")


def test_joint_offers_stand_together_on_a_line(world: ReplicaWorld, customer: CustomerPresenter) -> None:
    publish(world, stacking="joint")
    customer.basket.put(1, MILK)
    (row,) = customer.open(1).basket.rows
    assert (row.total, row.offer) == ("$1.39", "$2.10 off: Gold week, New kind")


def test_who_is_held_out_sees_nothing_that_could_tell_it(
    world: ReplicaWorld, customer: CustomerPresenter
) -> None:
    key = next(each for each in KEYS if is_held_out(each, 1, 50))
    publish(world, id=key, holdout_percent=50)
    customer.basket.put(1, MILK)
    view = customer.open(1)
    assert key not in {card.promotion_id for card in view.offers}
    assert key not in {row.promotion_id for row in view.basket.offers}
    assert all("New kind" not in row.title for row in view.advice.rows)
    with pytest.raises(OfferNotAvailable, match="not for this customer"):
        customer.redeem(1, key)
    assert world.pending() == []
    assert "New kind: 50% off" in [row.title for row in OffersPresenter(lambda: world.desk).list()], (
        "what the store runs is no secret"
    )


def test_the_holdout_from_everything_leaves_no_offer(
    world: ReplicaWorld, customer: CustomerPresenter
) -> None:
    publish(world)
    limit = bucket(EVERYTHING, 1) // PER_CENT  # a hundredth more, and she is in it
    rule = {"kind": "contact", "is_on": 1, "weight": 0, "rest_days": 0}
    seen = []
    for place, percent in enumerate((limit, limit + 1)):
        world.put("action_rules", rule | {"settings": json.dumps({"holdout_percent": percent})})
        world.be_ready(20 + place)
        seen.append([card.promotion_id for card in customer.open(1).offers])
    assert seen == [[KIND, PROMOTION], []]


def test_she_reads_the_words_of_her_variant(world: ReplicaWorld, customer: CustomerPresenter) -> None:
    variants = [
        {"key": key, "weight": 1, "text": f"Words of {key}.", "picture_id": None} for key in ("A", "B")
    ]
    publish(world, variants=variants, text="Words of nobody.")
    seen = variant_of(KIND, 1, variants)
    assert seen is not None
    assert cards(customer)[KIND].sentence.endswith(f"Words of {seen['key']}.")


def test_an_offer_that_she_let_pass_often_enough_rests_and_says_so(
    world: ReplicaWorld, customer: CustomerPresenter
) -> None:
    publish(world, frequency={"most": 2, "days": 7, "counts": "shown"})
    outcome = {
        "customer_id": 1, "store_id": "367", "associate_id": "x", "action": "offer", "subject": KIND,
        "outcome": "later", "channel": None, "text": "", "template_id": None,
    }  # fmt: skip
    for days in (1, 2):
        world.put("action_outcomes", outcome | {"id": f"o{days}", "at_ms": NOW_MS - days * DAY_MS})
    world.be_ready(11)
    card = cards(customer)[KIND]
    assert (card.available, card.sentence) == (
        False,
        "She has had this offer as often as she may in 7 days.",
    )
    for days in (3, 4, 5):
        world.put("action_outcomes", outcome | {"id": f"o{days}", "at_ms": NOW_MS - days * DAY_MS})
    world.be_ready(12)
    gold = cards(customer)[PROMOTION]
    assert (gold.available, gold.sentence) == (
        False,
        "She has been made enough offers in the last 7 days. Leave it for another visit.",
    )


def test_what_was_just_put_to_her_counts_before_hq_has_heard_of_it(
    world: ReplicaWorld, customer: CustomerPresenter
) -> None:
    publish(world, frequency={"most": 1, "days": 7, "counts": "redeemed"})
    card = {each.promotion_id: each for each in customer.redeem(1, KIND).offers}[KIND]
    assert not card.available
    with pytest.raises(OfferNotAvailable, match="as often as she may in 7 days"):
        customer.redeem(1, KIND)


def test_what_the_store_has_given_it_gives_no_more(world: ReplicaWorld, customer: CustomerPresenter) -> None:
    publish(world, store_limit=2)
    redemption = {"promotion_id": KIND, "customer_id": 2, "associate_id": "x", "at_ms": NOW_MS - DAY_MS}
    for place, store in enumerate(("367", "406", "367")):
        world.put("redemptions", redemption | {"id": f"r{place}", "store_id": store})
    world.be_ready(13)
    card = cards(customer)[KIND]
    assert (card.available, card.sentence) == (
        False,
        "This store has given all that it may give of this offer.",
    )
