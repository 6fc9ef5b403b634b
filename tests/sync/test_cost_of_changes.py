"""P10: what a few changes cost does not grow with the base."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import Any

import orjson
import pytest

from sync.protocol import ROW_STREAM, Cursor, PullRequest
from sync.source.feed import Pull
from tests.sync.world import COLLECTIONS, GROUPINGS, Source, build, open_engine, run

FIRST = 10
CHANGES = {
    "rows": (
        "UPDATE customers SET version = 1 WHERE id = 50",
        "UPDATE lines SET version = 1 WHERE customer_id = 50",
    ),
    "a group that leaves one scope and stays in the other": ("DELETE FROM pinned WHERE customer_id = 50",),
    "a group that leaves": ("DELETE FROM book WHERE customer_id = 51",),
}  # fmt: skip


def steps(path: Path, customers: int, statements: tuple[str, ...]) -> int:
    """How many steps of its machine SQLite needs to send the changes."""
    engine = open_engine(f"sqlite:///{path}")
    build(engine)
    many = range(FIRST, FIRST + customers)
    with engine.begin() as connection:
        raw: Any = connection.connection.driver_connection
        raw.executemany("INSERT INTO customers VALUES (?, 0)", ((n,) for n in many))
        raw.executemany("INSERT INTO book VALUES ('1', ?)", ((n,) for n in many))
        raw.executemany("INSERT INTO lines VALUES (?, 0, ?, 0)", ((n, n) for n in many))
        run(connection, "INSERT INTO pinned VALUES ('d1', 50)")
        run(connection, "ANALYZE")
    source = Source(engine, page_rows=5_000)
    source.begin_pull("1", "d1", PullRequest())
    with source.pull("1", "d1", PullRequest()) as lines:
        told = orjson.loads(next(lines))
    with engine.begin() as connection:
        for statement in statements:
            run(connection, statement)
    source.stamp()
    # the slice that is verified beside is of a fixed size, but larger than these few changes
    request = PullRequest(Cursor(told["epoch"], told["stamp"]), told["shape"], protocol=ROW_STREAM)
    counted = count()
    with source.reading() as connection:
        pulled = Pull(
            connection, request, scopes=source.scopes("1", "d1"), collections=COLLECTIONS,
            groupings=GROUPINGS, now_ms=0,
        )  # fmt: skip
        raw = connection.connection.driver_connection
        raw.set_progress_handler(lambda: next(counted) < 0, 10)
        assert len(list(pulled.lines())) > 2
        raw.set_progress_handler(None, 0)
    engine.dispose()
    return next(counted)


@pytest.mark.parametrize("statements", CHANGES.values(), ids=CHANGES)
def test_a_few_changes_cost_the_same_however_large_the_book_is(
    tmp_path: Path, statements: tuple[str, ...]
) -> None:
    small, large = (steps(tmp_path / f"{n}.db", n, statements) for n in (100, 5_000))
    assert large < 1.5 * small
