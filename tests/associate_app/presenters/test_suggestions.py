"""What to mention to a customer: lists with reasons that follow every answer at once, model or none."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from associate_app.errors import CannotSave, CustomerNotHere
from associate_app.presenters.customer import CustomerPresenter
from associate_app.presenters.editing import EditingPresenter
from associate_app.presenters.holdings import HoldingsPresenter
from associate_app.presenters.product_views import RecommendationCard, Suggestions
from associate_app.presenters.suggestions import MOST_CARDS, NO_CONSENT, NOTHING_NOW, NOTHING_YET, OPTED_OUT
from associate_app.presenters.timeline_rows import ANSWER_WORDS
from associate_app.presenters.trust_views import Fact
from shared.clock import DAY_MS
from shared.recommendation import ANSWERS
from tests.associate_app.model_world import (
    APPLES,
    BUTTER,
    FUEL,
    MILK,
    RYE,
    TEA,
    send_model,
)
from tests.associate_app.replica_world import ReplicaWorld
from tests.associate_app.small_world import NOW_MS


@pytest.fixture
def presenter(world: ReplicaWorld) -> CustomerPresenter:
    return CustomerPresenter(lambda: world.desk)


def lists(presenter: CustomerPresenter, customer_id: int = 1) -> Suggestions:
    return presenter.open(customer_id).suggestions


def ids(cards: tuple[RecommendationCard, ...]) -> list[int]:
    return [card.product_id for card in cards]


def test_without_a_model_her_own_purchases_say_what_is_due(
    presenter: CustomerPresenter, world: ReplicaWorld
) -> None:
    found = lists(presenter)
    assert (found.model_line, found.nothing) == ("From her own purchases only, so far", "")
    assert (ids(found.merged), found.new_for_you) == ([MILK, APPLES], ())
    milk, apples = found.due_again
    assert (milk.title, milk.price, milk.icon, milk.answer) == ("Whole milk, 1 gal", "$3.49", "cow", None)
    assert milk.reason == "A regular: every 40 days, last 9 days ago"
    assert (milk.stock, milk.in_stock) == ("4 here as of 09:00", True)
    assert (apples.stock, apples.in_stock) == ("Stock not known", False)
    world.do("UPDATE stock SET at_ms = ?, quantity = 1200", NOW_MS - 3 * DAY_MS)
    world.do("UPDATE products SET price_minor = NULL WHERE id = 10")
    world.be_ready(2)
    milk = lists(presenter).due_again[0]
    assert (milk.stock, milk.price) == ("1,200 here as of 19 Nov", "")


@pytest.mark.usefixtures("modelled")
def test_a_model_adds_what_is_new_for_her_and_says_of_which_day_it_is(presenter: CustomerPresenter) -> None:
    found = lists(presenter)
    assert found.model_line == "Model of 21 Nov"
    assert ids(found.due_again) == [MILK, APPLES]
    assert [(card.title, card.reason) for card in found.new_for_you] == [
        ("Salted butter, 8 oz", "Goes with Whole milk, 1 gal, bought every 40 days"),
        ("Rye bread", "Goes with Whole milk, 1 gal, bought every 40 days"),
        ("Green tea, 20 bags", "Goes with Gala apples, bought every 40 days"),
    ]
    assert set(ids(found.merged)) == {MILK, APPLES, BUTTER, RYE, TEA}


def said_of_model(world: ReplicaWorld) -> Fact:
    """What the sync page says of the model."""
    facts = HoldingsPresenter(lambda: world.desk, lambda: None).facts()
    return next(fact for fact in facts if fact.label == "Suggestions")


def test_a_torn_newer_model_is_told_beside_the_one_that_is_used(
    presenter: CustomerPresenter, modelled: ReplicaWorld
) -> None:
    assert said_of_model(modelled) == Fact("Suggestions", "Model of 21 Nov")
    whole = send_model(modelled, "2026-11-21")
    torn = [part for part in send_model(modelled, "2025-12-22") if part not in whole]
    modelled.do("UPDATE recommendation_models SET built_ms = built_ms + 1 WHERE as_of = '2025-12-22'")
    modelled.do("DELETE FROM model_parts WHERE hash = ?", torn[0])
    modelled.be_ready(3)
    assert lists(presenter).model_line == "Model of 21 Nov: the newer one is damaged"
    assert said_of_model(modelled) == Fact(
        "Suggestions", "Model of 21 Nov; a newer one came damaged", is_well=False
    )
    assert ids(lists(presenter).new_for_you) == [BUTTER, RYE, TEA]
    modelled.do("DELETE FROM recommendation_models WHERE as_of = '2026-11-21'")
    modelled.be_ready(4)
    assert lists(presenter).new_for_you == ()


def test_before_the_first_model_the_sync_page_says_it_comes(world: ReplicaWorld) -> None:
    assert said_of_model(world) == Fact("Suggestions", "Not here yet; they come by themselves")


def test_what_is_out_of_stock_or_not_to_be_recommended_is_not_suggested(
    presenter: CustomerPresenter, modelled: ReplicaWorld
) -> None:
    modelled.do("UPDATE stock SET quantity = 0")
    modelled.do("UPDATE products SET recommendable = 0 WHERE id = ?", BUTTER)
    modelled.do("DELETE FROM products WHERE id = ?", RYE)
    modelled.buy(500, DAY_MS, [(FUEL, 1, 4000), (FUEL, 1, 4000)])
    modelled.be_ready(3)
    found = lists(presenter)
    assert (ids(found.due_again), ids(found.new_for_you)) == ([APPLES], [TEA])


def test_a_list_is_as_long_as_a_glance_takes_in(presenter: CustomerPresenter, world: ReplicaWorld) -> None:
    for number in range(30, 38):
        row = {"id": number, "sku": str(number), "name": f"Tea {number}", "department": "Tea", "brand": "Own"}
        world.put("products", row | {"recommendable": 1})
    world.buy(500, DAY_MS, [(number, 1, 100) for number in range(30, 38)])
    world.be_ready(2)
    assert len(lists(presenter).due_again) == MOST_CARDS


def test_of_products_that_read_alike_the_best_stands_for_all(
    presenter: CustomerPresenter, modelled: ReplicaWorld
) -> None:
    modelled.do("UPDATE products SET name = 'Rye bread' WHERE id = ?", BUTTER)
    modelled.be_ready(3)
    assert ids(lists(presenter).new_for_you) == [BUTTER, TEA]


@pytest.fixture
def alike(modelled: ReplicaWorld) -> ReplicaWorld:
    """Butter and rye bread read alike, and so do milk and tea."""
    modelled.do("UPDATE products SET name = 'Rye bread' WHERE id = ?", BUTTER)
    modelled.do("UPDATE products SET name = 'Whole milk, 1 gal' WHERE id = ?", TEA)
    modelled.be_ready(3)
    return modelled


@pytest.mark.usefixtures("alike")
@pytest.mark.parametrize("answer", ["not_now", "not_interested", "already_owns", "returned", "bought"])
def test_nothing_that_reads_like_a_product_takes_its_place_when_it_goes(
    presenter: CustomerPresenter, answer: str
) -> None:
    assert ids(lists(presenter).new_for_you) == [BUTTER]
    found = presenter.answer(1, BUTTER, answer).suggestions
    assert "Rye bread" not in [card.title for card in (*found.new_for_you, *found.merged)]


@pytest.mark.usefixtures("alike")
@pytest.mark.parametrize("answer", ["wrong_size", "out_of_stock"])
def test_what_is_said_of_this_very_article_leaves_the_one_that_reads_like_it(
    presenter: CustomerPresenter, answer: str
) -> None:
    found = presenter.answer(1, BUTTER, answer).suggestions
    assert ids(found.new_for_you) == [RYE]


@pytest.mark.usefixtures("alike")
def test_beside_a_basket_nothing_reads_like_what_lies_in_it(presenter: CustomerPresenter) -> None:
    found = presenter.basket.put(1, BUTTER).suggestions
    assert ids(found.with_basket) == [MILK]
    assert presenter.basket.put(1, TEA).suggestions.with_basket == ()
    assert ids(lists(presenter).due_again) == [APPLES]


@pytest.mark.parametrize(
    "answer",
    ["not_now", "not_interested", "already_owns", "wrong_size", "out_of_stock", "returned", "bought"],
)
def test_a_product_that_was_answered_about_leaves_the_lists_at_once(
    presenter: CustomerPresenter, modelled: ReplicaWorld, answer: str
) -> None:
    found = presenter.answer(1, BUTTER, answer, "new_for_you").suggestions
    assert BUTTER not in ids(found.new_for_you) + ids(found.merged)
    (wire,) = modelled.pending()
    assert wire["arguments"] == {
        "product_id": BUTTER, "answer": answer, "shown_in": "new_for_you", "model": "2026-11-21-0a1b2c3d",
    }  # fmt: skip
    assert modelled.recorded == [True]


def test_not_now_and_out_of_stock_pass_refusals_stay(
    presenter: CustomerPresenter, modelled: ReplicaWorld
) -> None:
    for product, answer in ((BUTTER, "out_of_stock"), (TEA, "not_now"), (RYE, "not_interested")):
        presenter.answer(1, product, answer)
    assert ids(lists(presenter).new_for_you) == []
    modelled.clock.advance(timedelta(days=1))
    assert ids(lists(presenter).new_for_you) == [BUTTER]
    modelled.clock.advance(timedelta(days=14))
    assert ids(lists(presenter).new_for_you) == [BUTTER, TEA]


def test_every_answer_has_its_words() -> None:
    assert set(ANSWER_WORDS) == set(ANSWERS)


@pytest.mark.usefixtures("modelled")
def test_what_an_answer_keeps_off_the_lists_is_said(presenter: CustomerPresenter) -> None:
    assert lists(presenter).left_out == ""
    assert presenter.answer(1, RYE, "wrong_size").suggestions.left_out == "Left out: Rye bread (wrong size)"
    for product in (BUTTER, TEA, APPLES, MILK, 777):
        presenter.answer(1, product, "not_interested")
    found = lists(presenter)
    assert found.left_out.endswith("(not interested), 2 more")
    assert found.nothing == str(NOTHING_NOW)


@pytest.mark.usefixtures("modelled")
def test_what_she_bought_just_now_makes_way_and_what_goes_with_it_comes_up(
    presenter: CustomerPresenter,
) -> None:
    assert ids(lists(presenter).new_for_you) == [BUTTER, RYE, TEA]
    found = presenter.answer(1, BUTTER, "bought").suggestions
    assert ids(found.new_for_you) == [RYE, TEA]
    assert found.new_for_you[0].reason == "Goes with Salted butter, 8 oz, bought today"


@pytest.mark.usefixtures("modelled")
def test_what_she_likes_moves_up_and_brings_its_neighbours(presenter: CustomerPresenter) -> None:
    found = presenter.answer(1, APPLES, "liked").suggestions
    assert [(card.product_id, card.answer) for card in found.due_again] == [(APPLES, "liked"), (MILK, None)]
    found = presenter.answer(1, APPLES, "not_interested").suggestions
    assert ids(found.due_again) == [MILK]
    assert {row.text for row in presenter.open(1).timeline if row.group == "answer"} == {
        "Liked: Gala apples",
        "Not interested: Gala apples",
    }


def test_who_opts_out_gets_no_list_until_she_agrees_anew(
    presenter: CustomerPresenter, modelled: ReplicaWorld
) -> None:
    view = presenter.answer(1, BUTTER, "opted_out")
    assert view.suggestions == Suggestions(nothing=str(OPTED_OUT), can_ask=True)
    assert view.consent_line.startswith("Wants no personal offers (22 Nov)")
    kinds = [(wire["kind"], wire["arguments"].get("granted")) for wire in modelled.pending()]
    assert kinds == [("recommendation_answered", None), ("consent_changed", False)]
    modelled.clock.advance(timedelta(minutes=1))
    editing = EditingPresenter(lambda: modelled.desk, presenter.open)
    form = editing.form(1)
    personal, *others = form.consents
    assert personal.granted is False
    agreed = replace(form, consents=(replace(personal, granted=True), *others))
    assert ids(editing.save(form, agreed).suggestions.due_again) == [MILK, APPLES]


def test_who_has_not_agreed_gets_no_list_and_can_be_asked(
    presenter: CustomerPresenter, modelled: ReplicaWorld
) -> None:
    assert lists(presenter, 2) == Suggestions(nothing=str(NO_CONSENT), can_ask=True)
    presenter.answer(2, BUTTER, "opted_out")
    assert [wire["kind"] for wire in modelled.pending()] == ["recommendation_answered"]


def test_of_whom_nothing_is_known_sees_what_sells_best_here(
    presenter: CustomerPresenter, modelled: ReplicaWorld
) -> None:
    _agrees(modelled, 2)
    found = lists(presenter, 2)
    assert [(card.product_id, card.reason) for card in found.new_for_you[:2]] == [
        (TEA, "A best seller in this store this month"),
        (RYE, "A best seller in this store this month"),
    ]
    assert found.due_again == ()


def test_nothing_known_and_no_model_is_said_so(presenter: CustomerPresenter, world: ReplicaWorld) -> None:
    _agrees(world, 2)
    assert lists(presenter, 2) == Suggestions(
        model_line="From her own purchases only, so far", nothing=str(NOTHING_YET)
    )


def test_a_basket_re_ranks_and_brings_what_goes_with_it(
    presenter: CustomerPresenter, modelled: ReplicaWorld
) -> None:
    found = presenter.basket.put(1, BUTTER).suggestions
    assert [item.title for item in found.basket] == ["Salted butter, 8 oz"]
    assert [(card.product_id, card.reason) for card in found.with_basket] == [
        (RYE, "Goes with Salted butter, 8 oz in the basket"),
        (MILK, "Goes with Salted butter, 8 oz in the basket"),
        (TEA, "Goes with Salted butter, 8 oz in the basket"),
    ]
    assert BUTTER not in ids(found.new_for_you)
    assert found.new_for_you[0].reason == "Goes with Salted butter, 8 oz in the basket"
    assert presenter.basket.put(1, BUTTER).suggestions.basket == found.basket
    assert lists(presenter, 1).basket == found.basket
    presenter.basket.empty(1)
    assert lists(presenter, 1).basket == ()
    assert modelled.pending() == []


def test_a_basket_that_was_handed_over_counts_as_her_purchases(
    presenter: CustomerPresenter, modelled: ReplicaWorld
) -> None:
    presenter.basket.put(1, BUTTER)
    presenter.basket.hand_over(1, presenter.basket.put(1, TEA).basket.agreed)
    found = lists(presenter, 1)
    assert (found.basket, ids(found.new_for_you)) == ((), [RYE])
    said = [wire["arguments"] for wire in modelled.pending() if wire["kind"] == "recommendation_answered"]
    assert [(each["product_id"], each["answer"]) for each in said] == [(BUTTER, "bought"), (TEA, "bought")]


def test_a_basket_without_a_model_is_kept_in_sight(presenter: CustomerPresenter) -> None:
    found = presenter.basket.put(1, 777).suggestions
    assert ([item.title for item in found.basket], found.with_basket) == ([""], ())


def test_an_unknown_answer_is_refused_in_words(presenter: CustomerPresenter, world: ReplicaWorld) -> None:
    with pytest.raises(CannotSave, match="an answer is one of"):
        presenter.answer(1, 11, "perhaps")
    with pytest.raises(CannotSave, match="where she met the product"):
        presenter.answer(1, 11, "liked", "the window")
    with pytest.raises(CustomerNotHere):
        presenter.answer(3, 11, "liked")
    assert world.pending() == []


def _agrees(world: ReplicaWorld, customer_id: int) -> None:
    row: dict[str, Any] = {"customer_id": customer_id, "purpose": "personalization", "channel": "any"}
    world.put("consents", row | {"granted": 1, "at_ms": NOW_MS - DAY_MS})
    world.be_ready(9)
