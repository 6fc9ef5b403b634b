"""What HQ tries out: done for her as her arm says, and noted once she has really met it, offline too."""

from __future__ import annotations

import json
from typing import Any

import pytest

from associate_app.presenters.customer import CustomerPresenter
from associate_app.presenters.pending import PendingPresenter
from associate_app.store.forgetting import DRAFT_CLEANING
from shared.assignment import EVERYTHING, PER_CENT, bucket, is_held_out
from shared.experiments import STRATEGIES, arm_in, experiment_from_row
from tests.associate_app.presenters.test_offer_kinds import APPLES, KEYS, KIND, publish
from tests.associate_app.replica_world import ReplicaWorld

ONE = "01980000-0000-7000-8000-0000000000e1"
EVERY = ("offers", "next_actions", "recommendations")


@pytest.fixture
def customer(modelled: ReplicaWorld) -> CustomerPresenter:
    return CustomerPresenter(lambda: modelled.desk)


def tried(world: ReplicaWorld, surface: str = "recommendations", **values: Any) -> dict[str, Any]:
    """HQ tries that surface's first two ways; all of the customers are in the second."""
    usual, other, *_ = next(ways for key, ways in STRATEGIES.items() if key == surface)
    row: dict[str, Any] = {
        "id": ONE, "name": "A trial", "surface": surface, "audience": "{}", "control": "a",
        "variants": [
            {"key": "a", "name": "As always", "weight": 1, "strategy": usual},
            {"key": "b", "name": "Other", "weight": 9999, "strategy": other},
        ],
        "starts_local": "2026-11-20T09:00", "ends_local": "2026-11-30T20:00", "status": "running",
    } | values  # fmt: skip
    assert arm_in(experiment_from_row(row), 1) == "b"
    world.put("experiments", row | {"variants": json.dumps(row["variants"])})
    world.be_ready(30)
    return row


def met(world: ReplicaWorld) -> list[tuple[str, str, str]]:
    return [
        (each["arguments"]["trial_id"], each["arguments"]["variant"], each["arguments"]["surface"])
        for each in world.pending()
        if each["kind"] == "exposed"
    ]


def products(customer: CustomerPresenter) -> list[int]:
    return [card.product_id for card in customer.open(1).suggestions.merged]


def test_suggestions_are_those_of_her_arm(modelled: ReplicaWorld, customer: CustomerPresenter) -> None:
    usual = products(customer)
    row = tried(modelled)
    popular = products(customer)
    assert popular != usual
    assert all("best seller" in card.reason for card in customer.open(1).suggestions.merged)
    modelled.put("experiments", row | {"variants": json.dumps(row["variants"]), "status": "stopped"})
    modelled.be_ready(31)
    assert products(customer) == usual
    variants = [row["variants"][0], {**row["variants"][1], "strategy": "repeat_first"}]
    tried(modelled, variants=variants)
    view = customer.open(1).suggestions
    due = [card.product_id for card in view.due_again]
    assert [card.product_id for card in view.merged][: len(due)] == due


def test_what_to_say_next_stands_by_day_in_the_other_arm(
    modelled: ReplicaWorld, customer: CustomerPresenter
) -> None:
    click = {"customer_id": 1, "kind": "carted", "product_id": APPLES, "at_ms": modelled.at(3_600_000)}
    modelled.put("behaviour_events", click | {"id": "c1"})
    modelled.be_ready(29)
    usual = [row.kind for row in customer.open(1).advice.rows]
    tried(modelled, "next_actions")
    by_day = [row.kind for row in customer.open(1).advice.rows]
    assert sorted(by_day) == sorted(usual)
    assert usual.index("left_in_cart") < usual.index("offer")
    assert by_day.index("offer") < by_day.index("left_in_cart"), "a cart has no day"


def test_an_arm_is_met_when_its_part_was_in_sight_and_only_once(
    modelled: ReplicaWorld, customer: CustomerPresenter
) -> None:
    tried(modelled)
    customer.open(1)
    assert met(modelled) == []
    customer.seen(1, ("offers", "next_actions"))
    assert met(modelled) == []
    customer.seen(2, EVERY)
    assert met(modelled) == [], "she is not the one on the screen"
    customer.seen(1, EVERY)
    customer.seen(1, EVERY)
    again = CustomerPresenter(lambda: modelled.desk)
    again.open(1)
    again.seen(1, EVERY)
    assert met(modelled) == [(ONE, "b", "recommendations")]
    waiting = PendingPresenter(lambda: modelled.desk).waiting()
    assert "What Olivia Bennett was shown" in [item.title for item in waiting.items]


def test_who_is_not_in_its_audience_meets_nothing(
    modelled: ReplicaWorld, customer: CustomerPresenter
) -> None:
    tried(modelled, audience=json.dumps({"attribute": "tier", "operator": "in", "value": ["VIP"]}))
    customer.open(1)
    customer.seen(1, EVERY)
    tried(modelled, starts_local="2026-11-29T09:00")
    customer.open(1)
    customer.seen(1, EVERY)
    assert met(modelled) == []


def test_offers_count_for_those_who_see_them_and_for_those_who_would(
    modelled: ReplicaWorld, customer: CustomerPresenter
) -> None:
    held = next(each for each in KEYS if is_held_out(each, 1, 50))
    shown = next(each for each in KEYS if not is_held_out(each, 1, 50))
    for key in (held, shown):
        publish(modelled, id=key, code=key, holdout_percent=50)
    vips = {"attribute": "tier", "operator": "in", "value": ["VIP"]}
    publish(modelled, id=KIND, audience=vips, holdout_percent=50)
    tried(modelled, "offers")
    customer.open(1)
    customer.seen(1, ("offers",))
    assert sorted(met(modelled)) == sorted(
        [(held, "held_out", "offers"), (shown, "offered", "offers"), (ONE, "b", "offers")]
    )


@pytest.mark.parametrize("more", [0, 1], ids=["shown", "held out"])
def test_the_holdout_from_everything_counts_on_both_sides_and_keeps_her_from_all_else(
    modelled: ReplicaWorld, customer: CustomerPresenter, more: int
) -> None:
    key = next(each for each in KEYS if not is_held_out(each, 1, 50))
    publish(modelled, id=key, holdout_percent=50)
    percent = bucket(EVERYTHING, 1) // PER_CENT + more
    rule = {"kind": "contact", "is_on": 1, "weight": 0, "rest_days": 0}
    modelled.put("action_rules", rule | {"settings": json.dumps({"holdout_percent": percent})})
    tried(modelled)
    customer.open(1)
    customer.seen(1, EVERY)
    others = {(key, "offered", "offers"), (ONE, "b", "recommendations")}
    side = {("everything", "held_out" if more else "offered", "offers")}
    assert set(met(modelled)) == (side if more else side | others)


def test_what_is_noted_of_somebody_goes_with_her(modelled: ReplicaWorld, customer: CustomerPresenter) -> None:
    tried(modelled)
    customer.open(1)
    customer.seen(1, EVERY)
    noted = "SELECT count(*) FROM sync_meta WHERE name GLOB 'exposed *'"
    assert modelled.connection.execute(noted).fetchone() == (1,)
    modelled.do("DELETE FROM customers WHERE id = 1")
    modelled.do(DRAFT_CLEANING)
    assert modelled.connection.execute(noted).fetchone() == (0,)
