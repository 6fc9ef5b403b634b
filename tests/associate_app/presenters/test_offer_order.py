"""The best offer stands first and says why; what was in sight is told once a day, with how likely it was."""

from __future__ import annotations

import json
from base64 import b64encode
from datetime import timedelta
from typing import Any

import pytest

from associate_app.presenters.customer import CustomerPresenter
from associate_app.presenters.view_models import OfferCard
from associate_app.store.odds import odds
from shared.clock import FixedClock
from tests.associate_app.presenters.test_offer_kinds import KIND, PLAIN
from tests.associate_app.replica_world import ReplicaWorld
from tests.associate_app.small_world import NOW, PROMOTION
from tests.server.offers.pictures import drawn

DAIRY = "01980000-0000-7000-8000-000000000078"


@pytest.fixture
def customer(world: ReplicaWorld) -> CustomerPresenter:
    return CustomerPresenter(lambda: world.desk)


def publish(world: ReplicaWorld, **values: Any) -> None:
    row = PLAIN | values
    for name in ("audience", "benefit", "conditions", "frequency", "variants"):
        row[name] = json.dumps(row[name])
    world.put("promotion_terms", row)


def counted(world: ReplicaWorld, promotion_id: str, **values: Any) -> None:
    row = {
        "promotion_id": promotion_id, "day": "2026-11-22", "strategy": "value", "rate": 50_000,
        "margin_minor": 600, "cost_minor": 200, "scales": 0, "basket_minor": 2_000, "tallies": "[]",
    }  # fmt: skip
    world.put("offer_odds", row | values)


@pytest.fixture
def three(world: ReplicaWorld) -> ReplicaWorld:
    """Three offers that she may have; that for milk, which she buys, is worth most and least important."""
    publish(world, id=KIND, name="Half", priority=9)
    publish(world, id=DAIRY, name="Milk", department="Dairy", priority=1)
    counted(world, PROMOTION, margin_minor=300)
    counted(world, KIND)
    counted(world, DAIRY, margin_minor=1_000, tallies='[["words","usual",40,8]]')
    world.be_ready(9)
    return world


def cards(customer: CustomerPresenter) -> list[OfferCard]:
    return [card for card in customer.open(1).offers if card.available]


def told(world: ReplicaWorld) -> list[dict[str, Any]]:
    return [wire["arguments"] for wire in world.pending() if wire["kind"] == "offers_shown"]


def test_without_counts_the_most_important_stands_first_and_nothing_is_the_best(
    world: ReplicaWorld, customer: CustomerPresenter
) -> None:
    publish(world, id=DAIRY, name="Milk", priority=1)
    publish(world, id=KIND, name="Half", priority=9)
    world.be_ready(9)
    found = cards(customer)
    assert found[0].promotion_id == KIND
    assert {card.best for card in found} == {""}


def test_the_best_offer_stands_first_and_says_why(three: ReplicaWorld, customer: CustomerPresenter) -> None:
    assert set(odds_of(three)) == {PROMOTION, KIND, DAIRY}
    first, *others = cards(customer)
    assert first.promotion_id == DAIRY
    assert first.best == "Best for her now. She buys in Dairy, and 17 of 100 like her take it."
    assert [card.best for card in others] == ["", ""]


def odds_of(world: ReplicaWorld) -> Any:
    with world.desk.reader.snapshot() as snapshot:
        return odds(snapshot)


def test_a_second_one_that_is_nearly_as_good_says_so(
    three: ReplicaWorld, customer: CustomerPresenter
) -> None:
    counted(three, DAIRY, margin_minor=650)
    three.be_ready(10)
    assert [card.best for card in cards(customer)] == [
        "Best for her now. She buys in Dairy.", "Also good for her. Worth nearly as much.", "",
    ]  # fmt: skip


def test_the_way_that_hq_sets_holds_on_the_tablet(three: ReplicaWorld, customer: CustomerPresenter) -> None:
    publish(three, id=KIND, name="Half", priority=9, starts_local="2026-11-21T09:00")
    for promotion_id in (PROMOTION, KIND, DAIRY):
        counted(three, promotion_id, strategy="newest")
    three.be_ready(10)
    assert cards(customer)[0].best == "Best for her now. The newest offer that she may have."
    assert cards(customer)[0].promotion_id == KIND


def test_an_experiment_goes_before_the_way_of_the_chain(
    three: ReplicaWorld, customer: CustomerPresenter
) -> None:
    publish(three, id=KIND, name="Half", priority=9, starts_local="2026-11-21T09:00")
    variants = [
        {"key": key, "name": key, "weight": 5_000, "strategy": "newest"} for key in ("one", "another")
    ]
    three.put(
        "experiments",
        {
            "id": "e1", "name": "Order", "surface": "offers", "audience": "{}", "status": "running",
            "variants": json.dumps(variants), "control": "one", "starts_local": "2026-11-01T00:00",
            "ends_local": "2026-12-01T00:00",
        },
    )  # fmt: skip
    three.be_ready(10)
    assert cards(customer)[0].promotion_id == KIND
    customer.seen(1, ["offers"])
    assert told(three)[0]["strategy"] == "newest"


def test_words_alone_are_shown_where_they_are_taken_more_often(
    three: ReplicaWorld, customer: CustomerPresenter
) -> None:
    publish(three, id=DAIRY, name="Milk", department="Dairy", priority=1, picture_id="p1")
    picture = {
        "promotion_id": DAIRY, "picture_id": "p1", "alt": "Milk", "width": 96, "height": 60,
        "data": b64encode(drawn((96, 60), "#d9772b")).decode(),
    }  # fmt: skip
    three.put("promotion_pictures", picture)
    three.be_ready(10)
    assert cards(customer)[0].picture is None
    counted(three, DAIRY, margin_minor=1_000, tallies='[["picture","usual",40,12]]')
    three.be_ready(11)
    assert cards(customer)[0].picture is not None


def test_what_was_in_sight_is_told_once_a_day_with_how_likely_it_was(
    three: ReplicaWorld, customer: CustomerPresenter
) -> None:
    customer.seen(1, ["offers"])
    assert told(three) == []
    customer.open(1)
    customer.seen(1, ["next_actions"])
    customer.seen(2, ["offers"])
    assert told(three) == []
    customer.seen(1, ["offers"])
    customer.seen(1, ["offers"])
    (arguments,) = told(three)
    assert [each["promotion_id"] for each in arguments["offers"]] == [DAIRY, KIND, PROMOTION]
    assert [each["chance"] for each in arguments["offers"]] == [1_000_000, 0, 0]
    assert {name: arguments[name] for name in ("strategy", "as_of", "day")} == {
        "strategy": "value", "as_of": "2026-11-22", "day": NOW.date().isoformat(),
    }  # fmt: skip


def test_a_new_offer_and_a_new_day_are_told_again(three: ReplicaWorld, customer: CustomerPresenter) -> None:
    customer.open(1)
    customer.seen(1, ["offers"])
    publish(three, id="01980000-0000-7000-8000-000000000079", name="New")
    three.be_ready(10)
    customer.open(1)
    customer.seen(1, ["offers"])
    assert [len(each["offers"]) for each in told(three)] == [3, 4]
    assert isinstance(three.clock, FixedClock)
    three.clock.advance(timedelta(days=1))
    customer.open(1)
    customer.seen(1, ["offers"])
    assert len(told(three)) == 3
