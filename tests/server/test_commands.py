"""The command line: each command does its work or says in a sentence what stands in its way."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import urlopen

import click
import pytest
from click.testing import CliRunner, Result

from server.cli import OWN, main
from server.devices import keys
from sync import rescue

Run = Callable[..., Result]


@pytest.fixture
def home(tmp_path: Path, sqlite_template: Path) -> Path:
    """A folder with a database of this version that knows one store."""
    place = tmp_path / "home"
    place.mkdir()
    (place / "aisle.db").write_bytes(sqlite_template.read_bytes())
    with sqlite3.connect(place / "aisle.db") as connection:
        connection.execute("INSERT INTO stores VALUES ('367', 'Maple Street', 'North', 'America/New_York')")
    connection.close()
    return place


@pytest.fixture
def run(home: Path) -> Run:
    def invoke(*arguments: str, typed: str | None = None, **settings: str) -> Result:
        return CliRunner().invoke(main, arguments, input=typed, env={"AISLE_HOME": str(home)} | settings)

    return invoke


def test_help_names_every_command(run: Run) -> None:
    shown = run("--help").output
    assert all(name in shown for name in OWN)
    assert "app" in shown


def test_every_command_of_ours_can_be_loaded() -> None:
    assert isinstance(main, click.Group)
    context = click.Context(main)
    assert all(main.get_command(context, name) is not None for name in OWN)
    assert main.get_command(context, "nothing") is None


def test_the_database_is_brought_to_shape(run: Run, home: Path) -> None:
    (home / "aisle.db").unlink()
    assert run("db", "upgrade").output == "The database has the shape of this version.\n"
    assert (
        run("devices", "code", "--store", "367").output == "Error: There is no store 367. Check its number.\n"
    )


def test_a_code_for_a_tablet_is_printed(run: Run) -> None:
    assert len(run("devices", "code", "--store", "367").output.strip()) == 9


def test_staff_are_added_once_with_a_password_that_is_typed(run: Run) -> None:
    arguments = ("staff", "add", "--email", "Elena@example.com", "--name", "Elena", "--role", "marketer")
    added = run(*arguments, typed="correct horse\ncorrect horse\n")
    assert "Elena can sign in" in added.output
    again = run(*arguments, "--password", "correct horse")
    assert (again.exit_code, "already" in again.output) == (1, True)


WRONG_STAFF = [
    (("--email", "e@x.y", "--password", "short"), "at least 10"),
    (("--email", "nobody", "--password", "long enough it is"), "e-mail address"),
    (("--email", "e@x.y", "--password", "long enough it is", "--role", "king"), "king"),
]


@pytest.mark.parametrize(("given", "said"), WRONG_STAFF)
def test_staff_with_bad_particulars_are_refused(run: Run, given: tuple[str, ...], said: str) -> None:
    answer = run("staff", "add", "--name", "E", *given)
    assert answer.exit_code != 0
    assert said in answer.output


WRONG_ASSOCIATES = [
    (("--number", "1", "--pin", "12"), "4 to 12 digits"),
    (("--number", "1", "--pin", "abcd"), "4 to 12 digits"),
    (("--number", "x1", "--pin", "2468"), "up to 12 digits"),
    (("--number", "1", "--pin", "2468", "--store", "9"), "no store 9"),
]


@pytest.mark.parametrize(("given", "said"), WRONG_ASSOCIATES)
def test_associates_with_bad_particulars_are_refused(run: Run, given: tuple[str, ...], said: str) -> None:
    answer = run("associates", "add", "--store", "367", "--name", "Ana", *given)
    assert (answer.exit_code, said in answer.output) == (1, True), answer.output


def test_an_associate_is_added_once(run: Run) -> None:
    arguments = ("associates", "add", "--store", "367", "--number", "7", "--name", "Ana", "--pin", "2468")
    assert run(*arguments).output == "Ana can sign in at Maple Street with number 7.\n"
    assert "taken" in run(*arguments).output


def test_a_port_that_is_taken_is_named(run: Run) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        answer = run("serve", "--port", str(port))
    assert (answer.exit_code, f"Port {port} is in use" in answer.output) == (1, True)
    assert "--port" in answer.output


def test_an_address_that_is_not_ours_is_named(run: Run) -> None:
    answer = run("serve", "--host", "192.0.2.1", "--port", "0")
    assert (answer.exit_code, "192.0.2.1" in answer.output) == (1, True)


WRITING = [
    ("serve", "--port", "0"),
    ("db", "upgrade"),
    ("devices", "code", "--store", "367"),
    ("staff", "add", "--email", "e@x.y", "--name", "E", "--password", "long enough it is"),
    ("associates", "add", "--store", "367", "--number", "7", "--name", "Ana", "--pin", "2468"),
]


@pytest.mark.parametrize("command", WRITING, ids=lambda command: command[0])
def test_a_database_from_a_newer_version_is_not_touched(
    run: Run, home: Path, command: tuple[str, ...]
) -> None:
    with sqlite3.connect(home / "aisle.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    answer = run(*command)
    assert (answer.exit_code, "Update Aisle One" in answer.output) == (1, True)
    with sqlite3.connect(home / "aisle.db") as connection:
        for table in ("enrolment_codes", "staff", "associates"):
            assert connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone() == (0,)
    connection.close()


UNUSABLE = [
    ({"AISLE_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/aisle"}, "that the database runs"),
    ({"AISLE_DATABASE_URL": "sqlite:////proc/nowhere/aisle.db"}, "unable to open database file"),
    ({"AISLE_DATABASE_URL": "mysql://somewhere/aisle"}, "postgresql:// or sqlite:///"),
    ({"AISLE_DATABASE_URL": "nonsense"}, "postgresql:// or sqlite:///"),
    ({"AISLE_HOME": "/proc/nowhere"}, "another one in AISLE_HOME"),
]


@pytest.mark.parametrize(("settings", "said"), UNUSABLE)
def test_a_database_that_cannot_be_used_is_said_in_a_sentence(
    run: Run, settings: dict[str, str], said: str
) -> None:
    answer = run("serve", "--port", "0", **settings)
    assert (answer.exit_code, said in answer.output) == (1, True), answer.output
    assert isinstance(answer.exception, SystemExit), "a sentence, no traceback"


def test_a_file_that_is_no_database_is_said_and_left_as_it_is(run: Run, home: Path) -> None:
    (home / "aisle.db").write_bytes(b"a shopping list, long enough to be read as a header" * 40)
    answer = run("db", "upgrade")
    assert (answer.exit_code, "file is not a database" in answer.output) == (1, True), answer.output
    assert (home / "aisle.db").read_bytes().startswith(b"a shopping list")


def test_an_empty_database_says_what_to_run_first(tmp_path: Path, database_url: str) -> None:
    environment = os.environ | {"AISLE_HOME": str(tmp_path / "new"), "AISLE_DATABASE_URL": database_url}
    command = [sys.executable, "-c", "from server.cli import main; main()", "devices", "code", "--store", "1"]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert (ran.returncode, "aisle db upgrade" in ran.stderr) == (1, True), ran.stderr
    assert "Traceback" not in ran.stderr


def test_an_error_of_another_kind_is_not_hidden(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.devices.service.make_code", lambda *_, **__: 1 / 0)
    assert isinstance(run("devices", "code", "--store", "367").exception, ZeroDivisionError)


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A server in a process of its own, on an empty folder and any free port."""
    environment = os.environ | {"AISLE_HOME": str(tmp_path / "new")}
    command = [sys.executable, "-c", "from server.cli import main; main()", "serve", "--port", "0"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


def test_serving_says_where_answers_there_and_stops_when_asked(serving: subprocess.Popen[str]) -> None:
    assert serving.stdout is not None
    said = serving.stdout.readline()
    assert said.startswith("Aisle One is at http://127.0.0.1:")
    assert said.endswith("Ctrl-C stops it\n")
    with urlopen(f"{said.split()[4]}/api/v1/health", timeout=20) as answer:  # noqa: S310 - our own address
        assert json.load(answer)["status"] == "ok"
    serving.send_signal(signal.SIGINT)
    assert serving.wait(timeout=20) == 0


def test_first_loads_are_prepared_ahead(run: Run, home: Path) -> None:
    nowhere = run("sync", "prepare")
    assert nowhere.exit_code == 1
    assert "Name a store with --store" in nowhere.output
    assert run("sync", "prepare", "--store", "999").exit_code == 1
    made = run("sync", "prepare", "--store", "367")
    assert made.exit_code == 0, made.output
    assert "all stores: 1 rows in 0.0 MB\n" in made.output
    assert "store 367: 0 rows" in made.output
    assert len(list((home / "snapshots").iterdir())) == 2
    with sqlite3.connect(home / "aisle.db") as connection:
        connection.execute("UPDATE prepared_loads SET ready_ms = NULL WHERE scope = '*'")
    connection.close()
    assert "somebody else" in run("sync", "prepare", "--store", "367").output


def test_what_a_tablet_sealed_is_taken_in_and_what_is_refused_is_told_with_its_content(
    run: Run, home: Path, tmp_path: Path
) -> None:
    (home / "secret.key").write_text("a secret of the tests")
    with sqlite3.connect(home / "aisle.db") as connection:
        connection.execute(
            "INSERT INTO devices (id, store_id, name, token_hash, unlock_share, app_version, enrolled_ms)"
            " VALUES ('d1', '367', 'Till 2', 'x', 'y', '0.2.0', 1)"
        )
    connection.close()
    wires = [
        {
            "id": f"01980000-0000-7000-8000-00000000000{number}", "sequence": number, "kind": "note_added",
            "version": version, "customer_id": 7, "associate_id": "a", "at_ms": 1,
            "arguments": {"text": "Hi"},
        }
        for number, version in ((1, 1), (2, 99))
    ]  # fmt: skip
    wires.append("strange")
    file = tmp_path / "unsent-d1.sealed"
    file.write_bytes(
        rescue.seal(
            wires, device_id="d1", sealed_ms=1, public_key=keys.rescue_public_key("a secret of the tests"),
            parting_key=keys.parting_key("a secret of the tests", "d1"), random_bytes=os.urandom,
        )
    )  # fmt: skip
    told = run("devices", "rescue", str(file))
    assert told.exit_code == 0
    assert told.output.startswith(
        "Till 2: 0 of 3 operations taken in.\n  refused: note_added for customer 7: "
    )
    assert "text Hi" in told.output
    assert "refused: something nobody can read" in told.output
    assert "1 cannot be decided yet" in told.output
    other = run("devices", "rescue", str(home / "secret.key"))
    assert other.exit_code == 1
    assert "not a file of unsent work" in other.output


@pytest.mark.parametrize("hours", ["11", "73", "two", "-24", "٢٤"])
def test_a_share_that_lives_too_long_or_too_short_is_refused(run: Run, hours: str) -> None:
    told = run("devices", "code", "--store", "367", AISLE_SHARE_HOURS=hours)
    assert told.exit_code == 1
    assert "AISLE_SHARE_HOURS is a whole number from 12 to 72" in told.output
