"""Whom purchases count for: each once, and the same on every tablet."""

from __future__ import annotations

from typing import Any

import pytest

from shared.clock import DAY_MS
from shared.credit import CONTACT, Followed, Purchase, Touch, credit, followed
from tests.shared.cases import load

CASES = load("credit")["cases"]
NOW_MS = 1_800_000_000_000


def at(days: float) -> int:
    return NOW_MS - int(days * DAY_MS)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_purchases_count_as_the_case_says(case: dict[str, Any]) -> None:
    touches = [Touch(kind, customer, who, at(days)) for kind, customer, who, days in case["touches"]]
    purchases = [Purchase(key, customer, at(days), cents) for key, customer, days, cents in case["purchases"]]
    found = [[each.purchase_id, each.associate_id, each.kind] for each in credit(touches, purchases)]
    assert found == case["credits"]
    assert credit(touches[::-1], purchases) == credit(touches, purchases)
    contacts = [each for each in touches if each.kind == CONTACT]
    assert followed(contacts, purchases) == Followed(case["contacted"], case["bought"])
