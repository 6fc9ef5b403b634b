"""The picture of an offer stands on its card, for who sees a variant its own; a missing one does no harm."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest

from associate_app.presenters.customer import CustomerPresenter
from shared.assignment import variant_of
from tests.associate_app.fakes.pictures import apples
from tests.associate_app.presenters.test_offer_kinds import KIND, cards, customer, publish
from tests.associate_app.replica_world import ReplicaWorld

__all__ = ["customer"]

PICTURE, OTHER = "picture-1", "picture-2"


def send(world: ReplicaWorld, data: Any, picture_id: str = PICTURE) -> None:
    """HQ has sent a picture of the promotion."""
    row = {"promotion_id": KIND, "picture_id": picture_id, "alt": "Apples", "width": 800, "height": 500}
    world.put("promotion_pictures", row | {"data": data})


def sent(data: bytes) -> str:
    return b64encode(data).decode()


def test_an_offers_picture_is_on_its_card_without_a_line(
    world: ReplicaWorld, customer: CustomerPresenter
) -> None:
    publish(world, picture_id=PICTURE)
    send(world, sent(apples()))
    card = cards(customer)[KIND]
    assert (card.picture, card.seen) == (apples(), "Apples")


def test_who_sees_a_variant_sees_its_picture(world: ReplicaWorld, customer: CustomerPresenter) -> None:
    variants = [
        {"key": key, "weight": 1, "text": key, "picture_id": picture}
        for key, picture in (("a", PICTURE), ("b", OTHER))
    ]
    publish(world, variants=variants)
    send(world, sent(b"first"))
    send(world, sent(b"second"), OTHER)
    hers = variant_of(KIND, 1, variants)
    assert hers is not None
    assert cards(customer)[KIND].picture == (b"first" if hers["key"] == "a" else b"second")


@pytest.mark.parametrize("data", [None, "", "not base64!"])
def test_a_picture_that_is_missing_or_damaged_leaves_the_offer_as_it_is(
    world: ReplicaWorld, customer: CustomerPresenter, data: str | None
) -> None:
    publish(world, picture_id=PICTURE)
    without = cards(customer)[KIND]
    assert (without.picture, without.available) == (None, True)
    send(world, data)
    assert cards(customer)[KIND] == without


def test_what_she_has_used_shows_none(world: ReplicaWorld, customer: CustomerPresenter) -> None:
    publish(world, picture_id=PICTURE, customer_limit=1)
    send(world, sent(apples()))
    customer.redeem(1, KIND)
    used = cards(customer)[KIND]
    assert (used.redeemed, used.picture) == (True, None)
