"""Eight writers at once on real PostgreSQL: nothing is lost, and a plain sequence would lose some."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine, text

from sync.protocol import Cursor, PullRequest
from sync.source.scopes import shape_of
from tests.sync.world import COLLECTIONS, Source, build, open_engine

WRITERS = 8
TRANSACTIONS = 60


@pytest.fixture
def engine(postgres_url: str) -> Iterator[Engine]:
    engine = open_engine(postgres_url)
    build(engine)
    yield engine
    engine.dispose()


def write_from_many_threads(engine: Engine, meanwhile: Callable[[], None]) -> set[int]:
    """The ids written, each transaction of its own length; `meanwhile` runs all the time."""

    def write(writer: int) -> None:
        chance = random.Random(writer)
        for number in range(TRANSACTIONS):
            with engine.begin() as connection:
                values = {"id": 1000 + writer * TRANSACTIONS + number, "wait": chance.random() * 0.004}
                connection.execute(text("INSERT INTO goods VALUES (:id, 1)"), {"id": values["id"]})
                connection.execute(text("SELECT pg_sleep(:wait)"), {"wait": values["wait"]})

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(WRITERS)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        meanwhile()
    for thread in threads:
        thread.join()
    meanwhile()
    return set(range(1000, 1000 + WRITERS * TRANSACTIONS))


def test_a_device_that_pulls_all_the_time_misses_no_commit(engine: Engine) -> None:
    source, seen = Source(engine, page_rows=5000), set[int]()
    shape = shape_of(source.scopes("1", "d1"), COLLECTIONS)
    cursor: list[Cursor | None] = [None]

    def pull() -> None:
        request = PullRequest(cursor[0], shape)
        source.begin_pull("1", "d1", request)
        with source.pull("1", "d1", request) as lines:
            cursor[0] = read(lines, seen)

    pull()
    assert write_from_many_threads(engine, pull) - seen == set()


def read(lines: Iterator[bytes], seen: set[int]) -> Cursor:
    """The ids of a pull's goods are in `seen`; gives the cursor it ends at."""
    import orjson

    messages = [orjson.loads(line) for line in lines]
    for message in messages:
        if message["type"] == "rows" and message["collection"] == "goods":
            seen |= {row[0] for row in message["rows"]}
    return Cursor(messages[0]["epoch"], messages[0]["stamp"])


def test_a_plain_sequence_as_cursor_would_lose_some(engine: Engine) -> None:
    """The control: the journal's own numbers are given before commit, so a lower one may appear later."""
    seen, last = set[int](), [0]

    def pull() -> None:
        with engine.connect() as connection:
            rows = connection.execute(
                text("SELECT id, key FROM sync_journal WHERE id > :last ORDER BY id"), {"last": last[0]}
            ).all()
        for number, key in rows:
            last[0] = max(last[0], number)
            seen.add(int(key.strip("[]").strip('"')) if key.strip("[]").isdigit() else -1)

    assert len(write_from_many_threads(engine, pull) - seen) > 0
