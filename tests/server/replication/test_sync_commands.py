"""`aisle sync`: what it prints is what there is, and what it does is asked for twice."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text
from sqlalchemy.orm import Session

from server.cli import main
from sync.source.changelog import state_of
from tests.server.replication.conftest import HttpTablet
from tests.server.replication.test_status import change
from tests.server.world import Actors

Run = Callable[..., Result]


@pytest.fixture
def tables_url(sqlite_tables_url: str) -> str:
    """A command's process ends with its connections; these are made within the test's own, on SQLite only."""
    return sqlite_tables_url


@pytest.fixture
def run(tables_url: str, tmp_path: Path) -> Run:
    """The command `aisle` on the server's database."""

    def invoke(*arguments: str, typed: str | None = None) -> Result:
        settings = {"AISLE_HOME": str(tmp_path / "home"), "AISLE_DATABASE_URL": tables_url}
        return CliRunner().invoke(main, arguments, input=typed, env=settings)

    return invoke


def epoch_of(session: Session) -> str:
    """The epoch by now."""
    found = state_of(session.connection()).epoch
    session.rollback()
    return found


def test_the_status_is_printed_for_people_and_for_programs(
    tablet: HttpTablet, people: Actors, session: Session, run: Run
) -> None:
    def line() -> str:
        return next(row for row in run("sync", "status").output.splitlines() if "Tablet of 367" in row)

    assert "loads all" in line()
    tablet.engine.round()
    change(session)
    change(session, "UPDATE devices SET repaired_slices = 1, repaired_rows = 1200, unhealed_slices = 3")
    products = session.execute(text("SELECT COUNT(*) FROM products")).scalar()
    session.rollback()
    found = json.loads(run("sync", "status", "--json").output)
    (mine,) = [each for each in found["tablets"] if each["id"] == people.device.actor.id]
    assert (mine["behind"], found["epoch"], found["waiting"]) == (products, epoch_of(session), 0)
    assert mine["behind"] > 0
    shown = run("sync", "status").output
    assert f"Change log {epoch_of(session)}" in shown
    assert "nothing waits" in shown
    assert "1,200 rows, 3 slices not healed" in line()
    assert line().endswith(" -")
    change(session, "UPDATE devices SET model_as_of = '2026-11-21'")
    assert line().endswith(" 2026-11-21")
    change(session, "UPDATE devices SET model_damaged = '2026-11-22'")
    assert line().endswith(" 2026-11-21, 2026-11-22 is damaged")
    session.execute(text("UPDATE products SET price_minor = 0"))
    session.commit()
    assert "changes wait for theirs" in run("sync", "status").output


def test_cleaning_says_what_went(tablet: HttpTablet, session: Session, run: Run) -> None:
    tablet.engine.round()
    assert "Nothing to forget" in run("sync", "clean").output
    change(session)
    run("sync", "clean")
    session.execute(text("UPDATE sync_marks SET at_ms = 0"))
    session.commit()
    assert "Forgotten: " in run("sync", "clean").output
    session.rollback()
    assert session.execute(text("SELECT COUNT(*) FROM sync_changes")).scalar() == 0


def test_a_new_epoch_is_begun_only_when_confirmed(tablet: HttpTablet, session: Session, run: Run) -> None:
    tablet.engine.round()
    before = epoch_of(session)
    asked = run("sync", "restart", typed="n\n")
    assert asked.exit_code != 0
    assert "load everything again" in asked.output
    assert epoch_of(session) == before
    done = run("sync", "restart", "--yes").output
    assert epoch_of(session) != before
    assert epoch_of(session) in done
    assert tablet.engine.round().loaded


def test_an_empty_fleet_is_told_how_to_begin(session: Session, run: Run) -> None:
    assert session.execute(text("SELECT COUNT(*) FROM devices")).scalar() == 0
    session.rollback()
    assert "aisle devices code" in run("sync", "status").output
