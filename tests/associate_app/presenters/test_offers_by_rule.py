"""Offers whose rules ask for more than her record are decided on the tablet, offline, from its own rows."""

from __future__ import annotations

import json
from typing import Any

import pytest

from associate_app.errors import OfferNotAvailable, ReplicaDamaged
from associate_app.presenters.customer import CustomerPresenter
from associate_app.presenters.offers import OffersPresenter
from tests.associate_app.replica_world import ReplicaWorld
from tests.associate_app.small_world import PROMOTION

DAIRY = {
    "attribute": "bought", "operator": "at_least", "value": 2, "of": {"department": ["Dairy"]}, "days": 60,
}  # fmt: skip


@pytest.fixture
def presenter(world: ReplicaWorld) -> CustomerPresenter:
    return CustomerPresenter(lambda: world.desk)


def ask(world: ReplicaWorld, rule: dict[str, Any]) -> None:
    world.do("UPDATE promotions SET audience = ?", json.dumps(rule))


def test_an_offer_is_hers_by_what_she_bought(presenter: CustomerPresenter, world: ReplicaWorld) -> None:
    ask(world, DAIRY)
    assert [card.available for card in presenter.open(1).offers] == [True]
    ask(world, DAIRY | {"value": 3})
    assert presenter.open(1).offers == ()
    with pytest.raises(OfferNotAvailable, match="Bought Dairy at least 3 times in 60 days"):
        presenter.redeem(1, PROMOTION)


def test_an_offer_is_hers_by_another_audience(presenter: CustomerPresenter, world: ReplicaWorld) -> None:
    ask(world, {"all": [{"attribute": "audience", "operator": "in", "value": ["milk", "seed"]}]})
    assert presenter.open(1).offers == ()
    world.put("audiences", {"id": "seed", "name": "Guests", "kind": "list", "rule": "{}", "version": 1})
    milk = {"id": "milk", "name": "Milk", "kind": "rule", "rule": json.dumps(DAIRY), "version": 1}
    world.put("audiences", milk)
    assert [card.available for card in presenter.open(1).offers] == [True]
    world.do("DELETE FROM purchase_lines")
    world.be_ready(2)
    assert presenter.open(1).offers == ()
    world.put("audience_members", {"audience_id": "seed", "customer_id": 1})
    assert [card.available for card in presenter.open(1).offers] == [True]


def test_what_a_newer_hq_asks_is_offered_to_nobody_and_breaks_nothing(
    presenter: CustomerPresenter, world: ReplicaWorld
) -> None:
    for newer in ({"attribute": "mood", "is": "good"}, {"not": {"some": [DAIRY]}}, DAIRY | {"of": ["Dairy"]}):
        ask(world, {"all": [newer]})
        assert presenter.open(1).offers == ()
        with pytest.raises(OfferNotAvailable, match="something that cannot be decided here"):
            presenter.redeem(1, PROMOTION)


def test_what_rules_of_offers_that_do_not_run_ask_for_is_not_read(
    presenter: CustomerPresenter, world: ReplicaWorld
) -> None:
    ask(world, {"attribute": "score", "operator": "at_least", "value": 1, "of": {"name": "rfm"}})
    world.do("DROP TABLE customer_scores")
    with pytest.raises(ReplicaDamaged):
        presenter.open(1)
    for column, value in (("ends_local", "2026-11-21T09:00"), ("status", "stopped")):
        world.do(f"UPDATE promotions SET {column} = ?", value)
        assert presenter.open(1).offers == ()
        world.do("UPDATE promotions SET ends_local = '2026-11-30T20:00'")


def test_the_list_of_offers_says_by_name_whom_they_are_for(world: ReplicaWorld) -> None:
    of = {"product": [10], "store": ["406"]}
    milk = {"attribute": "bought", "operator": "at_least", "value": 1, "of": of}
    taken = {"attribute": "audience", "operator": "in", "value": ["seed"]}
    world.put("audiences", {"id": "seed", "name": "Guests", "kind": "list", "rule": "{}", "version": 1})
    ask(world, {"any": [milk, {"not": taken}, {"attribute": "mood", "is": "good"}]})
    (row,) = OffersPresenter(lambda: world.desk).list()
    assert row.audience == (
        "Any of (Bought Whole milk, 1 gal, store Otter Bend at least 1 time; Not (In the audience Guests);"
        " something that cannot be decided here)"
    )
