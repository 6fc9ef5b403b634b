"""P3 and P4 of what changes rows: what an associate did is seen at once, and is what HQ makes of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from associate_app.store.search import search
from shared.clock import FixedClock
from shared.merge import CONFLICTS
from tests.associate_app.hq_world import Headquarters
from tests.associate_app.replica_world import ReplicaWorld
from tests.associate_app.small_world import MIA, NOW_MS
from tests.associate_app.store.store_world import COLUMNS, Rows, Store, lay, pend, shown
from tests.server.world import NOW
from tests.shared.merge_cases import CASES, comparable, rows_of, wires_of


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_every_case_is_seen_on_the_tablet_as_it_will_come_out(world: ReplicaWorld, case: Any) -> None:
    lay(world, rows_of(case["before"]))
    for wire in wires_of(case):
        pend(world, wire)
    expected = rows_of(case["after"])
    expected = {
        name: [{column: row.get(column) for column in COLUMNS[name]} for row in rows
               if row.get("customer_id", row.get("id")) == 1]
        for name, rows in expected.items()
    }  # fmt: skip
    assert comparable(shown(world)) == comparable(expected)


def test_lists_and_search_know_what_was_just_written(world: ReplicaWorld) -> None:
    changes = {
        "phone": {"from": "+1 555-0134", "to": "777 888 999"}, "given_name": {"from": "Olivia", "to": "Oda"},
        "email": {"from": "olivia@example.com", "to": "oda@new.example"},
    }  # fmt: skip
    wire = {
        "id": "01980000-0000-7000-8000-0000000000ff", "kind": "customer_edited", "version": 2,
        "customer_id": 1, "associate_id": MIA, "at_ms": NOW_MS,
        "arguments": {"changes": changes, "settles": []},
    }  # fmt: skip
    pend(world, wire)

    def found(query: str) -> list[tuple[str, str]]:
        with world.desk.reader.snapshot() as snapshot:
            matches = search(snapshot, query, world.desk.names, snapshot.replica.cursor()).matches
        return [(match.row.given_name, match.why) for match in matches if match.row.id == 1]

    assert found("") == [("Oda", "recent")]
    assert found("oda benn") == [("Oda", "name")]
    assert found("888-999") == [("Oda", "phone")]
    assert found("oda@new") == [("Oda", "email")]
    assert found("555-0134") == [("Oda", "phone")], "who types what she remembers finds her too"
    assert found("nobody") == []


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    folders = [tmp_path / name for name in ("hq", "a", "b")]
    for folder in folders:
        folder.mkdir()
    hq = Headquarters(folders[0], FixedClock(NOW))
    tablets = [ReplicaWorld(folder) for folder in folders[1:]]
    for tablet in tablets:
        tablet.open()
        tablet.load()
    yield Store(hq, tablets)
    for tablet in tablets:
        tablet.close()
    hq.close()


@st.composite
def schedules(draw: st.DrawFn) -> list[tuple[int, str, int]]:
    """A few kinds of deeds a schedule, so that they meet: all kinds at once seldom touch one row twice."""
    deeds = draw(
        st.lists(st.sampled_from(["edit", "settle", "consent", "prefer", "note"]), min_size=1, max_size=2)
    )
    if "settle" in deeds:
        deeds.append("edit")
    step = st.tuples(st.integers(0, 1), st.sampled_from([*deeds, *deeds, "pull", "sync"]), st.integers(0, 3))
    return draw(st.lists(step, min_size=6, max_size=14))


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)  # each example begins anew
@given(steps=schedules())
def test_what_a_tablet_shows_over_hqs_rows_is_what_hq_makes_of_it(store: Store, steps: Any) -> None:
    store.begin()
    try:
        for number, deed, choice in steps:
            if deed == "pull":
                store.pull(store.tablets[number])
            elif deed == "sync":
                synchronise(store, number)
            else:
                before = shown(store.tablets[number])
                store.act(number, deed, choice)
                sees_it(before, shown(store.tablets[number]), deed, choice)
        for number in (0, 1, 0):
            synchronise(store, number)
        store.pull(store.tablets[1])
        assert comparable(shown(store.tablets[0])) == comparable(shown(store.tablets[1]))
    finally:
        store.end()


def synchronise(store: Store, number: int) -> None:
    """P4: laid over HQ's rows, her pending work shows exactly what HQ comes to hold."""
    tablet = store.tablets[number]
    store.pull(tablet)
    laid_over = shown(tablet)
    store.push(number)
    assert comparable(store.held()) == comparable(laid_over)
    tablet.do("DELETE FROM outbox")  # the checkpoint with the verdicts settles it
    store.pull(tablet)
    assert comparable(shown(tablet)) == comparable(laid_over), "what she did changed shape"


def sees_it(before: Rows, after: Rows, deed: str, choice: int) -> None:
    """P4: an associate sees what she just did."""
    if deed == "prefer":
        assert (("tea", "milk")[choice % 2] in {row["value"] for row in after["customer_preferences"]}) == (
            choice < 2
        )
    elif deed == "consent":
        (word,) = (row for row in after["consents"] if row["purpose"] == "marketing")
        assert word["granted"] == (choice % 2 == 0)
    elif deed == "note":
        assert len(after["interactions"]) == len(before["interactions"]) + 1
    elif deed == "settle" and any(row["settled_ms"] is None for row in before[CONFLICTS]):
        assert after != before
