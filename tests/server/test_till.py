"""A till and HQ: a basket is read and taken once, and every refusal says what to do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from server.selling import service
from shared.handover import LIFE_MS, HandedBasket, HandedLine, HandedOffer, qr_text, short_code
from shared.merge import NewRow, Who
from shared.operation_selling import check_handed, handed
from tests.server.people import BREAD, ELENA, MILK
from tests.server.test_promotions import DRAFT, PROMOTIONS
from tests.server.world import NOW_MS, Actors, SignedIn

BASKET_ID = "0198f7a0-1234-7abc-8def-0123456789ab"
REDEMPTION = "0198f7a0-1234-7abc-8def-0123456789ac"
TAKE, READ = "/api/v1/till/baskets/take", "/api/v1/till/baskets/read"


@dataclass(frozen=True)
class Till:
    """A till in a store, and what tablets there told HQ."""

    client: FlaskClient
    session: Session
    people: Actors
    promotion_id: str

    @property
    def scanned(self) -> HandedBasket:
        """What the square of the basket carries."""
        lines = (HandedLine(f"S{BREAD}", 2, 249, 100), HandedLine(f"S{MILK}", 1, None))
        offers = (HandedOffer(REDEMPTION, self.promotion_id, 100),)
        return HandedBasket(BASKET_ID, "367", NOW_MS, lines, offers)

    def told(self, *, redeemed: bool = True) -> None:
        """The tablet's own word has arrived at HQ."""
        arguments = {
            "lines": [
                {"product_id": BREAD, "quantity": 2, "unit_minor": 249, "discount_minor": 100},
                {"product_id": MILK, "quantity": 1, "unit_minor": None, "discount_minor": 0},
            ],
            "offers": [
                {"redemption_id": REDEMPTION, "promotion_id": self.promotion_id, "discount_minor": 100}
            ],
            "total_minor": 398,
        }
        assert check_handed(arguments) is None
        who = Who(BASKET_ID, ELENA, "367", self.people.associate.actor.id, NOW_MS)
        for effect in handed(who, arguments):
            assert isinstance(effect, NewRow)
            service.keep(self.session, effect.row)
            service.keep(self.session, effect.row)
        if redeemed:
            self.session.execute(
                text("INSERT INTO redemptions (id, promotion_id, customer_id, store_id, associate_id, at_ms)"
                     " VALUES (:id, :promotion, :customer, '367', 'a', 1)"),
                {"id": REDEMPTION, "promotion": self.promotion_id, "customer": ELENA},
            )  # fmt: skip
        self.session.commit()

    def take(self, code: str, *, by: SignedIn | None = None, till: str = "Till 3") -> Any:
        """The answer to a till that takes it."""
        who = by or self.people.associate
        return self.client.post(TAKE, json={"code": code, "till": till}, headers=who.headers)

    def taken_ms(self) -> int | None:
        """When a till took the basket that HQ has."""
        found = self.session.execute(text("SELECT taken_ms FROM handed_baskets")).scalar()
        self.session.rollback()
        return found

    def read(self, code: str) -> Any:
        """The answer to a till that looks."""
        return self.client.post(READ, json={"code": code}, headers=self.people.associate.headers)


@pytest.fixture
def till(client: FlaskClient, session: Session, people: Actors) -> Till:
    made = client.post(PROMOTIONS, json=DRAFT, headers=people.marketer.headers)
    return Till(client, session, people, made.json["id"])


def codes_of(till: Till) -> list[str]:
    return [qr_text(till.scanned), short_code(BASKET_ID), short_code(BASKET_ID).lower(), BASKET_ID]


@pytest.mark.parametrize("way", range(4), ids=("square", "short code", "typed short code", "id"))
def test_a_basket_is_read_whichever_way_it_is_named(till: Till, way: int) -> None:
    till.told()
    basket = till.read(codes_of(till)[way]).json
    assert [(line["name"], line["quantity"], line["unit_minor"]) for line in basket["lines"]] == [
        ("Rye bread", 2, 249),
        ("Whole milk", 1, None),
    ]
    assert basket["total_minor"] == 398
    assert basket["customer_id"] == ELENA
    assert basket["code"] == short_code(BASKET_ID)
    (offer,) = basket["offers"]
    assert (offer["name"], offer["discount_minor"], offer["state"]) == (DRAFT["name"], 100, "counted")
    assert basket["is_known"]
    assert basket["taken_ms"] is None


def test_who_saw_whose_basket_is_logged(till: Till) -> None:
    till.told()
    till.read(BASKET_ID)
    looked = till.session.execute(text("SELECT customer_id, purpose FROM look_ups")).all()
    assert looked == [(ELENA, "basket")]


def test_an_offer_that_hq_refused_is_told_to_the_till(till: Till) -> None:
    till.told(redeemed=False)
    assert [offer["state"] for offer in till.read(BASKET_ID).json["offers"]] == ["not_counted"]


def test_a_basket_is_taken_once(till: Till) -> None:
    till.told()
    assert till.take(qr_text(till.scanned)).status_code == 200
    again = till.take(short_code(BASKET_ID), till="Till 4")
    assert (again.status_code, again.json["code"]) == (409, "basket_taken")
    assert again.json["fields"] == {"at_ms": NOW_MS, "till": "Till 3"}
    assert till.read(BASKET_ID).json["taken_ms"] == NOW_MS
    assert till.taken_ms() == NOW_MS


def test_a_basket_that_hq_has_not_heard_of_is_taken_by_its_square_and_remembered(till: Till) -> None:
    taken = till.take(qr_text(till.scanned)).json
    assert not taken["is_known"]
    assert taken["customer_id"] is None
    assert [line["name"] for line in taken["lines"]] == ["Rye bread", "Whole milk"]
    assert [offer["state"] for offer in taken["offers"]] == ["not_heard"]
    till.told()
    assert till.taken_ms() == NOW_MS
    assert till.take(BASKET_ID).json["code"] == "basket_taken"


def test_a_short_code_of_a_basket_that_hq_has_not_heard_of_asks_for_the_square(till: Till) -> None:
    answer = till.take(short_code(BASKET_ID))
    assert (answer.status_code, answer.json["code"]) == (404, "basket_unknown")
    assert "square" in answer.json["detail"]


def test_a_basket_of_another_store_is_not_taken(till: Till) -> None:
    till.told()
    answer = till.take(qr_text(till.scanned), by=till.people.elsewhere)
    assert (answer.status_code, answer.json["code"]) == (409, "basket_elsewhere")
    assert till.take(short_code(BASKET_ID), by=till.people.elsewhere).status_code == 404


def test_an_old_basket_is_not_taken(till: Till) -> None:
    old = replace(till.scanned, at_ms=NOW_MS - LIFE_MS)
    answer = till.take(qr_text(old))
    assert (answer.status_code, answer.json["code"]) == (410, "basket_expired")


@pytest.mark.parametrize("code", ["AISLE1-B-XXXX", "7KQ4-X2MA", "hello"])
def test_a_code_that_cannot_be_read_is_refused_in_a_sentence(till: Till, code: str) -> None:
    answer = till.take(code)
    assert (answer.status_code, answer.json["code"]) == (422, "damaged_code")
    assert answer.json["detail"].endswith(".")


def test_staff_say_in_which_store_the_till_stands(till: Till) -> None:
    till.told()
    asked = {"code": BASKET_ID, "till": "Till 3"}
    headers = till.people.marketer.headers
    assert till.client.post(TAKE, json=asked, headers=headers).status_code == 422
    assert till.client.post(TAKE, json={**asked, "store_id": "367"}, headers=headers).status_code == 200
