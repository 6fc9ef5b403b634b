"""Ratings of visits: recorded on a tablet, with or without a customer, kept by the server once."""

from __future__ import annotations

import pytest

from tests.server.people import ELENA, MARCO
from tests.server.replication.conftest import HttpTablet
from tests.server.replication.test_replication_over_http import operation

KEPT = "SELECT customer_id, rating, corrects FROM visit_ratings ORDER BY rating"


@pytest.mark.parametrize("is_together", [False, True], ids=["one alone", "several together"])
def test_ratings_of_somebody_and_of_nobody_come_back_as_rows(tablet: HttpTablet, is_together: bool) -> None:
    tablet.engine.round()
    for rating, customer_id in ((3, 0), (5, ELENA)):
        operation(
            tablet, "visit_rated", {"rating": rating, "corrects": None}, version=4, customer=customer_id
        )
        tablet.engine.round() if not is_together else None
    tablet.engine.round()
    assert tablet.rows(KEPT) == [(None, 3, None), (ELENA, 5, None)]
    assert tablet.outbox.counts().attention == 0


def test_nobody_is_rated_for_a_customer_of_another_store_nor_noted_without_one(tablet: HttpTablet) -> None:
    tablet.engine.round()
    operation(tablet, "visit_rated", {"rating": 5, "corrects": None}, version=4, customer=MARCO)
    operation(tablet, "note_added", {"text": "Nobody"}, customer=0)
    tablet.engine.round()
    assert tablet.rows(KEPT) == []
    assert tablet.outbox.counts().attention == 2
