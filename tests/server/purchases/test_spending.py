"""What customers spent on things: by purchases, money and pieces, whatever names the things."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from server.purchases.spending import Spent, spent_on
from shared.clock import DAY_MS
from tests.server.people import BREAD, ELENA, MARCO, MILK
from tests.server.world import NOW_MS, Actors


@pytest.mark.parametrize(
    ("who", "of", "days", "least", "found"),
    [
        ([ELENA], {"product": [BREAD]}, 90, 0, Spent(3, 747, 3)),
        ([ELENA], {"product": [BREAD]}, 25, 0, Spent(1, 249, 1)),
        ([ELENA, MARCO], {"department": ["Dairy"]}, 90, 0, Spent(2, 747, 3)),
        ([ELENA, MARCO], {"department": ["Dairy"], "brand": ["National"]}, 90, 0, Spent(2, 747, 3)),
        ([ELENA], {"department": ["Dairy"], "product": [BREAD]}, 90, 0, Spent(0, 0, 0)),
        ([ELENA], {}, 35, 0, Spent(3, 6996, 6)),
        ([ELENA], {"product": [BREAD]}, 90, 3_000, Spent(3, 747, 3)),
        ([ELENA, MARCO], {"product": [MILK]}, 90, 250, Spent(0, 0, 0)),
        ([], {}, 90, 0, Spent(0, 0, 0)),
    ],
)
def test_returns_are_left_out_and_only_such_things_in_such_purchases_count(
    people: Actors, session: Session, who: list[int], of: dict[str, Any], days: int, least: int, found: Spent
) -> None:
    assert people.marketer
    since_ms = NOW_MS - days * DAY_MS
    assert spent_on(session, who, of, since_ms=since_ms, now_ms=NOW_MS, least_minor=least) == found


def test_what_one_purchase_and_one_piece_come_to() -> None:
    assert (Spent(4, 1000, 5).each_purchase, Spent(4, 1000, 5).each_piece) == (250.0, 200.0)
    assert (Spent(0, 0, 0).each_purchase, Spent(0, 0, 0).each_piece) == (0.0, 0.0)
