"""`aisle trials`: the verdicts at the command line, and counting everything anew."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text
from sqlalchemy.orm import Session

from server.cli import main
from server.insights import service
from tests.server.insights import crowds
from tests.server.insights.crowds import SOUP
from tests.server.world import NOW_MS, Actors

Run = Callable[..., Result]


@pytest.fixture
def tables_url(sqlite_tables_url: str) -> str:
    """A command's process ends with its connections; these are made within the test's own, on SQLite only."""
    return sqlite_tables_url


@pytest.fixture
def run(tables_url: str, tmp_path: Path) -> Run:
    """The command `aisle` on the server's database."""

    def invoke(*arguments: str) -> Result:
        settings = {"AISLE_HOME": str(tmp_path / "home"), "AISLE_DATABASE_URL": tables_url}
        return CliRunner().invoke(main, arguments, env=settings)

    return invoke


def test_verdicts_are_printed_and_sums_that_went_wrong_are_made_anew(
    run: Run, session: Session, actors: Actors
) -> None:
    assert actors
    crowds.run_soup(session)
    crowds.meet(session, SOUP, ("held_out", "offered"), uplift=0.2)
    session.commit()
    shown = run("trials", "list").output
    assert "600 customers: “Offered” does better than “Held out”: $" in shown
    session.execute(text("DELETE FROM trial_sums"))
    session.commit()
    assert "0 customers: Nobody" in run("trials", "list").output
    assert "Counted anew" in run("trials", "recount").output
    assert service.results(session, SOUP, NOW_MS).customers == 600
