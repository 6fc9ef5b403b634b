"""`aisle push` says what it needs, and how many tablets fit; addresses that no tablet can use are refused."""

from __future__ import annotations

import resource
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from server.cli import main
from server.config import Config, SettingUnusable
from server.push import cli
from server.push.limits import COMES_A_MINUTE, SPARE_FILES, ComesTooOften, Visits, make_room
from server.push.process import Settings

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, sqlite_template: Path) -> Run:
    (tmp_path / "aisle.db").write_bytes(sqlite_template.read_bytes())

    def invoke(*arguments: str, **settings: str) -> Result:
        return CliRunner().invoke(main, ("push", *arguments), env={"AISLE_HOME": str(tmp_path)} | settings)

    return invoke


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[Settings]:
    """With what settings processes were run, none of which serves."""
    made: list[Settings] = []

    def hold(_: Config, settings: Settings) -> None:
        made.append(settings)

    monkeypatch.setattr(cli, "hold", hold)
    return made


def test_it_serves_as_many_as_asked_for(run: Run, served: list[Settings]) -> None:
    told = run("--port", "0", "--most", "50", "--drain", "3")
    assert (told.exit_code, told.output) == (0, "")
    assert served == [Settings(host="127.0.0.1", port=0, most=50, drain_seconds=3.0)]


def test_fewer_open_files_are_fewer_tablets_and_it_says_so(
    run: Run, served: list[Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "make_room", lambda most: most - 3)
    told = run("--port", "0", "--most", "5000")
    assert told.exit_code == 0
    assert "4,997 tablets fit instead of 5,000" in told.output
    assert served[0].most == 4_997


def test_an_empty_database_is_told_what_to_do(run: Run, tmp_path: Path, served: list[Settings]) -> None:
    told = run("--port", "0", AISLE_DATABASE_URL=f"sqlite:///{tmp_path / 'empty.db'}")
    assert told.exit_code == 1
    assert "aisle db upgrade" in told.output
    assert served == []


@pytest.mark.parametrize(
    ("soft", "hard", "most", "fits", "raised"),
    [
        (100_000, 100_000, 10_000, 10_000, None),
        (1_024, 4_096, 10_000, 4_096 - SPARE_FILES, 4_096),
        (1_024, 100_000, 10_000, 10_000, 10_000 + SPARE_FILES),
        (1_024, resource.RLIM_INFINITY, 10_000, 10_000, 10_000 + SPARE_FILES),
        (64, 64, 10_000, 1, 64),
    ],
)  # fmt: skip
def test_open_files_are_raised_as_far_as_they_go(
    monkeypatch: pytest.MonkeyPatch, soft: int, hard: int, most: int, fits: int, raised: int | None
) -> None:
    done: list[int] = []
    monkeypatch.setattr(resource, "getrlimit", lambda _: (soft, hard))
    monkeypatch.setattr(resource, "setrlimit", lambda _, limits: done.append(limits[0]))
    assert make_room(most) == fits
    assert done == ([] if raised is None else [raised])


def test_a_minute_that_is_over_is_forgotten() -> None:
    visits = Visits()
    for _ in range(COMES_A_MINUTE):
        visits.note("d1", 0.0)
    with pytest.raises(ComesTooOften, match="Wait 60 seconds"):
        visits.note("d1", 0.0)
    visits.note("d2", 0.0)
    visits.forget(59.0)
    with pytest.raises(ComesTooOften, match="Wait 1 second"):
        visits.note("d1", 59.0)
    visits.forget(60.0)
    visits.note("d1", 59.5)
    visits.note("d1", 119.5)


@pytest.mark.parametrize(
    "named",
    [
        "push.example.com", "http://push.example.com", "ftp://push.example.com", "https://", "https://[x",
        "https://push.example.com/wake", "https://push.example.com?a", "https://a.example,nonsense",
        "http://10.0.0.7:8081",
    ],
)  # fmt: skip
def test_an_address_that_no_tablet_can_use_is_refused_by_name(tmp_path: Path, named: str) -> None:
    with pytest.raises(SettingUnusable, match="AISLE_PUSH_ADDRESS") as refused:
        Config.from_environment({"AISLE_HOME": str(tmp_path), "AISLE_PUSH_ADDRESS": named})
    assert named.rsplit(",", maxsplit=1)[-1] in refused.value.sentence


@pytest.mark.parametrize(
    ("named", "read"),
    [
        ("", ()),
        ("https://push.example.com/", ("https://push.example.com",)),
        ("https://a.example:8443, https://b.example,", ("https://a.example:8443", "https://b.example")),
        ("http://127.0.0.1:8081,http://localhost:8082", ("http://127.0.0.1:8081", "http://localhost:8082")),
    ],
)
def test_addresses_of_push_processes_are_read(tmp_path: Path, named: str, read: tuple[str, ...]) -> None:
    config = Config.from_environment({"AISLE_HOME": str(tmp_path), "AISLE_PUSH_ADDRESS": named})
    assert config.push_addresses == read
