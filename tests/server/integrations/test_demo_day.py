"""Made-up days: the same in every run, near the day after the record, and understood by the rules."""

from __future__ import annotations

from datetime import timedelta

from server.integrations import demo_day
from server.integrations.catalogue import OFFSET
from server.integrations.stores import make_up_store
from shared.appointments import LENGTHS, wall_time
from shared.ids import is_uuid
from shared.sequences import check_sequence, sequence_of
from tests.server.integrations.test_demo_life import EVERYBODY, SHIFT

TODAY = SHIFT.last_day + timedelta(days=1)
STORES = {each.home_store: make_up_store(each.home_store) for each in EVERYBODY}


def named(target: object, rows: object) -> list[dict[str, object]]:
    return [dict(zip(target.columns, row, strict=True)) for row in rows]  # type: ignore[attr-defined]


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
