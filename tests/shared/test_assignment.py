"""Who gets what is worked out alike everywhere, shared out by weight, independent from one to the next."""

from __future__ import annotations

from collections import Counter

import pytest

from shared.assignment import BUCKETS, bucket, is_held_out, is_held_out_of_everything, variant_of
from tests.shared.cases import load

CASES = load("assignment")
PROMOTION = "0198f7a0-0000-7000-8000-000000000001"
CROWD = 20_000


def variants(weights: list[list]) -> list[dict]:
    return [{"key": key, "weight": weight} for key, weight in weights]


@pytest.mark.parametrize("case", CASES["buckets"], ids=lambda c: f"{c['salt']} {c['customer']}")
def test_a_customer_falls_into_the_bucket_of_the_case(case):
    assert bucket(case["salt"], case["customer"]) == case["bucket"]


@pytest.mark.parametrize("case", CASES["holdouts"], ids=lambda c: c["name"])
def test_she_is_held_out_as_the_case_says(case):
    if case.get("everything"):
        assert is_held_out_of_everything(case["customer"], case["percent"]) == case["held_out"]
    else:
        assert is_held_out(PROMOTION, case["customer"], case["percent"]) == case["held_out"]


@pytest.mark.parametrize("case", CASES["variants"], ids=lambda c: f"{c['weights']} {c['customer']}")
def test_she_sees_the_variant_of_the_case(case):
    found = variant_of(PROMOTION, case["customer"], variants(case["weights"]))
    assert found is not None
    assert found["key"] == case["variant"]


def test_without_variants_she_sees_none():
    assert variant_of(PROMOTION, 1, []) is None


def test_buckets_are_equally_full():
    """Chi-squared over a hundred ranges of buckets: 99 degrees of freedom, one in 10,000 is above 160."""
    counted = Counter(bucket("a salt", customer) * 100 // BUCKETS for customer in range(CROWD))
    expected = CROWD / 100
    assert sum((counted[place] - expected) ** 2 / expected for place in range(100)) < 160


def test_variants_are_seen_by_weight_and_none_depends_on_another_promotion():
    weighed = variants([["A", 70], ["B", 20], ["C", 10]])

    def seen(promotion: str) -> list[str]:
        return [str((variant_of(promotion, customer, weighed) or {})["key"]) for customer in range(CROWD)]

    first, second = seen("one"), seen("another")
    shares = {key: count / CROWD for key, count in Counter(first).items()}
    assert shares == pytest.approx({"A": 0.7, "B": 0.2, "C": 0.1}, abs=0.012)
    both = Counter(zip(first, second, strict=True))
    assert both["B", "B"] / CROWD == pytest.approx(0.04, abs=0.006), "0.2 of 0.2"


def test_the_holdouts_share_is_as_large_as_was_asked_and_grows_without_letting_anybody_go():
    held = {percent: {c for c in range(CROWD) if is_held_out(PROMOTION, c, percent)} for percent in (5, 10)}
    assert held[5] < held[10]
    assert len(held[5]) / CROWD == pytest.approx(0.05, abs=0.006)
    elsewhere = {customer for customer in held[10] if is_held_out("another", customer, 10)}
    assert len(elsewhere) / len(held[10]) == pytest.approx(0.1, abs=0.025)
