"""A day shared by two tablets of one store: what one associate ends is gone on the other, and HQ knows it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from associate_app.presenters.my_day_views import DayEntry
from associate_app.wiring import Tablet
from shared.clock import FixedClock
from tests.associate_app.hq_world import Headquarters, Screen, make_tablet
from tests.server.world import NOW, counted_bytes

TASK = {
    "id": "01980000-0000-7000-8000-000000000701", "store_id": "367", "associate_id": None,
    "title": "Build the winter table", "text": "", "product_ids": "[]", "starts_on": "2026-11-20",
    "ends_on": "2026-11-24", "is_on": 1, "created_by": "tests", "created_ms": 0,
}  # fmt: skip


@pytest.fixture
def other(hq: Headquarters, screen: Screen, tmp_path: Path) -> Iterator[Tablet]:
    """Leo's tablet in the same store."""
    made = make_tablet(tmp_path / "other", FixedClock(NOW), screen, counted_bytes("other"))
    made.enrol.enrol(hq.address, hq.make_code())
    made.sign_in.sign_in("102", "1357")
    screen.wait(lambda: made.sync.status().state == "synced")
    yield made
    made.close()


def entries(tablet: Tablet, key: str) -> tuple[DayEntry, ...]:
    return next((each.entries for each in tablet.my_day.list().sections if each.key == key), ())


def seen_by_both(screen: Screen, tablets: tuple[Tablet, Tablet], key: str, count: int) -> None:
    screen.wait(lambda: all(len(entries(each, key)) == count for each in tablets))


def test_what_one_associate_ends_is_gone_on_the_other_tablet_and_read_at_hq(
    hq: Headquarters, tablet: Tablet, other: Tablet, screen: Screen
) -> None:
    both = (tablet, other)
    hq.put("tasks", TASK)
    seen_by_both(screen, both, "tasks", 1)
    tablet.my_day.end_task(TASK["id"], "done")
    seen_by_both(screen, both, "tasks", 0)
    assert hq.rows("SELECT task_id, outcome FROM task_outcomes") == [(TASK["id"], "done")]
    other.my_day.end_task(TASK["id"], "open")
    seen_by_both(screen, both, "tasks", 1)


def test_an_automatic_task_has_one_id_on_both_tablets_and_ends_on_both(
    tablet: Tablet, other: Tablet, screen: Screen
) -> None:
    both = (tablet, other)
    tablet.advice.promise(1, "Call her", 0)
    seen_by_both(screen, both, "promises", 1)
    (here,), (there,) = (entries(each, "promises") for each in both)
    assert here.key == there.key
    other.my_day.end(there, "done")
    seen_by_both(screen, both, "promises", 0)


def test_an_appointment_moved_on_one_tablet_and_kept_on_the_other_keeps_both_words(
    hq: Headquarters, tablet: Tablet, other: Tablet, screen: Screen
) -> None:
    both = (tablet, other)
    tablet.booking.book(1, "2026-11-22T15:00", 30, "Coats")
    seen_by_both(screen, both, "visits", 1)
    hq.down()
    (visit,) = tablet.booking.form(1).visits
    tablet.booking.move(1, visit, "2026-11-22T16:00")
    other.my_day.settle(entries(other, "visits")[0], "cancelled")
    hq.up()
    screen.wait(lambda: all(len(each.attention.conflicts()) == 1 for each in both))
    assert hq.rows("SELECT starts_local FROM appointments") == [("2026-11-22T16:00",)]
    (item,) = tablet.attention.conflicts()
    assert {item.now, item.other} == {"moved", "cancelled"}
    tablet.attention.take_other(item.id)
    screen.wait(lambda: not any(each.attention.conflicts() for each in both))
    assert hq.rows("SELECT state FROM appointments") == [(item.other,)]
