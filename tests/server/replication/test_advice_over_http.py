"""What came of advice, promises and days of a life: recorded on a tablet, kept by the server, once."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.server.people import ELENA
from tests.server.replication.conftest import HttpTablet
from tests.server.replication.test_replication_over_http import operation

TAKEN: dict[str, Any] = {
    "action": "date", "subject": "birthday/2026-11-25", "outcome": "done", "channel": "phone",
    "text": "Birthday on Wednesday",
}  # fmt: skip
PROMISE: dict[str, Any] = {"text": "Call when the rye is in", "due_on": "2026-11-25"}
DATES: dict[str, Any] = {"added": [{"kind": "due_date", "day": "2027-03-14"}], "removed": []}


@pytest.mark.parametrize("times", [1, 2], ids=["one alone", "several together"])
def test_advice_taken_and_promises_arrive_and_come_back_as_rows(
    tablet: HttpTablet, session: Session, times: int
) -> None:
    tablet.engine.round()
    for _ in range(times):
        operation(tablet, "action_taken", TAKEN, version=3)
        operation(tablet, "follow_up_promised", PROMISE, version=3)
        tablet.engine.round() if times == 1 else None
    tablet.engine.round()
    names = ", ".join(TAKEN)
    assert tablet.rows(f"SELECT {names} FROM action_outcomes") == [tuple(TAKEN.values())] * times
    assert tablet.rows("SELECT text, due_on FROM follow_ups") == [tuple(PROMISE.values())] * times
    kept = session.execute(text("SELECT COUNT(*) FROM action_outcomes")).scalar()
    assert kept == times


def test_a_day_that_was_put_right_replaces_the_old_one_everywhere(tablet: HttpTablet) -> None:
    tablet.engine.round()
    operation(tablet, "dates_changed", DATES, version=3)
    tablet.engine.round()
    assert tablet.rows("SELECT customer_id, kind, day FROM customer_dates") == [
        (ELENA, "due_date", "2027-03-14")
    ]
    later = {"added": [{"kind": "due_date", "day": "2027-03-20"}], "removed": DATES["added"]}
    operation(tablet, "dates_changed", later, version=3)
    operation(tablet, "dates_changed", DATES | {"added": later["added"]}, version=3)
    tablet.engine.round()
    assert tablet.rows("SELECT day FROM customer_dates") == [("2027-03-20",)]
    assert tablet.outbox.counts().attention == 0
