"""Who is in which arm is worked out alike everywhere; what makes no sense as an experiment is refused."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from shared.clock import to_millis
from shared.customer import CustomerFacts
from shared.errors import InvalidInput, InvalidOperation
from shared.experiments import (
    EVERYTHING,
    HELD_OUT,
    OFFERED,
    STRATEGIES,
    WHOLE,
    Arm,
    Experiment,
    Variant,
    arm_in,
    arm_of_everything,
    assign,
    check_experiment,
    choose,
    experiment_from_row,
    is_running,
    trial_of_everything,
    trial_of_experiment,
    trial_of_promotion,
)
from shared.operations import check_operation, effects_of
from shared.promotions import OfferPolicy, Promotion
from tests.shared.cases import load

CASES = load("experiments")
TODAY = date(2026, 11, 23)
CROWD = 20_000


def tried(*weights: tuple[str, int], **more: Any) -> Experiment:
    parts = weights or (("a", 5000), ("b", 5000))
    ways = list(STRATEGIES["recommendations"])
    variants = tuple(Variant(key, key.upper(), weight, ways[n % 3]) for n, (key, weight) in enumerate(parts))
    values: dict[str, Any] = {
        "id": CASES["experiment"], "name": "A trial", "surface": "recommendations", "variants": variants,
        "control": "a", "starts_local": "2026-11-20T09:00", "ends_local": "2026-12-18T21:00",
    }  # fmt: skip
    return Experiment(**values | more)


@pytest.mark.parametrize("case", CASES["assignments"], ids=lambda case: case["name"])
def test_she_is_in_the_arm_of_the_case(case: dict[str, Any]) -> None:
    experiment = tried(*map(tuple, case["variants"]), audience=case.get("audience", {}))
    facts = CustomerFacts(case["customer"], may_personalize=case.get("consent", True))
    found = assign(experiment, facts, TODAY, OfferPolicy(case.get("held_out_percent", 0)))
    assert found.reason == case["reason"]
    assert (found.variant.key if found.variant else None) == case["arm"]


@pytest.mark.parametrize("case", CASES["running"], ids=lambda case: case["name"])
def test_it_runs_when_the_case_says(case: dict[str, Any]) -> None:
    at_ms = to_millis(datetime.fromisoformat(case["at"]))
    assert is_running(tried(status=case.get("status", "running")), case["zone"], at_ms) == case["runs"]


def test_arms_are_as_large_as_their_weights_and_no_trial_depends_on_another() -> None:
    one, other = tried(("a", 7000), ("b", 3000)), tried(("a", 7000), ("b", 3000), id="another")
    both = Counter((arm_in(one, c), arm_in(other, c)) for c in range(CROWD))
    assert sum(n for (first, _), n in both.items() if first == "a") / CROWD == pytest.approx(0.7, abs=0.012)
    assert both["b", "b"] / CROWD == pytest.approx(0.09, abs=0.008), "0.3 of 0.3"


def test_what_is_done_is_that_of_her_arm_and_the_usual_thing_where_nothing_runs() -> None:
    at = {
        "today": TODAY,
        "time_zone": "UTC",
        "now_ms": to_millis(datetime.fromisoformat("2026-11-23T12:00Z")),
    }
    running, facts = tried(("a", 1), ("b", 9999)), CustomerFacts(1)
    found = choose([tried(id="zzz"), running], "recommendations", facts, **at)
    assert (found.strategy, found.experiment, found.variant) == ("popular", running, running.variants[1])
    usual = choose([running], "next_actions", facts, **at)
    assert (usual.strategy, usual.experiment) == ("ranked", None)
    over = replace(running, status="stopped")
    assert choose([over], "recommendations", facts, **at).strategy == "model"
    silent = replace(facts, may_personalize=False)
    assert choose([running], "recommendations", silent, **at).variant is None


def test_an_experiment_is_read_from_its_row_as_text_or_read_already() -> None:
    variants = '[{"key": "a", "name": "A", "weight": 10000, "strategy": "model"}]'
    row = {
        "id": "x", "name": "n", "surface": "offers", "audience": "{}", "variants": variants, "control": "a",
        "starts_local": "s", "ends_local": "e", "status": "stopped", "something": "newer",
    }  # fmt: skip
    found = experiment_from_row(row)
    assert (found.variants, found.status) == ((Variant("a", "A", 10000, "model"),), "stopped")
    read = [{"key": "a", "name": "A", "weight": 10000, "strategy": "model"}]
    assert experiment_from_row(row | {"audience": {}, "variants": read}) == found


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"name": "  "}, "name"), ({"name": "x" * 81}, "name"), ({"surface": "window"}, "surface"),
    ({"control": "c"}, "control"), ({"variants": tried(("a", 10000)).variants}, "variants"),
    ({"variants": tried(*((k, 1111) for k in "abcdefghi")).variants}, "variants"),
    ({"variants": tried(("a", 5000), ("b", 4000)).variants}, "weights"),
    ({"variants": tried(("a", 0), ("b", 10000)).variants}, "weights"),
    ({"variants": tried(("a", 5000), ("a", 5000)).variants}, "variants"),
    ({"variants": tried(("a", 5000), (HELD_OUT, 5000)).variants}, "variants"),
    ({"variants": (Variant("a", "Same", 5000, "model"), Variant("b", " same", 5000, "popular"))}, "variants"),
    ({"variants": (Variant("a", " ", 5000, "model"), Variant("b", "B", 5000, "popular"))}, "variants"),
    ({"variants": (Variant("a", "A", 5000, "dated"), Variant("b", "B", 5000, "popular"))}, "variants"),
    ({"starts_local": "tomorrow"}, "starts_local"), ({"ends_local": "2026-12-18T21:00Z"}, "ends_local"),
    ({"ends_local": "2026-11-20T08:59"}, "ends_local"), ({"audience": {"attribute": "shoes"}}, "audience"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("values", "field"), WRONG, ids=[f"{field} {n}" for n, (_, field) in enumerate(WRONG)]
)
def test_what_makes_no_sense_names_its_field(values: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_experiment(replace(tried(), **values))
    assert set(refused.value.fields) == {field}


def test_what_makes_sense_is_let_through_also_the_same_twice_to_try_the_machinery() -> None:
    check_experiment(tried())
    same = (Variant("a", "A", 5000, "model"), Variant("b", "B", 5000, "model"))
    check_experiment(replace(tried(), variants=same))


def promotion(**more: Any) -> Promotion:
    return Promotion("p", "Soup", "", "percent", 10, "2026-11-20T09:00", "2026-11-27T09:00", **more)


def test_a_trial_is_made_of_an_experiment_of_a_promotion_that_compares_something_and_of_the_holdout() -> None:
    found = trial_of_experiment(tried(("a", 9000), ("b", 1000)))
    assert (found.arms, found.control) == ((Arm("a", "A", 9000), Arm("b", "B", 1000)), "a")
    assert trial_of_promotion(promotion()) is None
    held = trial_of_promotion(promotion(holdout_percent=10))
    assert held is not None
    assert [(arm.key, arm.weight) for arm in held.arms] == [(HELD_OUT, 1000), (OFFERED, 9000)]
    assert (held.control, held.ends_local) == (HELD_OUT, "2026-11-27T09:00")
    three = [{"key": key, "weight": 1, "text": "", "picture_id": None} for key in "xyz"]
    tested = trial_of_promotion(promotion(holdout_percent=5, variants=three))
    assert tested is not None
    assert sum(arm.weight for arm in tested.arms) == WHOLE
    assert [(arm.key, arm.weight) for arm in tested.arms] == [
        (HELD_OUT, 500), ("x", 3166), ("y", 3167), ("z", 3167),
    ]  # fmt: skip
    only = trial_of_promotion(promotion(variants=three))
    assert only is not None
    assert only.control == "x"
    assert trial_of_everything(0) is None
    everything = trial_of_everything(2, "2026-11-01T00:00")
    assert everything is not None
    assert (everything.id, everything.control) == (EVERYTHING, HELD_OUT)
    assert [arm.weight for arm in everything.arms] == [200, 9800]


def test_arms_of_promotions_and_of_the_holdout_are_those_that_offers_are_decided_by() -> None:
    halves = [{"key": key, "weight": 1, "text": "", "picture_id": None} for key in "xy"]
    seen = Counter(arm_in(promotion(holdout_percent=50, variants=halves), c) for c in range(CROWD))
    assert seen[HELD_OUT] / CROWD == pytest.approx(0.5, abs=0.012)
    assert seen["x"] / CROWD == pytest.approx(0.25, abs=0.012)
    assert {arm_in(promotion(holdout_percent=50), c) for c in range(50)} == {HELD_OUT, OFFERED}
    assert arm_in(promotion(), 1) is None
    assert arm_of_everything(1, 0) is None
    assert {arm_of_everything(c, 50) for c in range(50)} == {HELD_OUT, OFFERED}


def exposed(**arguments: Any) -> dict[str, Any]:
    said = {"trial_id": "everything", "variant": "offered", "surface": "offers"} | arguments
    return {
        "id": "0198f7a0-0000-7000-8000-000000000001", "sequence": 1, "kind": "exposed", "version": 4,
        "customer_id": 7, "associate_id": "mia", "at_ms": 5, "arguments": said,
    }  # fmt: skip


def test_an_exposure_is_a_fact_that_names_trial_variant_and_surface() -> None:
    (effect,) = effects_of(check_operation(exposed()), "367")
    assert effect.place == ("exposures", ("0198f7a0-0000-7000-8000-000000000001",))
    assert effect.row["variant"] == "offered"
    for wrong in ({"trial_id": ""}, {"variant": "x" * 65}, {"variant": 1}, {"surface": "window"}):
        with pytest.raises(InvalidOperation):
            check_operation(exposed(**wrong))
