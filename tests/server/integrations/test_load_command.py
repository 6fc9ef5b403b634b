"""The commands say what they did, and what to do when they could not."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rich.console import Console

from server.cli import main
from server.integrations.demo_people import HQ
from server.integrations.progress import shown
from tests.server.integrations.small_record import line, small_record, write_csv


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AISLE_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("AISLE_DATABASE_URL", raising=False)
    return tmp_path / "home"


def aisle(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], catch_exceptions=False)


def test_a_load_says_what_went_in_and_a_second_that_it_was_there(home: Path, small_folder: Path) -> None:
    first = aisle("load", "completejourney", "--from", small_folder)
    assert first.exit_code == 0
    assert "Purchases with their lines (10)" in first.output
    assert "Customers: 3 new, 0 updated, 0 unchanged" in first.output
    assert "Every row was usable." in first.output
    second = aisle("load", "completejourney", "--from", small_folder)
    assert "Already loaded, " in second.output
    assert " new, " not in second.output
    assert (home / "aisle.db").exists()


def test_bad_rows_are_summed_up_and_the_list_lies_at_home(home: Path, tmp_path: Path) -> None:
    record = small_record()
    record["transactions"].append(line(1, 367, 9500, 100, "2017-03-01 22:00:00", sales_value=-1))
    result = aisle("load", "completejourney", "--from", write_csv(tmp_path / "csv", record))
    assert result.exit_code == 0
    assert "1 row was left out; everything else went in." in result.output
    assert "transactions.csv, line 12: sales value is negative" in result.output
    assert (home / "completejourney-left-out.csv").read_text().splitlines()[1:] == [
        "transactions.csv,12,sales value is negative"
    ]


def test_another_database_can_be_named(home: Path, tmp_path: Path, small_folder: Path) -> None:
    url = f"sqlite:///{tmp_path / 'other.db'}"
    result = aisle("load", "completejourney", "--as-recorded", "--from", small_folder, "--database-url", url)
    assert "Dates stayed as recorded; the last purchase is of 2017-12-31." in result.output
    assert (tmp_path / "other.db").exists()
    assert not (home / "aisle.db").exists()


@pytest.mark.usefixtures("home")
def test_a_folder_without_the_files_is_named(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    result = aisle("load", "completejourney", "--from", tmp_path / "empty")
    assert result.exit_code == 1
    assert "There is no transactions.parquet or transactions.csv in" in result.output


@pytest.mark.usefixtures("home")
def test_the_help_says_how_dates_move() -> None:
    assert "whole days" in aisle("load", "completejourney", "--help").output


def test_a_terminal_gets_bars() -> None:
    console = Console(force_terminal=True, record=True, width=100)
    with shown(console) as progress:
        progress.step("Products", 10)(10)
    assert "10/10" in console.export_text()


@pytest.mark.usefixtures("home")
def test_demo_people_are_made_once_and_keep_their_secrets(small_folder: Path) -> None:
    aisle("load", "completejourney", "--from", small_folder)
    given = ("--store", "367", "--password", "demo-aisle-one", "--pin", "246810")
    first = aisle("demo", "people", *given)
    assert "Helen Quist, administrator: hq@aisle.example, password demo-aisle-one" in first.output
    assert "Maya Brooks, associate: number 1001, PIN 246810" in first.output
    assert "Jonas Weber, manager: number 1002, PIN 246810" in first.output
    again = aisle("demo", "people", "--store", "367")
    assert again.output.count("password as before") == len(HQ)
    assert again.output.count("PIN as before") == 4
    assert "demo-aisle-one" not in again.output
    changed = aisle("demo", "people", "--store", "367", "--password", "another-long-one", "--pin", "13579")
    assert changed.output.count("password another-long-one") == len(HQ)
    for unfit in (("--pin", "1"), ("--pin", "abcd"), ("--password", "short")):
        refused = aisle("demo", "people", "--store", "367", *unfit)
        assert (refused.exit_code, "Error: " in refused.output) == (1, True), refused.output


@pytest.mark.usefixtures("home")
def test_without_given_secrets_they_are_made_up_and_shown(small_folder: Path) -> None:
    aisle("load", "completejourney", "--from", small_folder)
    told = aisle("demo", "people", "--store", "406").output
    pins = {row.rsplit(" ", 1)[1] for row in told.splitlines() if " PIN " in row}
    assert len(pins) == 1
    assert len(pins.pop()) == 6


@pytest.mark.usefixtures("home")
def test_a_store_that_does_not_exist_gets_no_people(small_folder: Path) -> None:
    aisle("load", "completejourney", "--from", small_folder)
    result = aisle("demo", "people", "--store", "999")
    assert result.exit_code == 1
    assert "There is no store 999. Load the data first, then name one of its stores." in result.output
