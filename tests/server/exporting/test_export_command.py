"""`aisle export` writes what was asked for, or says what stands in the way."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from server.cli import main


@pytest.fixture
def home(tmp_path: Path, sqlite_template: Path) -> Path:
    place = tmp_path / "home"
    place.mkdir()
    (place / "aisle.db").write_bytes(sqlite_template.read_bytes())
    return place


def run(home: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ("export", *arguments), env={"AISLE_HOME": str(home)})


def test_all_tables_are_written_into_a_folder_of_ones_own(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "folder"
    done = run(home, "--out", str(out))
    assert (done.exit_code, done.output.splitlines()[-1].split(" are in ")[0]) == (
        0,
        done.output.splitlines()[-1].split(" are in ")[0],
    )
    assert "They hold personal data: keep them safe." in done.output
    assert {"customers.csv", "purchases.csv", "promotions.csv"} <= {path.name for path in out.iterdir()}
    assert out.stat().st_mode & 0o077 == 0


def test_named_tables_alone_are_written_in_the_form_asked_for(home: Path, tmp_path: Path) -> None:
    done = run(home, "stores", "--format", "parquet", "--out", str(tmp_path / "out"))
    assert "0 rows of 1 table are in" in done.output
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["stores.parquet"]


def test_the_list_needs_no_folder(home: Path) -> None:
    assert run(home, "stores", "--list").output == "stores: id, name, region, time_zone\n"
    assert "customers: id, given_name" in run(home, "--list").output


def test_what_stands_in_the_way_is_said(home: Path, tmp_path: Path) -> None:
    assert "Say where to write: --out FOLDER" in run(home).output
    assert "There is no table nothing" in run(home, "nothing", "--out", str(tmp_path / "out")).output
    (tmp_path / "file").write_text("x")
    assert "cannot be made" in run(home, "--out", str(tmp_path / "file" / "out")).output
