"""`aisle model` builds, says what it built, and shows what is kept."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session

from server.cli import main
from server.next_actions import fitting
from server.recommendations.cli import described
from server.recommendations.kept_models import KeptModel
from tests.server.recommendations.chain import AS_OF, open_chain

Run = Callable[..., Result]


@pytest.fixture
def run(sqlite_template: Path, tmp_path: Path) -> Run:
    """Runs a command on a database with the chain in it."""
    path = tmp_path / "aisle.db"
    path.write_bytes(sqlite_template.read_bytes())
    engine: Engine = create_engine(f"sqlite:///{path}")
    with Session(engine) as session:
        open_chain(session)
    engine.dispose()
    return lambda *arguments: CliRunner().invoke(
        main, ["model", *arguments], env={"AISLE_HOME": str(tmp_path)}
    )


def test_before_the_first_model_it_says_how_to_build_one(run: Run) -> None:
    assert "Run “aisle model build”" in run("status").output
    assert "Nobody is called lapsing" in run("status").output
    assert json.loads(run("status", "--json").output) == {"models": [], "lapsing": None}


def test_a_build_shows_its_steps_and_what_travels_and_status_shows_what_is_in_use(run: Run) -> None:
    done = run("build", "--as-of", str(AS_OF), "--min-buyers", "3")
    assert done.exit_code == 0, done.output
    assert "Learning what goes with what (40)" in done.output
    assert f"Model {AS_OF}-" in done.output
    assert "40 products, learned from 23 customers" in done.output
    assert "It travels with the next contact." in done.output
    again = run("build", "--as-of", str(AS_OF), "--min-buyers", "3").output
    assert "0 of 7 months counted, the others were kept." in again
    assert "nothing travels" in again
    assert f"Model {AS_OF}-" in run("status").output
    (told,) = json.loads(run("status", "--json").output)["models"]
    assert told["version"].startswith(str(AS_OF))


def test_a_build_learns_anew_who_lapses_and_status_shows_by_what(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Nobody is called lapsing" in run("build", "--as-of", str(AS_OF), "--min-buyers", "3").output
    monkeypatch.setattr(fitting, "LEAST_CUSTOMERS", 23)
    early = AS_OF - timedelta(days=30)
    run("build", "--as-of", str(early), "--min-buyers", "3")
    assert (
        f"Who lapses: the visits of 23 customers up to {early - timedelta(days=1)}." in run("status").output
    )
    done = run("build", "--as-of", str(AS_OF), "--min-buyers", "3").output
    assert "Learning how regularly customers come" in done
    assert "Who lapses is told by the visits of 23 customers." in done
    assert "up to 2026-11-21." in run("status").output
    told = json.loads(run("status", "--json").output)["lapsing"]
    assert (told["as_of"], told["customers"], set(told["fit"])) == (
        "2026-11-21",
        23,
        {"r", "alpha", "a", "b"},
    )
    monkeypatch.setattr(fitting, "LEAST_CUSTOMERS", 50)
    run("build", "--as-of", str(AS_OF + timedelta(days=1)), "--min-buyers", "3")
    assert "up to 2026-11-21." in run("status").output, "too few change nothing"


def test_without_enough_purchases_it_says_so_and_keeps_what_there_is(run: Run) -> None:
    run("build", "--as-of", str(AS_OF), "--min-buyers", "3")
    done = run("build", "--as-of", str(AS_OF), "--min-buyers", "100")
    assert done.exit_code == 1
    assert "No product was bought by 100 customers or more" in done.output
    assert "in use" in run("status").output


@pytest.mark.parametrize(("day", "age"), [(22, "up to date"), (23, "a day old"), (30, "8 days old")])
def test_status_says_how_old_a_model_is(day: int, age: str) -> None:
    manifest = {"items": 40, "customers": 23, "parts": [{"bytes": 1_500_000}]}
    kept = KeptModel("2026-11-22-0a", "2026-11-22", 0, manifest)
    said = described(kept, AS_OF.replace(day=day), is_current=False)
    assert f"({age})" in said
    assert "kept for tablets whose newer one is damaged" in said
    assert "1.5 MB" in said
