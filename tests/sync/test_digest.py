"""What a replica has wrong, however it came about, is found slice by slice, repaired and reported."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from sync.protocol import ROW_STREAM
from tests.sync.tablet import Tablet
from tests.sync.world import Source, held_by, run, shown_by

ROUNDS_TO_VERIFY_ALL = 6
"""Parts of the world: one grouping of few groups, and the collections without one."""

DAMAGE = {
    "a row is lost": "DELETE FROM lines WHERE purchase_id = 1",
    "a value is another": "UPDATE customers SET version = 99 WHERE id = 1",
    "a row is kept that should be gone": "INSERT INTO lines VALUES (0, 9, 0, 7)",
    "a group is kept that should be gone": "INSERT INTO customers VALUES (77, 7)",
    "a group before all others": "INSERT INTO lines VALUES (-5, 0, -5, 7)",
    "a row of no group": "INSERT INTO lines VALUES (88, 0, NULL, 7)",
    "a table is empty": "DELETE FROM goods",
    "text keys": "INSERT INTO staff VALUES ('Ünal', '1', 7), ('Z', '1', 7), ('zoë', '1', 7)",
}


def agree(engine: Engine, tablet: Tablet) -> bool:
    """True if the tablet shows what it must hold."""
    with Source(engine).reading() as connection:
        return shown_by(tablet.connection) == held_by(connection, "1", "d1")


@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_is_found_repaired_and_reported(engine: Engine, tablet: Tablet, damage: str) -> None:
    tablet.connection.execute(DAMAGE[damage])
    assert not agree(engine, tablet)
    for _ in range(ROUNDS_TO_VERIFY_ALL):
        tablet.engine.round()
    assert agree(engine, tablet)
    said = tablet.line.acknowledged
    assert said is not None
    assert said.repairs.slices >= 1
    assert said.repairs.rows >= 1
    assert said.repairs.unhealed == 0


def test_a_writer_who_went_round_the_log_is_found_out(engine: Engine, tablet: Tablet) -> None:
    tablet.engine.round()
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            for name in ("update", "move", "displacing_update"):
                run(connection, f"DROP TRIGGER sync_lines_{name}")
        else:
            run(connection, "ALTER TABLE lines DISABLE TRIGGER ALL")
        run(connection, "UPDATE lines SET version = 5 WHERE purchase_id = 1")
    for _ in range(ROUNDS_TO_VERIFY_ALL):
        tablet.engine.round()
    assert agree(engine, tablet)


def test_the_control_that_verifies_nothing_stays_wrong(engine: Engine, tablet: Tablet) -> None:
    tablet.connection.execute(DAMAGE["a row is lost"])
    for _ in range(ROUNDS_TO_VERIFY_ALL):
        tablet.replica.set_meta("protocol", ROW_STREAM)
        tablet.engine.round()
    assert not agree(engine, tablet)
