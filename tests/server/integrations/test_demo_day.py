"""Made-up days: the same in every run, near the day after the record, and understood by the rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from server.integrations import demo_day
from server.integrations.catalogue import OFFSET
from server.integrations.stores import make_up_store
from server.integrations.writer import Target
from shared.appointments import LENGTHS, wall_time
from shared.clock import DAY_MS
from shared.ids import is_uuid
from shared.sequences import check_sequence, sequence_of
from shared.visit_ratings import RATINGS
from tests.server.integrations.test_demo_life import EVERYBODY, SHIFT

TODAY = SHIFT.last_day + timedelta(days=1)
STORES = {each.home_store: make_up_store(each.home_store) for each in EVERYBODY}


def named(target: Target, rows: Iterable[Sequence[Any]]) -> list[dict[str, Any]]:
    return [dict(zip(target.columns, row, strict=True)) for row in rows]


def test_each_store_is_asked_the_same_three_things() -> None:
    rows = named(demo_day.TASKS, demo_day.task_rows(STORES.values(), [7, 8, 9, 10], SHIFT))
    again = named(demo_day.TASKS, demo_day.task_rows(STORES.values(), [7, 8, 9, 10], SHIFT))
    assert rows == again
    assert len(rows) == len({row["id"] for row in rows}) == 3 * len(STORES)
    assert all(is_uuid(row["id"]) for row in rows)
    assert rows[0]["product_ids"] == str([OFFSET + number for number in (7, 8, 9)])
    assert all(str(row["starts_on"]) <= TODAY.isoformat() <= str(row["ends_on"]) for row in rows)


def test_appointments_are_with_customers_of_the_store_today_and_soon() -> None:
    rows = named(demo_day.APPOINTMENTS, demo_day.appointment_rows(EVERYBODY, STORES, SHIFT))
    homes = {OFFSET + each.number: STORES[each.home_store].id for each in EVERYBODY}
    assert rows
    for row in rows:
        starts = wall_time(row["starts_local"])
        assert starts is not None
        assert TODAY <= starts.date() <= TODAY + timedelta(days=3)
        assert (row["store_id"], row["minutes"] in LENGTHS) == (homes[row["customer_id"]], True)
        assert is_uuid(row["id"])
    assert len({row["id"] for row in rows}) == len(rows)


def test_the_sequences_make_sense() -> None:
    rows = named(demo_day.SEQUENCES, demo_day.sequence_rows())
    for row in rows:
        check_sequence(sequence_of(row))
    assert len(rows) == 4


def test_visits_of_the_last_weeks_are_rated_mostly_well_and_the_same_in_every_run() -> None:
    rows = named(demo_day.RATINGS, demo_day.rating_rows(EVERYBODY, STORES, SHIFT))
    assert rows == named(demo_day.RATINGS, demo_day.rating_rows(EVERYBODY, STORES, SHIFT))
    assert 300 < len(rows) < 500
    assert {row["rating"] for row in rows} == set(RATINGS)
    assert 4.0 < sum(row["rating"] for row in rows) / len(rows) < 4.6
    ends = max(SHIFT.opening_ms(each.time_zone) for each in STORES.values())
    assert all(0 < ends - row["at_ms"] < 28 * DAY_MS for row in rows)
    assert all(is_uuid(row["id"]) for row in rows)
