"""A model comes by sync, lists are made without the line, and answers reach HQ as what they are."""

from __future__ import annotations

import pytest

from associate_app.presenters.product_views import RecommendationCard
from associate_app.wiring import Tablet
from tests.associate_app.hq_world import Headquarters, Screen
from tests.associate_app.model_world import APPLES, BUTTER, RYE, TEA, send_model, stock_the_catalogue
from tests.associate_app.small_world import NOW_MS


@pytest.fixture
def hq(hq: Headquarters) -> Headquarters:
    """The server has made a model."""
    stock_the_catalogue(hq)
    send_model(hq)
    return hq


def ids(cards: tuple[RecommendationCard, ...]) -> list[int]:
    return [card.product_id for card in cards]


def test_lists_re_rank_without_the_line_and_the_answers_come_to_hq_with_list_and_model(
    hq: Headquarters, tablet: Tablet, screen: Screen
) -> None:
    hq.down()
    found = tablet.customer.open(1).suggestions
    assert (found.model_line, ids(found.new_for_you)) == ("Model of 21 Nov", [BUTTER, RYE, TEA])
    tablet.customer.answer(1, BUTTER, "returned", "new_for_you")
    tablet.customer.answer(1, APPLES, "out_of_stock", "due_again")
    tablet.customer.basket.hand_over(1, tablet.customer.basket.put(1, TEA).basket.agreed)
    found = tablet.customer.open(1).suggestions
    assert (ids(found.new_for_you), ids(found.due_again)[1:]) == ([RYE], [])
    hq.up()
    screen.wait(lambda: tablet.sync.status().text == "Synced just now")
    said = hq.rows("SELECT product_id, answer, shown_in, model FROM recommendation_answers ORDER BY answer")
    assert said == [
        (TEA, "bought", "with_basket", "2026-11-21-0a1b2c3d"),
        (APPLES, "out_of_stock", "due_again", "2026-11-21-0a1b2c3d"),
        (BUTTER, "returned", "new_for_you", "2026-11-21-0a1b2c3d"),
    ]
    assert tablet.customer.open(1).suggestions == found, "what HQ confirms changes nothing on the screen"


def said_of_model(tablet: Tablet) -> str:
    """What the sync page says of the model."""
    return next(fact.value for fact in tablet.holdings.facts() if fact.label == "Suggestions")


def test_a_newer_model_takes_over_at_its_checkpoint_and_a_torn_one_does_not(
    hq: Headquarters, tablet: Tablet, screen: Screen
) -> None:
    assert said_of_model(tablet) == "Model of 21 Nov"
    whole = send_model(hq, "2026-11-22", built_ms=NOW_MS + 1)
    screen.wait(lambda: said_of_model(tablet) == "Model of 22 Nov")
    assert not set(whole).issuperset(send_model(hq, "2025-12-22", built_ms=NOW_MS + 2, whole=whole))
    screen.wait(lambda: said_of_model(tablet) == "Model of 22 Nov; a newer one came damaged")
    found = tablet.customer.open(1).suggestions
    assert found.model_line == "Model of 22 Nov: the newer one is damaged"
    assert ids(found.new_for_you) == [BUTTER, RYE, TEA]
