"""Databases with the record in them: the whole one, once a session, and small ones for each test."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from server.integrations.completejourney import Summary, load_record, packaged_record
from server.integrations.opening import opened_database
from server.integrations.progress import ImportProgress, Silent
from server.integrations.report import BadRowReport
from tests.server.integrations.loading import NOW, Load, config_at
from tests.server.integrations.small_record import small_record, write_parquet
from tests.uncounted import uncounted


@pytest.fixture(scope="session")
def loaded_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database with the whole record, loaded once; copy it before writing to it."""
    home = tmp_path_factory.mktemp("loaded")
    path = home / "aisle.db"
    with (
        BadRowReport(home / "left-out.csv") as report,
        opened_database(config_at(home, f"sqlite:///{path}")) as engine,
        packaged_record() as folder,
        uncounted(),
    ):
        load_record(engine, folder, now=NOW, as_recorded=False, report=report, progress=Silent())
        assert not report.total
    return path


@pytest.fixture
def engine(tmp_path: Path, database_url: str) -> Iterator[Engine]:
    """An empty database in the present shape; a test that asks for it runs once on each kind."""
    with opened_database(config_at(tmp_path, database_url)) as opened:
        yield opened


@pytest.fixture
def sqlite_engine(tmp_path: Path, sqlite_url: str) -> Iterator[Engine]:
    """An empty SQLite database in the present shape, where the kind of database makes no difference."""
    with opened_database(config_at(tmp_path, sqlite_url)) as opened:
        yield opened


@pytest.fixture
def small_folder(tmp_path: Path) -> Path:
    """The small record as Parquet files."""
    return write_parquet(tmp_path / "record", small_record())


@pytest.fixture
def report(tmp_path: Path) -> Iterator[BadRowReport]:
    """A report into a file of this test."""
    with BadRowReport(tmp_path / "left-out.csv") as opened:
        yield opened


@pytest.fixture
def load(report: BadRowReport, small_folder: Path) -> Load:
    """Loads the small record, or the folder given, into an engine."""

    def run(
        into: Engine,
        folder: Path = small_folder,
        *,
        now: datetime = NOW,
        as_recorded: bool = False,
        progress: ImportProgress | None = None,
    ) -> Summary:
        shown = progress or Silent()
        return load_record(into, folder, now=now, as_recorded=as_recorded, report=report, progress=shown)

    return run
