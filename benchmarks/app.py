"""The tablet's work on the encrypted replica of a real store, loaded by the real sync from the real server.

Needs the demo's data: AISLE_HOME names its folder (`make demo` fills `.var`). A copy is used, so that the
measured server's own data stay as they are. Every figure is a 95th percentile in milliseconds with the line
to the server down, as in a store without a network.
"""

from __future__ import annotations

import os
import random
import secrets
import sqlite3
import string
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import quantiles
from typing import Any

from associate_app.wiring import Tablet
from shared.clock import SystemClock
from tools.stage import ASSOCIATE, PIN, STORE, Stage, free_port

SAMPLE = 200
LOAD_SECONDS = 180
TAP_SECONDS = 0.1
"""Nobody taps faster; meanwhile the line is tried in vain, as it is in a store without one."""

Emit = Callable[[str, float, str, str, str], None]


def run(emit: Emit) -> None:
    """Prints search_exact_p95_ms, search_typo_p95_ms, customer_p95_ms and save_p95_ms."""
    source = Path(os.environ.get("AISLE_HOME", ".var")) / "aisle.db"
    if not source.exists():
        sys.exit(f"{source} is not there. Run `make demo` first, or name a loaded folder in AISLE_HOME.")
    with tempfile.TemporaryDirectory(prefix="aisle-bench-") as folder:
        home = Path(folder) / "hq"
        home.mkdir()
        copy_database(source, home / "aisle.db")
        tablet = Tablet(
            Path(folder) / "tablet",
            clock=SystemClock(),
            random_bytes=secrets.token_bytes,
            post=lambda _: None,
        )
        try:
            load(tablet, Stage(home, free_port()), Path(folder) / "server.log")
            measure(tablet, emit)
        finally:
            tablet.close()


def copy_database(source: Path, target: Path) -> None:
    """The target holds what the source held at one moment."""
    origin, copy = sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True), sqlite3.connect(target)
    origin.backup(copy)
    origin.close()
    copy.close()


def load(tablet: Tablet, stage: Stage, log: Path) -> None:
    """The tablet is enrolled, signed in and holds the store; the server is stopped again."""
    stage.aisle("db", "upgrade", quiet=True)
    with stage.serving(log):
        tablet.enrol.enrol(stage.address, stage.enrolment_code())
        tablet.sign_in.sign_in(ASSOCIATE, PIN)
        deadline = time.monotonic() + LOAD_SECONDS
        while tablet.sync.status().state != "synced":
            if time.monotonic() > deadline:
                sys.exit(f"the first load did not end: {tablet.sync.status()}")
            time.sleep(0.05)


def measure(tablet: Tablet, emit: Emit) -> None:
    """All figures of a loaded tablet."""
    chance = random.Random(367)  # noqa: S311 - a repeatable sample, not a secret
    book = tablet.look_up.search("").rows
    case = f"store {STORE}, {len(book)} customers, SQLCipher, line down"
    names = [row.name for row in chance.choices(book, k=SAMPLE)]
    ids = [row.id for row in chance.choices(book, k=SAMPLE)]
    search = tablet.look_up.search
    report(emit, "search_exact_p95_ms", timed(search, typed(names)), case, "16 ms budget")
    report(emit, "search_typo_p95_ms", timed(search, mistyped(names, chance)), case, "16 ms budget")
    report(emit, "customer_p95_ms", timed(tablet.customer.open, ids), case, "50 ms budget")
    notes = timed(
        lambda key: tablet.customer.add_note(key, "Asked for the new catalogue"), ids, on_screen(tablet)
    )
    report(emit, "save_p95_ms", notes, f"{case}, FULL sync, fresh screen included", "50 ms budget")


def typed(names: Iterable[str]) -> list[str]:
    """Every beginning of every name, as somebody types it."""
    return [name[:length] for name in names for length in range(1, len(name) + 1)]


def mistyped(names: Iterable[str], chance: random.Random) -> list[str]:
    """Every name's longest word with one letter replaced."""
    words = [max(name.split(), key=len) for name in names]
    return [_with_mistake(word, chance) for word in words]


def _with_mistake(word: str, chance: random.Random) -> str:
    place = chance.randrange(1, len(word))
    return word[:place] + chance.choice(string.ascii_lowercase) + word[place + 1 :]


def on_screen(tablet: Tablet) -> Callable[[int], None]:
    """Gets ready for a save as an associate does: she opens the customer, and does not tap at once."""

    def get_ready(customer_id: int) -> None:
        tablet.customer.open(customer_id)
        time.sleep(TAP_SECONDS)

    return get_ready


def timed(
    work: Callable[[Any], object],
    cases: Iterable[Any],
    get_ready: Callable[[Any], None] = lambda _: None,
) -> list[float]:
    """Milliseconds of each case, without getting ready for it; the first is done once before, so that no
    import is measured."""
    cases = list(cases)
    work(cases[0])
    spent = []
    for each in cases:
        get_ready(each)
        began = time.perf_counter()
        work(each)
        spent.append((time.perf_counter() - began) * 1000)
    return spent


def report(emit: Emit, figure: str, spent: list[float], case: str, against: str) -> None:
    """The 95th percentile is printed."""
    emit(figure, quantiles(spent, n=20)[-1], "ms", f"{case}, {len(spent)} cases", against)
