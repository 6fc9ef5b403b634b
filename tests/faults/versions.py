"""Row 10: the last released version and today's speak with each other, in either direction.

The released code itself runs, out of its archive, in a process of its own: its tablet against today's server,
and today's tablet against its server. That its replica opens and that a former app refuses a newer one is
tried in `tests/associate_app/store/test_older_replicas.py` and in every schedule that updates an app.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.faults.proof import Outcome, Proof
from tests.shared.cases import FOLDER
from tests.sync.world import Source, held_by, open_engine, run

TODAY = Path(__file__).parents[2]
RELEASES = sorted((FOLDER / "releases").glob("sync-*.zip"))
PLAYER = Path(__file__).with_name("released_player.py")

Steps = list[dict[str, Any] | None]
"""Notes to record, and None for a round."""


@contextmanager
def unpacked(release: Path) -> Iterator[Path]:
    """The code of a released version, in a folder."""
    with TemporaryDirectory(prefix="release-") as folder, zipfile.ZipFile(release) as archive:
        archive.extractall(folder)
        yield Path(folder)


def start(code: Path, *arguments: str) -> subprocess.Popen[str]:
    """The player, with that code on its path."""
    return subprocess.Popen(
        [sys.executable, "-P", PLAYER, *arguments], env=os.environ | {"PYTHONPATH": str(code)}, cwd=code,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def play(code: Path, address: str, token: str, file: Path, tables: str, steps: Steps) -> dict[str, Any]:
    """What a tablet with that code shows after these steps."""
    with start(code, "tablet", address, token, str(file), tables) as process:
        told, _ = process.communicate(json.dumps(steps) + "\n", timeout=120)
    assert process.returncode == 0, "the tablet broke"
    return dict(json.loads(told))


def meet(server: Path, tablet: Path, folder: Path, chance: random.Random, *flags: str) -> list[str]:
    """A tablet and a server of these versions work together; what went wrong."""
    database = folder / "server.db"
    with start(server, "serve", str(database), *flags) as process:
        assert process.stdout is not None
        address = f"http://127.0.0.1:{int(process.stdout.readline())}"
        wrong = []
        for _ in range(2):
            _write(database, chance)
            steps: Steps = [_note(chance) if chance.random() < 0.5 else None for _ in range(6)]
            told = play(tablet, address, "token", folder / "tablet.db", "world", [*steps, None])
            wrong += [f"the tablet says {code}" for code in told["errors"]]
            wrong += ["an operation is stuck"] if told["pending"] else []
            wrong += ["the tablet shows something else"] if told["shown"] != _held(database) else []
        process.communicate(timeout=30)
    return wrong


def _note(chance: random.Random) -> dict[str, Any]:
    return {"kind": "note", "customer_id": chance.randrange(4), "body": "a note"}


def _write(database: Path, chance: random.Random) -> None:
    engine = open_engine(f"sqlite:///{database}")
    with engine.begin() as connection:
        run(connection, "UPDATE customers SET version = version + 1")
        run(connection, "DELETE FROM book WHERE customer_id = :customer", customer=chance.randrange(4))
        run(connection, "INSERT INTO book VALUES ('1', :customer) ON CONFLICT DO NOTHING",
            customer=chance.randrange(4))  # fmt: skip
    engine.dispose()


def _held(database: Path) -> dict[str, list[list[Any]]]:
    """What device d1 of store 1 must show, in the form in which the player tells it."""
    engine = open_engine(f"sqlite:///{database}")
    with engine.begin() as connection:
        # the released world knows no pins; nobody is pinned in today's
        run(connection, "CREATE TABLE IF NOT EXISTS pinned (device_id TEXT, customer_id BIGINT)")
    with Source(engine).reading() as connection:
        held = held_by(connection, "1", "d1")
    engine.dispose()
    del held["operation_verdicts"]
    return {name: [list(row) for row in sorted(rows, key=repr)] for name, rows in held.items()}


def run_versions(cases: int, seed: int) -> Outcome:
    """Each case is one meeting, in turn of a released tablet and of a released server with today's."""
    chance, failures = random.Random(seed), list[str]()
    for number in range(cases):
        release, is_tablet = RELEASES[number // 2 % len(RELEASES)], number % 2 == 0
        with unpacked(release) as code, TemporaryDirectory(prefix="meeting-") as folder:
            pair = (TODAY, code) if is_tablet else (code, TODAY)
            found = meet(*pair, Path(folder), chance)
        role = "tablet" if is_tablet else "server"
        failures += [f"the {role} of {release.stem}: {each}" for each in found]
    return Outcome(cases, tuple(failures))


def control(seed: int) -> Outcome:
    """A server that answers in its own version, whatever it is asked in, is not understood."""
    with unpacked(RELEASES[0]) as code, TemporaryDirectory(prefix="meeting-") as folder:
        return Outcome(1, tuple(meet(TODAY, code, Path(folder), random.Random(seed), "deaf")))


PROOFS = (
    Proof(
        "versions", 10, "the released tablet and today's server, and the reverse, lose nothing on each other",
        short=2, long=40, run=run_versions, control=control,
    ),
)  # fmt: skip
