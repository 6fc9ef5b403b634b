"""The form of a promotion: what was typed stays, is read as meant, and what is wrong stands at its field."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from server.catalogue.service import StoreView
from server.console import benefit_form, trial_form
from server.console.promotion_form import form_of, form_of_values, values_of
from server.console.typed_numbers import cents, digits, dollars, whole
from shared.errors import InvalidInput
from shared.promotions.checking import MOST_VARIANTS

STORES = [StoreView("367", "Store 367", "North", "America/New_York")]
SOUP = {
    "name": "Soup week", "benefit_kind": "percent", "benefit_value": "20",
    "starts_local": "2026-11-20T08:00", "ends_local": "2026-11-29T22:00", "customer_limit": "1",
    "benefit_quantity": "1", "part_count": "2", "variant_count": "0", "frequency_counts": "redeemed",
    "stacking": "best_price", "holdout_percent": "0", "priority": "0", "offline_policy": "provisional",
}  # fmt: skip
BUNDLE = {
    "benefit_kind": "bundle", "benefit_value": "12.50", "part-0-of-department": ["Deli", "Bakery"],
    "part-0-quantity": "2", "part-1-of-product": ["7"], "part-1-quantity": "1",
}  # fmt: skip
VARIANTS = {
    "variant_count": "2", "variant-0-key": "A", "variant-0-weight": "50", "variant-0-text": "Hot.",
    "variant-1-key": "B", "variant-1-weight": "30", "variant-1-picture": "p1",
}  # fmt: skip


def sent(**fields: Any) -> MultiDict[str, str]:
    """What a browser sends of the form: fields that are there many times are lists."""
    return MultiDict(SOUP | {name.replace("__", "-"): value for name, value in fields.items()})


def read(fields: dict[str, Any]) -> tuple[dict[str, Any] | None, dict[str, str]]:
    """The values, and what is wrong by field."""
    form = form_of(sent(**fields))
    return values_of(form, STORES), form.errors


@pytest.mark.parametrize(
    ("text", "number"),
    [("", None), ("  ", None), ("7", 7), ("1,000", 1000), (" 12 ", 12), ("20%", 20), ("1000000000", 10**9)],
)
def test_a_whole_number_is_read_as_people_type_it(text: str, number: int | None) -> None:
    assert whole(text, "field") == number


@pytest.mark.parametrize(
    "text", ["x", "1.5", "-1", "−1", "٣", "1e3", "99999999999", "1000000001", "--1", "-", "0x10", "²"]
)
def test_what_is_no_whole_number_is_told_at_its_field(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        whole(text, "store_limit")
    assert list(refused.value.fields) == ["store_limit"]
    assert "whole number" in str(refused.value.fields["store_limit"])


def test_a_number_may_be_below_nothing_only_where_that_is_meant() -> None:
    assert whole("−5", "priority", lowest=-1000, highest=1000) == -5
    with pytest.raises(InvalidInput):
        whole("-1001", "priority", lowest=-1000, highest=1000)


@pytest.mark.parametrize(
    ("text", "minor"),
    [("", None), ("2.50", 250), ("$2,500", 250_000), (" 0.01 ", 1), ("0", 0), ("10000000", 10**9)],
)
def test_an_amount_is_read_as_people_type_it(text: str, minor: int | None) -> None:
    assert cents(text, "field") == minor


@pytest.mark.parametrize("text", ["x", "-1", "NaN", "Infinity", "1.2.3", "10000001", "1 2", "1e999999"])
def test_what_is_no_amount_is_told_at_its_field(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        cents(text, "conditions_min_spend_minor")
    assert list(refused.value.fields) == ["conditions_min_spend_minor"]


def test_what_is_stored_stands_in_a_field_as_it_is_typed() -> None:
    assert (dollars(None), dollars(250), digits(None), digits(0)) == ("", "2.50", "", "0")


@pytest.mark.parametrize(
    ("fields", "kind", "benefit"),
    [
        ({"benefit_most_minor": "5"}, "percent", {"most_minor": 500}),
        ({"benefit_kind": "amount", "benefit_value": "$5", "benefit_most_minor": "5"}, "amount", {}),
        ({"benefit_kind": "price", "benefit_value": "1.99", "benefit_of__brand": ["Fresh"]}, "price",
         {"of": {"brand": ["Fresh"]}}),
        ({"benefit_kind": "n_for_m", "benefit_take": "3", "benefit_pay": "2"}, "n_for_m",
         {"take": 3, "pay": 2}),
        ({"benefit_kind": "gift", "benefit_product_id": ["9"], "benefit_cost_minor": "1.20"}, "gift",
         {"product_id": 9, "quantity": 1, "cost_minor": 120}),
        ({"benefit_kind": "points", "benefit_value": "100", "benefit_each_minor": "10"}, "points",
         {"each_minor": 1000}),
        (BUNDLE, "bundle",
         {"parts": [{"of": {"department": ["Deli", "Bakery"]}, "quantity": 2},
                    {"of": {"product": [7]}, "quantity": 1}]}),
    ],
)  # fmt: skip
def test_each_kind_of_benefit_is_read_from_its_own_fields_and_shown_again_as_it_was(
    fields: dict[str, Any], kind: str, benefit: dict[str, Any]
) -> None:
    values, errors = read(fields)
    assert errors == {}
    assert values is not None
    assert (values["benefit_kind"], values["benefit"]) == (kind, benefit)
    shown = form_of_values(values | {"store_ids": None}, STORES)
    assert values_of(shown, STORES) == values


def test_fields_of_another_kind_are_kept_and_not_meant() -> None:
    form = form_of(sent(benefit_take="3", benefit_pay="x", benefit_product_id=["9"]))
    values = values_of(form, STORES)
    assert values is not None
    assert values["benefit"] == {}
    assert (form.benefit.typed["benefit_pay"], form.benefit.picked["benefit_product_id"]) == ("x", ["9"])


def test_a_department_and_more_things_are_named_together() -> None:
    things = {"benefit_of__department": ["Deli", "Bakery"], "benefit_of__product": ["7", "no number"]}
    values, errors = read({"department": "Deli"} | things)
    assert values is None
    assert "benefit_of" in errors, "a product that is none is told"
    values, errors = read({"department": "Deli"} | things | {"benefit_of__product": ["7"]})
    assert values is not None
    assert values["department"] is None
    assert values["benefit"]["of"] == {"department": ["Deli", "Bakery"], "product": [7]}


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"ends_local": "2026-11-19T08:00"}, {"ends_local"}),
        ({"starts_local": "soon"}, {"starts_local"}),
        ({"name": " "}, {"name"}),
        ({"benefit_value": "none"}, {"benefit_value"}),
        ({"benefit_value": "NaN"}, {"benefit_value"}),
        ({"benefit_value": "12.5"}, {"benefit_value"}),
        ({"benefit_value": "120"}, {"benefit_value"}),
        ({"benefit_kind": "a present"}, {"benefit_kind"}),
        ({"benefit_kind": "amount", "benefit_value": "5", "budget_minor": "4.99"}, {"budget_minor"}),
        ({"budget_minor": "100"}, {"budget_minor"}),
        ({"budget_minor": "much"}, {"budget_minor"}),
        ({"benefit_most_minor": "lots", "total_limit": "0"}, {"benefit_most_minor", "total_limit"}),
        ({"benefit_kind": "n_for_m", "benefit_take": "2", "benefit_pay": "2"}, {"benefit_pay"}),
        ({"benefit_kind": "n_for_m", "benefit_take": "three", "benefit_pay": "2"}, {"benefit_take"}),
        ({"benefit_kind": "gift"}, {"benefit_product_id"}),
        ({"benefit_kind": "bundle", "benefit_value": "5"}, {"benefit_parts"}),
        (BUNDLE | {"part-0-quantity": "two"}, {"benefit_parts"}),
        ({"conditions_min_items": "0"}, {"conditions_min_items"}),
        ({"conditions_min_items": "2.5"}, {"conditions_min_items"}),
        ({"conditions_of__brand": ["Fresh"]}, {"conditions_min_items"}),
        ({"frequency_most": "2"}, {"frequency_days"}),
        ({"frequency_days": "400", "frequency_most": "1"}, {"frequency_days"}),
        ({"frequency_days": "7", "frequency_most": "twice"}, {"frequency_most"}),
        ({"frequency_days": "7", "frequency_most": "1", "frequency_counts": "x"}, {"frequency_counts"}),
        ({"store_limit": "0"}, {"store_limit"}),
        ({"holdout_percent": "51"}, {"holdout_percent"}),
        ({"holdout_percent": "some"}, {"holdout_percent"}),
        ({"priority": "2000"}, {"priority"}),
        ({"stacking": "all at once"}, {"stacking"}),
        ({"offline_policy": "hope"}, {"offline_policy"}),
        (VARIANTS | {"variant-1-key": "A"}, {"variants"}),
        (VARIANTS | {"variant-1-weight": "half"}, {"variants"}),
        (VARIANTS | {"variant-1-weight": "0"}, {"variants"}),
        (VARIANTS | {"variant-0-key": "  "}, {"variants"}),
        ({"stores_mode": "picked"}, {"store_ids"}),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_at_its_field_and_every_character_is_kept(
    fields: dict[str, Any], wrong: set[str]
) -> None:
    form = form_of(sent(**fields))
    before = {name: value for name, value in asdict(form).items() if name != "errors"}
    assert values_of(form, STORES) is None
    assert set(form.errors) == wrong
    assert all(sentence.endswith(".") for sentence in form.errors.values())
    assert {name: value for name, value in asdict(form).items() if name != "errors"} == before


def test_variants_begin_as_two_and_end_where_one_would_be_alone() -> None:
    begun = trial_form.fields_of_form(sent(add_variant=""))
    assert [(each.key, each.weight) for each in begun.variants] == [("A", "50"), ("B", "50")]
    more = trial_form.fields_of_form(sent(**VARIANTS, add_variant=""))
    assert [each.key for each in more.variants] == ["A", "B", "C"]
    assert more.variants[1].picture_id == "p1"
    fewer = trial_form.fields_of_form(sent(**VARIANTS, remove_variant="0"))
    assert fewer.variants == [], "one alone is nothing to compare"


def test_a_form_that_was_tampered_with_has_no_more_parts_than_there_may_be() -> None:
    for count in ("9999999999", "-1", "x", "٣"):
        made = form_of(sent(variant_count=count, part_count=count, remove_part="x", remove_variant="99"))
        assert len(made.trial.variants) <= MOST_VARIANTS
        assert len(made.benefit.parts) <= benefit_form.MOST_PARTS
    full = trial_form.fields_of_form(sent(variant_count=str(MOST_VARIANTS), add_variant=""))
    assert len(full.variants) == MOST_VARIANTS


def test_parts_of_a_bundle_are_added_and_removed() -> None:
    assert len(benefit_form.fields_of_form(sent(**BUNDLE, add_part="")).parts) == 3
    (left,) = benefit_form.fields_of_form(sent(**BUNDLE, remove_part="0")).parts
    assert left.of == {"product": ["7"]}
    full = benefit_form.fields_of_form(sent(part_count=str(benefit_form.MOST_PARTS), add_part=""))
    assert len(full.parts) == benefit_form.MOST_PARTS


def test_what_is_stored_of_variants_frequency_and_conditions_is_shown_as_it_was_typed() -> None:
    fields = VARIANTS | {
        "frequency_most": "2", "frequency_days": "7", "frequency_counts": "shown", "holdout_percent": "10",
        "priority": "−3", "store_limit": "40", "stacking": "joint", "conditions_min_spend_minor": "20",
        "conditions_min_items": "3", "conditions_of__category": ["Soup"], "picture_id": "p2",
    }  # fmt: skip
    values, errors = read(fields)
    assert errors == {}
    assert values is not None
    assert values["frequency"] == {"most": 2, "days": 7, "counts": "shown"}
    assert values["conditions"] == {"min_spend_minor": 2000, "min_items": 3, "of": {"category": ["Soup"]}}
    assert [each["weight"] for each in values["variants"]] == [50, 30]
    shown = form_of_values(values, STORES)
    assert values_of(shown, STORES) == values
