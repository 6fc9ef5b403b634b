"""The list of customers narrowed: each filter alone, together, with a search, and with what is pending."""

from __future__ import annotations

from typing import Any

import pytest

from associate_app.store import filters
from associate_app.store.filters import Asker, Choices, Filters
from associate_app.store.schema import REPLICA_TABLES
from associate_app.store.search import search
from shared.clock import DAY_MS
from tests.associate_app.replica_world import ReplicaWorld
from tests.associate_app.small_world import LEO, MIA, NOW_MS

ZONE = "America/New_York"
ASKER = Asker(MIA, NOW_MS, ZONE)


def found(world: ReplicaWorld, wanted: Filters, query: str = "") -> tuple[list[int], int]:
    with world.desk.reader.snapshot() as snapshot:
        asked = filters.conditions(snapshot, wanted, ASKER)
        result = search(snapshot, query, world.desk.names, snapshot.replica.cursor(), asked=asked)
    return [match.row.id for match in result.matches], result.total


def test_a_tier_shows_only_its_customers(world: ReplicaWorld) -> None:
    assert found(world, Filters(tier="Gold")) == ([1], 1)
    assert found(world, Filters(tier="VIP")) == ([], 0)
    assert found(world, Filters()) == ([1, 2], 2)
    assert not Filters()
    assert Filters(mine=True)


def test_filters_and_search_hold_together(world: ReplicaWorld) -> None:
    assert found(world, Filters(tier="Member"), "olivia") == ([], 0)
    assert found(world, Filters(tier="Gold"), "oliv") == ([1], 1)
    world.put("customer_preferences", size(1, "M"))
    world.put("customer_preferences", size(2, "M"))
    assert found(world, Filters(tier="Gold", size="M")) == ([1], 1)


def size(customer_id: int, value: str) -> dict[str, Any]:
    return {"customer_id": customer_id, "kind": "sizes", "value": value, "associate_id": MIA, "at_ms": 1}


@pytest.mark.parametrize(
    ("kind", "arguments"),
    [
        ("note_added", {"text": "tea"}),
        ("follow_up_promised", {"text": "call", "due_on": "2026-12-01"}),
        ("preferences_changed", {"kind": "likes", "added": ["tea"], "removed": []}),
    ],
)
def test_mine_are_those_i_served_at_once(world: ReplicaWorld, kind: str, arguments: dict[str, Any]) -> None:
    assert found(world, Filters(mine=True)) == ([], 0)
    world.desk.recorder.record(kind, 2, arguments)
    assert found(world, Filters(mine=True)) == ([2], 1)


def test_mine_are_not_those_whom_a_colleague_served(world: ReplicaWorld) -> None:
    rows = {
        "interactions": {"kind": "note", "text": "x"},
        "redemptions": {"promotion_id": "p"},
        "recommendation_answers": {"product_id": 10, "answer": "liked"},
    }
    for table, more in rows.items():
        common = {"customer_id": 1, "store_id": "367", "at_ms": NOW_MS}
        world.do(f"DELETE FROM {table}")
        world.put(table, common | more | {"id": "a", "associate_id": LEO})
        assert found(world, Filters(mine=True)) == ([], 0)
        world.put(table, common | more | {"id": "b", "associate_id": MIA})
        assert found(world, Filters(mine=True)) == ([1], 1)
        world.do(f"DELETE FROM {table}")


def test_a_size_that_was_just_noted_or_taken_back_counts(world: ReplicaWorld) -> None:
    world.put("customer_preferences", size(1, "M"))
    world.desk.recorder.record("preferences_changed", 1, {"kind": "sizes", "added": [], "removed": ["M"]})
    world.desk.recorder.record("preferences_changed", 2, {"kind": "sizes", "added": ["M"], "removed": []})
    assert found(world, Filters(size="M")) == ([2], 1)


@pytest.mark.parametrize(
    ("birthday", "is_soon"),
    [("1990-11-22", True), ("1990-12-06", True), ("1990-12-07", False), ("1990-11-21", False), (None, False)],
)
def test_a_birthday_is_soon_within_two_weeks(
    world: ReplicaWorld, birthday: str | None, is_soon: bool
) -> None:
    world.change("customers", 1, birthday=birthday)
    assert found(world, Filters(birthday=True))[0] == ([1] if is_soon else [])
    world.change("customers", 1, birthday=None)
    change = {"birthday": {"from": None, "to": birthday}} if birthday else {}
    if change:
        world.desk.recorder.record("customer_edited", 1, {"changes": change, "settles": []})
        assert found(world, Filters(birthday=True))[0] == ([1] if is_soon else [])


def test_a_birthday_on_29_february_is_kept_on_1_march(world: ReplicaWorld) -> None:
    world.change("customers", 1, birthday="2000-02-29")
    with world.desk.reader.snapshot() as snapshot:
        at_ms = NOW_MS + 95 * DAY_MS  # late in February 2027
        asked = filters.conditions(snapshot, Filters(birthday=True), Asker(MIA, at_ms, ZONE))
        assert filters.among(snapshot, [1, 2], asked) == {1}


def test_a_department_shows_who_bought_there_and_lets_us_look(world: ReplicaWorld) -> None:
    assert found(world, Filters(department="Dairy")) == ([1], 1)
    assert found(world, Filters(department="Fuel")) == ([], 0)
    arguments = {
        "purpose": "personalization",
        "channel": "any",
        "granted": False,
        "wording": "no",
        "seen": None,
    }
    world.desk.recorder.record("consent_changed", 1, arguments)
    assert found(world, Filters(department="Dairy")) == ([], 0)


def test_what_was_only_brought_back_was_not_bought(world: ReplicaWorld) -> None:
    world.do("UPDATE purchase_lines SET quantity = -1")
    assert found(world, Filters(department="Dairy")) == ([], 0)


FIT = '{"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}'


def test_lapsing_is_judged_by_her_own_rhythm(world: ReplicaWorld) -> None:
    assert found(world, Filters(lapsing=True)) == ([], 0), "nobody before HQ has sent the rhythm"
    world.put("lapsing_fits", {"as_of": "2026-11-20", "parameters": FIT})
    assert found(world, Filters(lapsing=True)) == ([], 0), "nine days are no silence"
    world.do("DELETE FROM purchases")
    for number, age in enumerate((60, 67, 74, 81, 88, 95, 102)):
        world.buy(700 + number, age * DAY_MS, [(10, 1, 349)])
    assert found(world, Filters(lapsing=True)) == ([1], 1), "weekly, and now two months without"
    world.do("DELETE FROM consents")
    assert found(world, Filters(lapsing=True)) == ([], 0)


def test_there_is_to_choose_what_the_store_has(world: ReplicaWorld) -> None:
    world.put("customer_preferences", size(1, "M"))
    world.put("customer_preferences", size(2, "39"))
    with world.desk.reader.snapshot() as snapshot:
        assert filters.choices(snapshot) == Choices(("Gold", "Member"), ("39", "M"), ("Dairy", "Produce"))


def test_every_filter_is_answered_by_an_index(world: ReplicaWorld) -> None:
    everything = Filters(mine=True, tier="Gold", size="M", birthday=True)
    with world.desk.reader.snapshot() as snapshot:
        for condition in filters.conditions(snapshot, everything, ASKER):
            plan = snapshot.rows(f"EXPLAIN QUERY PLAN {condition.sql}", condition.parameters)
            scans = [row[3] for row in plan if row[3].startswith("SCAN") and "json_each" not in row[3]]
            tables = {table.name for table in REPLICA_TABLES}
            assert not [scan for scan in scans if scan.split()[1] in tables], plan
