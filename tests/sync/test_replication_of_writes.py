"""A row reaches the device whoever wrote it, on both databases."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.sync.tablet import Tablet
from tests.sync.world import Source, build, held_by, open_engine, run, shown_by


def agrees(engine: Engine, connection: sqlite3.Connection) -> bool:
    with Source(engine).reading() as reading:
        held = held_by(reading, "1", "d1")
    shown = shown_by(connection)
    assert shown == held
    return True


def test_the_first_load_brings_the_scope_and_nothing_else(engine: Engine, tablet: Tablet) -> None:
    assert agrees(engine, tablet.connection)
    assert {row[0] for row in shown_by(tablet.connection)["customers"]} == {0, 1}
    assert tablet.replica.status().ready


@pytest.mark.parametrize(
    "statements",
    [
        pytest.param(["INSERT INTO lines VALUES (70, 1, 0, 5)"], id="insert"),
        pytest.param(["UPDATE lines SET version = 9"], id="bulk update"),
        pytest.param(["DELETE FROM lines WHERE customer_id = 0"], id="delete"),
        pytest.param(["UPDATE lines SET customer_id = 3 WHERE customer_id = 0"], id="moves out of the scope"),
        pytest.param(["UPDATE lines SET customer_id = 0 WHERE customer_id = 3"], id="moves into the scope"),
        pytest.param(["UPDATE lines SET purchase_id = 50 WHERE purchase_id = 0"], id="changes its key"),
        pytest.param(["UPDATE staff SET store_id = '2' WHERE id = 'a1'"], id="changes its scope"),
        pytest.param(["INSERT INTO book VALUES ('1', 3)"], id="group enters"),
        pytest.param(["DELETE FROM book WHERE customer_id = 1 AND store_id = '1'"], id="group leaves"),
        pytest.param(
            ["UPDATE book SET customer_id = 3 WHERE store_id = '1' AND customer_id = 0"], id="exchange"
        ),
        pytest.param(
            [
                "DELETE FROM book WHERE customer_id = 0",
                "DELETE FROM lines WHERE customer_id = 0",
                "INSERT INTO lines VALUES (71, 0, 0, 4)",
                "INSERT INTO book VALUES ('1', 0)",
            ],
            id="leaves, changes unseen, comes back",
        ),
        pytest.param(["INSERT INTO pinned VALUES ('d1', 3)"], id="pinned"),
        pytest.param(["INSERT INTO pinned VALUES ('d1', 0)"], id="pinned and in the book"),
        pytest.param(["INSERT INTO pinned VALUES ('d2', 3)"], id="pinned to another device"),
        pytest.param(
            [
                "INSERT INTO pinned VALUES ('d1', 3)",
                "INSERT INTO lines VALUES (72, 1, 3, 1)",
                "UPDATE customers SET version = 6 WHERE id = 3",
            ],
            id="pinned, then changes",
        ),
        pytest.param(
            ["INSERT INTO pinned VALUES ('d1', 0)", "DELETE FROM book WHERE customer_id = 0"],
            id="leaves the book and stays pinned",
        ),
        pytest.param(
            ["INSERT INTO pinned VALUES ('d1', 0)", "DELETE FROM pinned"],
            id="unpinned and still in the book",
        ),
        pytest.param(
            ["INSERT INTO pinned VALUES ('d1', 3)", "DELETE FROM pinned"],
            id="pinned and unpinned",
        ),
        pytest.param(
            [
                "INSERT INTO pinned VALUES ('d1', 0)",
                "DELETE FROM book WHERE customer_id = 0",
                "DELETE FROM pinned",
                "UPDATE lines SET version = 8 WHERE customer_id = 0",
            ],
            id="out of both",
        ),
        pytest.param(["DELETE FROM goods", "INSERT INTO goods VALUES (7, 7)"], id="everyone's rows"),
    ],
)
def test_what_plain_sql_wrote_reaches_the_device(
    engine: Engine, tablet: Tablet, statements: list[str]
) -> None:
    for statement in statements:
        with engine.begin() as connection:
            run(connection, statement)
    tablet.engine.round()
    assert agrees(engine, tablet.connection)


@pytest.mark.parametrize("first", ["book", "pinned"])
def test_who_is_in_two_scopes_leaves_only_when_out_of_both(
    engine: Engine, tablet: Tablet, first: str
) -> None:
    """A round between the steps: each exit is told and looked at on its own."""
    second = "pinned" if first == "book" else "book"
    for statement, is_there in (
        ("INSERT INTO pinned VALUES ('d1', 0)", True),
        (f"DELETE FROM {first} WHERE customer_id = 0", True),
        ("UPDATE lines SET version = 8 WHERE customer_id = 0", True),
        (f"DELETE FROM {second} WHERE customer_id = 0", False),
    ):
        with engine.begin() as connection:
            run(connection, statement)
        tablet.engine.round()
        assert agrees(engine, tablet.connection)
        shown = shown_by(tablet.connection)
        assert any(row[2] == 0 for row in shown["lines"]) is is_there
        assert any(row[0] == 0 for row in shown["customers"]) is is_there


def test_a_bulk_insert_reaches_the_device_whole(engine: Engine, tablet: Tablet) -> None:
    with engine.begin() as connection:
        run(
            connection,
            "INSERT INTO lines SELECT 100 + g.id * 10 + c.id, 5, c.id, 1 FROM goods AS g, customers AS c",
        )
    tablet.engine.round()
    assert agrees(engine, tablet.connection)


def test_a_group_that_leaves_takes_all_its_rows_along_in_one_checkpoint(
    engine: Engine, tablet: Tablet
) -> None:
    with engine.begin() as connection:
        run(connection, "DELETE FROM book WHERE store_id = '1' AND customer_id = 1")
    tablet.engine.round()
    shown = shown_by(tablet.connection)
    assert all(row[2] != 1 for row in shown["lines"])
    assert (1, 0) not in shown["customers"]


def test_a_replaced_row_leaves_its_old_scope(sqlite_url: str, tmp_path: Path) -> None:
    """SQLite's REPLACE takes the old row away without firing delete triggers."""
    engine = open_engine(sqlite_url)
    build(engine)
    tablet = Tablet(Source(engine), tmp_path / "tablet.db")
    tablet.engine.round()
    with engine.begin() as connection:
        run(connection, "INSERT OR REPLACE INTO lines VALUES (0, 0, 3, 8)")
    tablet.engine.round()
    assert agrees(engine, tablet.connection)
    tablet.connection.close()
    engine.dispose()


def test_truncate_makes_devices_load_again(postgres_url: str, tmp_path: Path) -> None:
    engine = open_engine(postgres_url)
    build(engine)
    tablet = Tablet(Source(engine), tmp_path / "tablet.db")
    tablet.engine.round()
    with engine.begin() as connection:
        run(connection, "TRUNCATE lines")
    assert tablet.engine.round().loaded
    assert agrees(engine, tablet.connection)
    tablet.connection.close()
    engine.dispose()


def test_a_quiet_round_sends_no_rows(tablet: Tablet) -> None:
    assert tablet.engine.round().rows == 0
