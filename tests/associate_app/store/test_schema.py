"""The replica's tables: the same as the server's, and searchable at every moment."""

from __future__ import annotations

from associate_app.store.schema import REPLICA_TABLES
from server.replication.collections import COLLECTIONS
from sync.device.replica import VERDICT_TABLE
from tests.associate_app.replica_world import ReplicaWorld


def test_tablet_and_server_agree_on_names_columns_keys_and_groups() -> None:
    ours = {t.name: (tuple(t.columns), t.key, t.group_columns) for t in REPLICA_TABLES}
    theirs = {
        c.name: (c.columns, c.key, {c.grouping: c.group_column} if c.grouping else {}) for c in COLLECTIONS
    }
    assert ours == theirs


def test_the_verdicts_are_those_that_replication_knows() -> None:
    ours = next(t for t in REPLICA_TABLES if t.name == VERDICT_TABLE.name)
    assert (ours.columns, ours.key) == (VERDICT_TABLE.columns, VERDICT_TABLE.key)


def names(world: ReplicaWorld, expression: str) -> list[int]:
    with world.desk.reader.snapshot() as snapshot:
        found = snapshot.rows("SELECT rowid FROM customer_names WHERE customer_names MATCH ?", (expression,))
    return [key for (key,) in found]


def test_search_tables_follow_every_change_of_a_customer(world: ReplicaWorld) -> None:
    assert names(world, "olivia") == [1]
    world.change("customers", 1, given_name="Olive")
    assert (names(world, "olivia"), names(world, "olive")) == ([], [1])
    row = {"id": 1, "given_name": "Oda", "family_name": "Berg", "tier": "Gold", "attributes": "{}"}
    world.put("customers", row)
    assert (names(world, "olive"), names(world, "oda")) == ([], [1])
    world.do("DELETE FROM customers WHERE id = 1")
    assert names(world, "oda") == []
    world.put("customers", row | {"id": 9})
    assert names(world, "oda") == [9]


def visits(world: ReplicaWorld) -> list[tuple[int, int]]:
    with world.desk.reader.snapshot() as snapshot:
        return [tuple(row) for row in snapshot.rows("SELECT customer_id, at_ms FROM customer_visits")]


def test_how_often_and_since_when_she_comes_follows_her_purchases(world: ReplicaWorld) -> None:
    world.do("DELETE FROM purchases")
    for number, days in ((500, 30), (501, 4), (502, 11)):
        world.buy(number, days, [(10, 1, 349)])
    world.change("purchases", 501, store_id="9")
    asked = "SELECT customer_id, at_ms, store_id, visits, first_ms FROM customer_visits"
    with world.desk.reader.snapshot() as snapshot:
        (row,) = snapshot.rows(asked)
        ((last, first),) = snapshot.rows("SELECT max(at_ms), min(at_ms) FROM purchases")
    assert tuple(row) == (1, last, "9", 3, first)


def test_the_last_visit_follows_every_change_of_a_purchase(world: ReplicaWorld) -> None:
    (first,) = visits(world)
    world.buy(500, 0, [(10, 1, 349)])
    assert visits(world) == [(1, world.at())]
    world.change("purchases", 500, at_ms=world.at(1000))
    assert visits(world) == [(1, world.at(1000))]
    world.change("purchases", 500, customer_id=2)
    assert visits(world) == [first, (2, world.at(1000))]
    world.do("DELETE FROM purchases WHERE customer_id = 2")
    assert visits(world) == [first]
    world.do("DELETE FROM purchases")
    assert visits(world) == []
