"""Who may be the same person: the case file, and what holds for any two records."""

from __future__ import annotations

from typing import Any

import pytest

from shared.duplicates import Identity, compare, duplicates, phone_key
from shared.names import is_one_mistake, likeness
from tests.shared.cases import load

CASES: list[dict[str, Any]] = load("duplicates")["cases"]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_every_case_is_judged_as_written_whoever_is_asked_about_whom(case: dict[str, Any]) -> None:
    one, other = Identity(1, **case["one"]), Identity(2, **case["other"])
    for first, second in ((one, other), (other, one)):
        found = compare(first, second)
        assert (found.sureness if found else None) == case["sureness"]
        if found:
            assert list(found.reasons) == case["reasons"]


def test_the_surest_stands_first_and_nobody_is_her_own_duplicate() -> None:
    her = Identity(5, "Olivia Bennett", phone="555 013 4777", card="71")
    others = [
        Identity(1, "Marco Rossi", phone="555 013 4777"),
        Identity(2, "Olivia Bennett", phone="5550134777"),
        Identity(3, "Nobody Else"),
        Identity(4, "Olivia Bennet", phone="5550134777"),
        her,
    ]
    found = duplicates(her, others)
    assert [(each.id, each.likeness.sureness) for each in found] == [
        (2, "sure"), (4, "likely"), (1, "possible"),
    ]  # fmt: skip


def test_equal_numbers_have_one_key_and_none_has_none() -> None:
    assert phone_key("+49 (30) 123-4567") == phone_key("030/1234567") == "1234567"
    assert phone_key("12345") == "0012345"
    assert phone_key("١٢٣٤٥٦٧") == "1234567", "digits of another script"
    assert phone_key(None) is None is phone_key("none")


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("vogel", "vogel", True), ("vogel", "vogl", True), ("vogl", "vogel", True), ("vogel", "vogelx", True),
        ("vogel", "vozel", True), ("vogel", "ovgel", True), ("vogel", "vogle", True),
        ("vogel", "volge", False),
        ("vogel", "vozex", False), ("ann", "anna", False), ("vogel", "vogelin", False),
    ],
)  # fmt: skip
def test_one_mistake_is_one_letter_wrong_missing_too_many_or_swapped(
    one: str, other: str, near: bool
) -> None:
    assert is_one_mistake(one, other) is near
    assert is_one_mistake(other, one) is near


def test_the_same_word_is_taken_before_one_that_is_only_near() -> None:
    assert likeness("Anna Annas Vogel", "Annas Anna Vogl") == "near"
    assert likeness("Vogel Vogel", "Vogel Weber") == "none", "each word has one of its own"
