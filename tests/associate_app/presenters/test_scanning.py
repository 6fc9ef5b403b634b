"""A scan leads to a customer, to a product, or to one sentence about what it was."""

from __future__ import annotations

import pytest

from associate_app.presenters.scanning import Scanned, ScanningPresenter, readable
from shared.card_codes import card_qr, own_label
from tests.associate_app.replica_world import ReplicaWorld


@pytest.fixture
def scanning(world: ReplicaWorld) -> ScanningPresenter:
    return ScanningPresenter(lambda: world.desk)


@pytest.mark.parametrize(
    "text", ["6001000001", " 6001000001 ", card_qr("6001000001"), "aisle1-c-6001000001-01"]
)
def test_a_card_leads_to_its_customer(scanning: ScanningPresenter, text: str) -> None:
    text = card_qr("6001000001") if text.startswith("aisle1") else text
    assert scanning.resolve(text) == Scanned("customer", 1)


def test_an_ean_may_be_a_card(world: ReplicaWorld, scanning: ScanningPresenter) -> None:
    world.change("customers", 2, loyalty_number="2901234567894")
    assert scanning.resolve("2901234567894") == Scanned("customer", 2)


@pytest.mark.parametrize("text", ["10", "000000000109", own_label("10")])
def test_a_label_leads_to_its_product(world: ReplicaWorld, scanning: ScanningPresenter, text: str) -> None:
    world.change("products", 11, sku="000000000109")
    found = (11, "Gala apples") if text == "000000000109" else (10, "Whole milk, 1 gal")
    assert scanning.resolve(text) == Scanned("product", found[0], name=found[1])


def test_a_card_goes_before_a_product_with_the_same_code(
    world: ReplicaWorld, scanning: ScanningPresenter
) -> None:
    world.change("products", 10, sku="6001000001")
    assert scanning.resolve("6001000001") == Scanned("customer", 1)


def test_a_card_that_nobody_here_has_is_kept_for_the_search(scanning: ScanningPresenter) -> None:
    found = scanning.resolve(card_qr("2900000000001"))
    assert (found.kind, found.card) == ("nobody", "2900000000001")
    assert found.sentence == "Nobody in your store's book has the card 2900000000001."


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("https://example.com/menu", "That is not a card or product of ours: “https://example.com/menu”."),
        ("4006381333931", "That is not a card or product of ours: “4006381333931”."),
        ("4006381333930", "This code was not read whole, or is worn. Scan it once more: “4006381333930”."),
        ("AISLE1-C-1-99", "This code was not read whole, or is worn. Scan it once more: “AISLE1-C-1-99”."),
        ("\x00\x07 \n", "There is nothing in this code. Scan it once more."),
        ("", "There is nothing in this code. Scan it once more."),
        ("مرحبا\u202e王\x00", "That is not a card or product of ours: “مرحبا 王”."),
    ],
)
def test_anything_else_says_what_it_is(scanning: ScanningPresenter, text: str, sentence: str) -> None:
    assert scanning.resolve(text) == Scanned("nothing", sentence=sentence)


def test_a_code_of_thousands_of_signs_is_cut_on_the_screen() -> None:
    assert readable("x" * 4000) == "x" * 32 + "…"
    assert readable("x" * 33) == "x" * 32 + "…"
    assert readable(" " * 100) == "…"
