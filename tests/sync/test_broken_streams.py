"""A pull cut at any byte applies nothing by half, and goes on where it stopped."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine

from sync.device.transport import lines_of
from sync.errors import Unreachable
from sync.protocol import PullRequest
from tests.sync.line import Faults, FaultyLine
from tests.sync.tablet import Tablet
from tests.sync.world import Source, build, held_by, open_engine, run, shown_by

WHOLE_EVERY = 20
"""After every so many cuts the pull is also brought to its end; each byte would only take longer."""


class CutLine(FaultyLine):
    """Plays one pull, recorded once, up to each of its bytes; whole pulls come from the source."""

    body: bytes | None = None
    end: int | None = None

    @contextmanager
    def pull(self, request: PullRequest) -> Iterator[Iterator[bytes]]:
        if self.end is not None and self.body is not None:
            yield lines_of(self._arriving(self.body))
            return
        with super().pull(request) as lines:
            yield lines

    def _arriving(self, body: bytes) -> Iterator[bytes]:
        self.body = self.body or body
        yield body[: self.end]
        if self.end is not None:
            raise Unreachable("The line was cut.")


@pytest.fixture
def engine(sqlite_url: str) -> Iterator[Engine]:
    engine = open_engine(sqlite_url)
    build(engine)
    yield engine
    engine.dispose()


def cut_everywhere(engine: Engine, folder: Path, *, loaded: bool) -> None:
    """Cuts the next pull at each of its bytes, each time on a device of its own."""
    source = Source(engine)
    with source.reading() as connection:
        before = held_by(connection, "1", "d1")
    if loaded:
        original = Tablet(source, folder / "original.db")
        original.engine.round()
        original.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        original.connection.close()
        with engine.begin() as connection:
            run(connection, "UPDATE customers SET version = 5")
            run(connection, "UPDATE lines SET version = 5")
            run(connection, "DELETE FROM book WHERE customer_id = 0")
    with source.reading() as connection:
        after = held_by(connection, "1", "d1")
    nothing = {name: set[tuple[object, ...]]() for name in before}
    line = CutLine(source, "1", "d1")
    end, total = 0, 1
    while end < total:
        path = folder / "cut.db"
        for file in folder.glob("cut.db*"):
            file.unlink()
        if loaded:
            path.write_bytes((folder / "original.db").read_bytes())
        line.end = end
        tablet = Tablet(source, path, line)
        with pytest.raises(Unreachable):
            tablet.engine.round()
        assert shown_by(tablet.connection) == (before if loaded else nothing)
        total = len(line.body or b"")
        if end % WHOLE_EVERY == 0:
            line.end = None
            tablet.engine.round()
            assert shown_by(tablet.connection) == after
        tablet.connection.close()
        end += 1
    assert total > 500


def test_a_first_load_cut_at_any_byte_shows_nothing_by_half(engine: Engine, tmp_path: Path) -> None:
    cut_everywhere(engine, tmp_path, loaded=False)


def test_changes_cut_at_any_byte_show_nothing_by_half(engine: Engine, tmp_path: Path) -> None:
    cut_everywhere(engine, tmp_path, loaded=True)


def test_a_line_that_always_breaks_after_a_page_still_brings_the_load_to_its_end(
    engine: Engine, tmp_path: Path
) -> None:
    with engine.begin() as connection:
        run(
            connection,
            "INSERT INTO goods SELECT 100 + a.id * 10 + b.id, 0 FROM customers AS a, customers AS b",
        )
    source = Source(engine)
    tablet = Tablet(source, tmp_path / "tablet.db")
    rounds = 0
    while not tablet.replica.status().ready:
        # 1,100 bytes hold a page or two of this world, or the end with its digest, never the whole load
        tablet.line.faults = replace(Faults(), cut_bytes=1_100)
        rounds += 1
        assert rounds < 40, "the load never comes to its end"
        try:
            tablet.engine.round()
        except Unreachable:
            status = tablet.replica.status()
            assert 0 <= status.rows_loaded <= status.rows_expected, "progress tells how much is to come"
            with engine.begin() as connection:  # and the world moves on meanwhile
                run(connection, "UPDATE goods SET version = version + 1 WHERE id = 100")
    tablet.line.faults = Faults()
    tablet.engine.round()
    with source.reading() as connection:
        assert shown_by(tablet.connection) == held_by(connection, "1", "d1")
    assert rounds > 2
    tablet.connection.close()


def test_a_garbled_byte_is_noticed_and_asked_for_again(engine: Engine, tmp_path: Path) -> None:
    class GarbledLine(FaultyLine):
        is_garbled = True

        def _arriving(self, body: bytes) -> Iterator[bytes]:
            yield body.replace(b"[1,0]", b"[1,7]") if self.is_garbled else body

    line = GarbledLine(Source(engine), "1", "d1")
    tablet = Tablet(line.source, tmp_path / "tablet.db", line)
    with pytest.raises(Unreachable):
        tablet.engine.round()
    assert not tablet.replica.status().ready
    line.is_garbled = False
    tablet.engine.round()
    assert tablet.replica.status().ready
    tablet.connection.close()
