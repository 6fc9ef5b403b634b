"""What operations about baskets must carry, and what becomes of things put aside."""

from __future__ import annotations

from typing import Any

import pytest

from shared.errors import InvalidOperation
from shared.merge import NewRow, lay_over
from shared.operations import check_operation, effects_of
from tests.shared.operation_world import ARGUMENTS, PROMOTION, wire

LINE = {"product_id": 7, "quantity": 2, "unit_minor": 249, "discount_minor": 50}
OFFER = {"redemption_id": PROMOTION, "promotion_id": PROMOTION, "discount_minor": 50}


def complaint(kind: str, **changes: Any) -> str:
    with pytest.raises(InvalidOperation) as refused:
        check_operation(wire(kind, arguments=ARGUMENTS[kind, 4] | changes))
    return refused.value.sentence


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"lines": []}, "1 to 60 lines"),
        ({"lines": [LINE] * 61}, "1 to 60 lines"),
        ({"lines": "bread"}, "1 to 60 lines"),
        ({"lines": [7]}, "1 to 60 lines"),
        ({"lines": [LINE | {"more": 1}]}, "1 to 60 lines"),
        ({"lines": [LINE | {"product_id": -1}]}, "1 to 60 lines"),
        ({"lines": [LINE | {"quantity": 0}]}, "1 to 60 lines"),
        ({"lines": [LINE | {"quantity": 100}]}, "1 to 60 lines"),
        ({"lines": [LINE | {"quantity": True}]}, "1 to 60 lines"),
        ({"lines": [LINE | {"unit_minor": 1.5}]}, "1 to 60 lines"),
        ({"lines": [LINE | {"unit_minor": None}]}, "1 to 60 lines"),
        ({"lines": [LINE | {"discount_minor": 1 << 41}]}, "1 to 60 lines"),
        ({"offers": [OFFER | {"promotion_id": "x"}]}, "names its redemption"),
        ({"offers": [OFFER | {"redemption_id": None}]}, "names its redemption"),
        ({"offers": [OFFER | {"discount_minor": -1}]}, "names its redemption"),
        ({"offers": [OFFER | {"points": -1}]}, "names its redemption"),
        ({"offers": [OFFER | {"points": 10**9 + 1}]}, "names its redemption"),
        ({"offers": [OFFER | {"points": "5"}]}, "names its redemption"),
        ({"offers": [{}]}, "names its redemption"),
        ({"offers": []}, "what is taken off the lines"),
        ({"total_minor": 447}, "sum of the lines"),
    ],
)
def test_a_basket_that_does_not_add_up_is_refused(changes: dict[str, Any], sentence: str) -> None:
    assert sentence in complaint("basket_handed", **changes)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"lines": []}, "are put aside"),
        ({"lines": [LINE]}, "are put aside"),
        ({"lines": [{"product_id": 7, "quantity": 0}]}, "are put aside"),
        ({"until_on": "Friday"}, "until a day"),
        ({"until_on": 5}, "until a day"),
    ],
)
def test_what_is_put_aside_has_products_and_a_day(changes: dict[str, Any], sentence: str) -> None:
    assert sentence in complaint("put_aside", **changes)


def test_the_end_of_what_is_put_aside_names_it_and_one_of_three_ways() -> None:
    assert "names what was put aside" in complaint("put_aside_ended", put_aside_id="x")
    assert "collected, released, undone" in complaint("put_aside_ended", outcome="lost")


def test_a_basket_without_a_customer_names_nobody() -> None:
    (effect,) = effects_of(check_operation(wire("basket_handed", customer_id=0)), "367")
    assert isinstance(effect, NewRow)
    assert effect.row["customer_id"] is None


def ended(outcome: str, at_ms: int = 20, customer_id: int = 900) -> Any:
    own = wire("put_aside_ended", arguments={"put_aside_id": wire("put_aside")["id"], "outcome": outcome})
    return effects_of(check_operation(own | {"at_ms": at_ms, "customer_id": customer_id}), "367")


def test_the_first_word_on_how_it_ended_counts() -> None:
    made = effects_of(check_operation(wire("put_aside")), "367")
    laid = lay_over({}, [*made, *made, *ended("collected"), *ended("released", 30)])
    (row,) = laid.rows.values()
    assert (row["outcome"], row["ended_ms"], row["until_on"]) == ("collected", 20, "2026-11-25")


def test_an_end_without_a_beginning_or_of_another_customer_changes_nothing() -> None:
    assert lay_over({}, ended("collected")).rows == {}
    made = effects_of(check_operation(wire("put_aside")), "367")
    (row,) = lay_over({}, [*made, *ended("released", customer_id=901)]).rows.values()
    assert row["ended_ms"] is None
