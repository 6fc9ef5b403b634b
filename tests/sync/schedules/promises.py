"""What must hold after every step of a schedule, and what must hold at rest, by the names of the promises."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection as Some
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from sync.device.digest import repairs
from tests.sync.schedules.newer import BADGES, TASKS
from tests.sync.schedules.quota import TOTAL
from tests.sync.schedules.tablet import Tablet
from tests.sync.world import held_by, run

_HALVES = (
    "SELECT COUNT(*) FROM goods AS g, staff AS s WHERE g.id = 0 AND s.version <> g.version",
    "SELECT COUNT(*) FROM goods AS g, tasks AS t WHERE g.id = 0 AND t.version <> g.version",
    """SELECT COUNT(*) FROM customers AS c LEFT JOIN lines AS l ON l.purchase_id = c.id AND l.line_no = 0
        WHERE l.version IS NULL OR l.version <> c.version""",
    "SELECT COUNT(*) % 2 FROM goods WHERE id >= 100",
)
_NEWER_HALVES = (
    "SELECT COUNT(*) FROM tasks WHERE label IS NOT CAST(version AS TEXT)",
    """SELECT COUNT(*) FROM customers AS c LEFT JOIN badges AS b ON b.id = c.id
        WHERE b.version IS NULL OR b.version <> c.version""",
)


def shows_whole_checkpoints(tablet: Tablet) -> None:
    """P2: what was written in one transaction is shown together, unless something was damaged."""
    if tablet.is_damaged:
        return
    for halves in (*_HALVES, *(_NEWER_HALVES if tablet.app > 1 else ())):
        found = tablet.connection.real.execute(halves).fetchone()
        assert found == (0,), f"P2: half a transaction is shown: {halves}"


def keeps_sight_of(tablet: Tablet, recorded: Some[str], lost_by_restore: Some[str]) -> None:
    """P4 and P7: what she did is laid over the checkpoint, or in it, or waits for her attention."""
    outbox, decided = tablet.ids("outbox"), tablet.ids("operation_verdicts")
    gone = set(recorded) - outbox - decided - set(lost_by_restore)
    assert not gone, "P4, P7: an operation is gone"
    overlay = {wire["id"] for wire in tablet.outbox.overlay()}
    assert not overlay & decided, "P4: an operation counts twice"


def expected(connection: Connection, tablet: Tablet) -> dict[str, set[tuple[Any, ...]]]:
    """What the tablet must show, by collection and in the server's order of columns."""
    held = held_by(connection, tablet.store, tablet.name)
    customers = {row[0] for row in held["customers"]}
    tasks = run(connection, f"SELECT {', '.join(TASKS.columns)} FROM tasks WHERE store_id = '{tablet.store}'")
    held["tasks"] = {tuple(row) for row in tasks}
    badges = run(connection, f"SELECT {', '.join(BADGES.columns)} FROM badges")
    held["badges"] = {tuple(row) for row in badges if row[1] in customers}
    return held


def shown(tablet: Tablet) -> dict[str, set[tuple[Any, ...]]]:
    """What it shows, of the tables and columns that its app knows."""
    found = {}
    for table in tablet.replica.tables.values():
        rows = tablet.connection.real.execute(f"SELECT {', '.join(table.columns)} FROM {table.name}")
        found[table.name] = set(map(tuple, rows.fetchall()))
    return found


def differences(connection: Connection, tablet: Tablet) -> list[str]:
    """In what the tablet is not yet as it must be at rest: what it shows, and what it still holds back."""
    wanted, found = expected(connection, tablet), shown(tablet)
    wrong = []
    for name, rows in found.items():
        width = len(tablet.replica.tables[name].columns)
        told = {row[:width] for row in wanted[name]}
        if rows != told:
            wrong.append(
                f"P1, P5: {tablet.name} shows {sorted(rows - told)} too much of {name}"
                f" and not {sorted(told - rows)}"
            )
    if tablet.outbox.counts().pending:
        wrong.append(f"P8: an operation is stuck on {tablet.name}")
    return wrong


def repairs_of(tablet: Tablet) -> int:
    """How many slices a digest found wrong."""
    found = repairs(tablet.replica)
    return found.slices + found.unhealed


def happened_once(connection: Connection, recorded: Mapping[str, Any], lost_by_restore: Some[str]) -> None:
    """P3: each operation has one effect at most and, unless the server lost its memory, one verdict."""
    effects = Counter(
        run(
            connection, "SELECT operation_id FROM notes UNION ALL SELECT operation_id FROM spendings"
        ).scalars()
    )
    verdicts = set(run(connection, "SELECT id FROM operation_verdicts").scalars())
    assert all(count == 1 for count in effects.values()), "P3: an effect happened twice"
    assert set(recorded) - set(lost_by_restore) <= verdicts, "P3: an operation was never decided"
    assert set(effects) <= verdicts, "P3: an effect without a verdict"


def keeps_the_quota(connection: Connection, promised: Mapping[str, int]) -> None:
    """P6: no more was accepted than there is, and what a tablet gave under its lease was accepted."""
    accepted = dict(run(connection, "SELECT operation_id, units FROM spendings").all())
    assert sum(accepted.values()) <= TOTAL, "P6: more was spent than there is"
    assert sum(promised.values()) <= TOTAL, "P6: tablets gave more away than there is"
    assert set(promised) <= set(accepted), "P6: what was given under a lease was refused"
