"""Row 9: clocks that are days off, beyond 2038, or go backwards change no order and no judgement.

Each case plays one script twice, once with right clocks and once with wild ones: what the server holds must
be the same, to the order of its rows. And a lease is judged by the server's time: it ends when it ends there,
however wrong the clock of the device that counts.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sync.device.leases import Leases
from sync.leases import LEASE_LIFE_MS
from tests.faults.proof import Outcome, Proof
from tests.sync.quota_world import Hq, Limit
from tests.sync.quota_world import Tablet as QuotaTablet
from tests.sync.schedules.line import WildFaults
from tests.sync.schedules.newer import NEWER_COLLECTIONS
from tests.sync.schedules.servers import sqlite_server
from tests.sync.schedules.tablet import Tablet, note
from tests.sync.world import Source, open_engine, run

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
WILD = (
    NOW - timedelta(days=3), NOW + timedelta(days=3), datetime(2038, 1, 19, 3, 14, 8, tzinfo=UTC),
    datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC), datetime(2099, 12, 31, 23, 59, 59, tzinfo=UTC),
)  # fmt: skip
STEPS = 16
PLACES = (("d1", "1"), ("d2", "1"), ("d3", "2"))


@dataclass(frozen=True)
class Step:
    """Somebody writes a note or makes a round; just before, the tablet's clock may jump to anywhere."""

    tablet: int
    writes: bool
    customer: int
    jump: datetime | None


def run_clocks(cases: int, seed: int) -> Outcome:
    """So many scripts, and so many leases."""
    chance = random.Random(seed)
    failures: list[str] = []
    with TemporaryDirectory(prefix="clocks-") as folder:
        for number in range(cases):
            script = [_step(chance) for _ in range(STEPS)]
            if _played(script, Path(folder), wild=False) != _played(script, Path(folder), wild=True):
                failures.append(f"case {number}: with wild clocks the server holds something else")
            failures += _judgements(chance, Leases)
    return Outcome(cases, tuple(failures))


def _step(chance: random.Random) -> Step:
    jump = chance.choice(WILD) if chance.random() < 0.3 else None
    return Step(chance.randrange(len(PLACES)), chance.random() < 0.5, chance.randrange(4), jump)


def _played(script: list[Step], folder: Path, *, wild: bool) -> Any:
    """What the server holds afterwards, in its order, and what each tablet shows."""
    place = sqlite_server()
    place.put_back("new")
    source = Source(place.engine, collections=NEWER_COLLECTIONS)
    tablets = [Tablet(source, folder, name, store) for name, store in PLACES]
    for tablet in tablets:
        tablet.begin()
    for count, step in enumerate(script):
        tablet = tablets[step.tablet]
        tablet.clock.advance(timedelta(minutes=1))
        if wild and step.jump is not None:
            tablet.clock.at = step.jump
        if step.writes:
            tablet.outbox.record(note(count, step.customer, "a note"))
        else:
            tablet.round(WildFaults())
    for tablet in tablets:
        tablet.round(WildFaults())
    shown = [tablet.ids("notes") for tablet in tablets]
    for tablet in tablets:
        tablet.stop()
    with source.reading() as connection:
        notes = run(connection, "SELECT id, operation_id FROM notes ORDER BY id").all()
        verdicts = run(
            connection, "SELECT id, sequence, verdict FROM operation_verdicts ORDER BY rowid"
        ).all()
    return notes, verdicts, shown


def _judgements(chance: random.Random, leases: Callable[..., Leases]) -> list[str]:
    """Where a device thinks that its lease lives, and it does not, or the reverse."""
    hq = Hq(open_engine("sqlite://"), {"q": Limit(100)}, {"d1": "1"}, now_ms=round(NOW.timestamp() * 1000))
    hq.build()
    device = QuotaTablet(hq, "d1")
    device.leases = leases(device.connection)
    device.skew_ms = round((chance.choice(WILD) - NOW).total_seconds() * 1000)
    device.sync()
    wrong = []
    for passed in sorted(chance.randrange(2 * LEASE_LIFE_MS) for _ in range(4)):
        hq.now_ms = round(NOW.timestamp() * 1000) + passed
        lives, told = passed < LEASE_LIFE_MS, device.held("q") > 0
        if lives != told:
            wrong.append(f"after {passed} ms with a clock {device.skew_ms} ms off: {told}, truly {lives}")
    device.connection.close()  # the small world's is sqlite3's own
    hq.engine.dispose()
    return wrong


class OwnClock(Leases):
    """The control: a device that believes its own clock."""

    def server_ms(self, now_ms: int) -> int:
        return now_ms


def control(seed: int) -> Outcome:
    """Judged by the device's own clock leases live too long or too short."""
    chance = random.Random(seed)
    return Outcome(10, tuple(each for _ in range(10) for each in _judgements(chance, OwnClock)))


PROOFS = (
    Proof(
        "clocks", 9, "clocks days off, past 2038 or going backwards change no order and no judgement",
        short=25, long=2_000, run=run_clocks, control=control,
    ),
)  # fmt: skip
