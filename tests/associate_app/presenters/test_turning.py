"""One date turns the suggestions towards what goes with it, on a tablet without a line."""

from __future__ import annotations

from dataclasses import replace

import pytest

from associate_app.presenters.customer import CustomerPresenter
from associate_app.presenters.editing import EditingPresenter
from associate_app.presenters.product_views import RecommendationCard, Suggestions
from associate_app.presenters.suggestions import NO_CONSENT
from tests.associate_app.advice_rows import PACK, note_date
from tests.associate_app.model_world import APPLES, BUTTER, MILK, RYE, TEA, send_model, stock_the_catalogue
from tests.associate_app.replica_world import ReplicaWorld

BABY = "For the due date on 20 December"


@pytest.fixture
def presenter(world: ReplicaWorld) -> CustomerPresenter:
    """Presents customers of a tablet with a model, and with a guide that sends to tea and to the bakery."""
    stock_the_catalogue(world)
    send_model(world)
    world.do("UPDATE products SET category = 'Teas' WHERE id = ?", TEA)
    world.do("UPDATE products SET department = 'Bakery' WHERE id = ?", RYE)
    world.put("guides", PACK | {"department": "Teas; Bakery; Nowhere"})
    world.be_ready(2)
    return CustomerPresenter(lambda: world.desk)


def told(cards: tuple[RecommendationCard, ...]) -> list[tuple[int, str]]:
    return [(card.product_id, card.reason) for card in cards]


def shown(presenter: CustomerPresenter, customer_id: int = 1) -> Suggestions:
    return presenter.open(customer_id).suggestions


def test_a_due_date_moves_what_goes_with_it_up_and_says_so(
    presenter: CustomerPresenter, world: ReplicaWorld
) -> None:
    plain = shown(presenter)
    assert [card.product_id for card in plain.new_for_you] == [BUTTER, RYE, TEA]
    note_date(world, "due_date", "2026-12-20")
    world.be_ready(3)
    turned = shown(presenter)
    assert told(turned.new_for_you)[:2] == [(RYE, BABY), (TEA, BABY)]
    assert [card.product_id for card in turned.new_for_you] == [RYE, TEA, BUTTER]
    assert turned.merged[0].reason == BABY
    assert {card.product_id for card in turned.merged} == {MILK, APPLES, BUTTER, RYE, TEA}
    assert turned.due_again == plain.due_again


def test_a_date_written_here_turns_them_at_once(presenter: CustomerPresenter, world: ReplicaWorld) -> None:
    editing = EditingPresenter(lambda: world.desk, presenter.open)
    form = editing.form(1)
    view = editing.save(form, replace(form, due_date=("2026-12-20",)))
    assert view.suggestions.new_for_you[0].reason == BABY


@pytest.mark.parametrize("day", ["2026-08-01", "2028-12-20"])
def test_a_date_that_has_passed_or_is_far_away_changes_nothing(
    presenter: CustomerPresenter, world: ReplicaWorld, day: str
) -> None:
    plain = shown(presenter)
    note_date(world, "due_date", day)
    assert shown(presenter) == plain


def test_a_date_that_no_guide_speaks_of_changes_nothing(
    presenter: CustomerPresenter, world: ReplicaWorld
) -> None:
    plain = shown(presenter)
    note_date(world, "child_birthday", "2020-12-01")
    assert shown(presenter) == plain


def test_without_consent_a_date_brings_nothing(presenter: CustomerPresenter, world: ReplicaWorld) -> None:
    note_date(world, "due_date", "2026-12-20", customer=2)
    assert shown(presenter, 2) == Suggestions(nothing=str(NO_CONSENT), can_ask=True)


def test_when_hq_sends_her_elsewhere_the_next_checkpoint_knows(
    presenter: CustomerPresenter, world: ReplicaWorld
) -> None:
    note_date(world, "due_date", "2026-12-20")
    assert shown(presenter).new_for_you[0].product_id == RYE
    world.put("guides", PACK | {"department": "Teas"})
    world.be_ready(3)
    assert told(shown(presenter).new_for_you)[0] == (TEA, BABY)
    world.do("UPDATE products SET recommendable = 0 WHERE id = ?", TEA)
    world.be_ready(4)
    assert [card.product_id for card in shown(presenter).new_for_you] == [BUTTER, RYE]
