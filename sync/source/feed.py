"""The stream of one pull, read in one snapshot: what it sends is exactly what the snapshot holds.

Whatever the log says between the device's cursor and the newest number is sent as it is now, together with
what is committed and visible but has no number yet: a row read now may already carry such a change, and the
other half of its transaction must not be missing.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from functools import cached_property
from typing import Any

import orjson
from sqlalchemy import Connection, text

from sync.digest import Slice
from sync.protocol import (
    PAGE_BYTES,
    PAGE_ROWS,
    PROTOCOL_VERSION,
    SELF_CHECKING,
    Collection,
    Grouping,
    PullRequest,
)
from sync.source.changelog import LogState, is_stamped, state_of
from sync.source.cursor import LOADED, Progress, progress_of
from sync.source.dialect import Dialect, tables_of
from sync.source.digest import SLICE_ROWS, Verification
from sync.source.fanout import one_of_each_name
from sync.source.queries import Queries, Statement
from sync.source.scopes import active_since, shape_of
from sync.source.slices import SliceQueries

_SPLIT_BYTES = 4 * PAGE_BYTES
_FEW = 2 * SLICE_ROWS


class Pull:
    """One pull over a connection in a snapshot (REPEATABLE READ on PostgreSQL, a read transaction on SQLite).

    Making it checks the request and may raise MustReload; `lines` then streams, in the version asked for.
    """

    def __init__(
        self,
        connection: Connection,
        request: PullRequest,
        *,
        scopes: Sequence[str],
        collections: Sequence[Collection],
        groupings: Sequence[Grouping],
        now_ms: int,
        page_rows: int = PAGE_ROWS,
        slice_rows: int = SLICE_ROWS,
    ) -> None:
        self._connection = connection
        self._collections = collections
        self._groupings = one_of_each_name(groupings)
        self._now_ms = now_ms
        self._page_rows = page_rows
        self._log: LogState = state_of(connection)
        self._shape = shape_of(scopes, collections)
        self._request = request
        self._protocol = request.protocol
        self._resumed = request.page is not None
        self._progress = progress_of(
            request, self._log,
            shape=self._shape, keys=[len(each.key) for each in collections],
            active_since=active_since(connection, scopes),
        )  # fmt: skip
        dialect = Dialect.of(connection, tables_of(collections, groupings))
        self._queries = Queries(
            dialect, scopes, collections, groupings, has_unstamped=not is_stamped(connection)
        )
        self._verification = Verification(
            self._few_or_batches, SliceQueries(dialect, scopes, groupings), collections, groupings,
            slice_rows=slice_rows,
        )  # fmt: skip
        self._counts: Counter[str] = Counter()
        self._named: set[str] = set()
        self._check = 0
        self._rows_in_page = 0
        self._bytes_in_page = 0

    def lines(self) -> Generator[bytes, None, None]:
        """The messages, each a line with its end."""
        is_load = self._progress.load is not None
        yield self._line({
            "type": "checkpoint", "protocol": self._protocol, "newest": PROTOCOL_VERSION,
            "epoch": self._log.epoch, "stamp": self._log.stamp, "shape": self._shape,
            "load": is_load, "resumed": self._resumed, "at_ms": self._now_ms,
            "rows": sum(self._held.values()) if is_load else None, "answers": self._request.question,
        })  # fmt: skip
        if is_load:
            yield from self._load()
        wanted = None if is_load or self._resumed else self._wanted
        if wanted is not None:
            yield from self._repair(wanted)
        if not is_load or self._resumed:
            yield from self._changes()
        if not is_load and self._protocol >= SELF_CHECKING:
            if wanted is not None:
                yield self._line(self._verification.again(wanted).to_wire())
            yield self._line(self._verification.follow(self._request.digest).to_wire())
        counts = self._held if is_load else self._counts
        yield self._line(
            {"type": "complete", "stamp": self._log.stamp, "counts": counts, "check": self._check}
        )

    def tell_columns_again(self) -> None:
        """The rows that follow can be read without those before."""
        self._named.clear()

    def _load(self) -> Iterator[bytes]:
        if not isinstance(self._progress.load, tuple):
            return
        first, after = self._progress.load
        for number in range(first, len(self._collections)):
            collection = self._collections[number]
            key = [collection.columns.index(column) for column in collection.key]
            for rows in self._batches(self._queries.rows(collection, after)):
                yield from self._rows(collection, rows)
                reached = [rows[-1][position] for position in key]
                self._progress = Progress(self._progress.base, load=(number, reached))
                yield from self._page()
            after = None
        self._progress = Progress(self._progress.base, load=LOADED)

    def _changes(self) -> Iterator[bytes]:
        """Exits first: a group that left and came back is forgotten before its rows arrive."""
        asked = self._progress
        touched = self._touched()
        for part, grouping in enumerate(self._groupings):
            if grouping.name not in touched:
                continue
            for rows in self._batches(self._queries.exits(grouping, asked, part)):
                groups = [orjson.loads(key)[0] for (key,) in rows]
                yield self._line({"type": "exited", "grouping": grouping.name, "groups": groups}, len(groups))
                yield from self._staged(part, rows[-1][0])
        for part, collection in enumerate(self._collections, start=len(self._groupings)):
            if touched.isdisjoint((collection.name, collection.grouping)):
                continue
            for rows in self._batches(self._queries.changes(collection, asked, part)):
                yield from self._rows(collection, [row[2:] for row in rows if row[1]])
                gone = [orjson.Fragment(row[0]) for row in rows if not row[1]]
                if gone:
                    yield self._line(
                        {"type": "removed", "collection": collection.name, "keys": gone}, len(gone)
                    )
                    self._counts[collection.name] += len(gone)
                yield from self._staged(part, rows[-1][0])

    def _touched(self) -> set[str | None]:
        """The collections and groupings that must be looked at: mostly one or two of two dozen."""
        statement = self._queries.touched(self._progress)
        if statement is None:
            return {*(each.name for each in self._groupings), *(each.name for each in self._collections)}
        return set(self._connection.execute(text(statement.sql), statement.values).scalars())

    @property
    def _wanted(self) -> Slice | None:
        """The slice that the device wants once more, if it is one of its own."""
        asked = self._request.repair if self._protocol >= SELF_CHECKING else None
        return self._verification.slice_of(asked) if asked else None

    def _repair(self, wanted: Slice) -> Iterator[bytes]:
        """The slice as the snapshot holds it, before what changed: the device empties it and writes it anew.

        No page ends in it. A pull that broke off has staged it whole or begins again.
        """
        yield self._line({"type": "repair", "slice": wanted.to_wire()})
        for collection, rows in self._verification.rows(wanted):
            yield from self._rows(collection, rows)

    def _staged(self, part: int, key: str) -> Iterator[bytes]:
        self._progress = self._progress.staged(part, key, self._log.stamp)
        yield from self._page()

    def _batches(self, statement: Statement) -> Iterator[Sequence[Any]]:
        """The answer in batches of plain tuples, never held whole."""
        # told with the statement: told to the connection it would hold for every later one
        result = self._connection.execute(
            text(statement.sql),
            statement.values,
            execution_options={"stream_results": True, "max_row_buffer": self._page_rows},
        )
        try:
            if self._connection.dialect.name == "sqlite":
                # the driver's own tuples: nothing is gained by wrapping a hundred thousand of them
                while rows := result.cursor.fetchmany(self._page_rows):
                    yield rows
            else:
                while rows := result.fetchmany(self._page_rows):
                    yield list(map(tuple, rows))
        finally:
            result.close()

    def _few_or_batches(self, statement: Statement) -> Iterator[Sequence[Any]]:
        """The answer at once if it is small, as slices are: a cursor on PostgreSQL asks three times more."""
        if self._connection.dialect.name != "sqlite":
            rows = self._few(statement)
            if rows is not None:
                yield rows
                return
        yield from self._batches(statement)

    def _few(self, statement: Statement) -> Sequence[Any] | None:
        """All rows, in order if they are bounded; None if there are too many to be held."""
        sql = statement.sql
        if statement.most is None:
            sql = f"SELECT * FROM ({sql}) AS few LIMIT {_FEW + 1}"
        elif statement.most > _FEW:
            return None
        rows = list(map(tuple, self._connection.execute(text(sql), statement.values)))
        return rows if len(rows) <= _FEW else None

    def _rows(self, collection: Collection, rows: Sequence[Any]) -> Iterator[bytes]:
        """One line of rows, or several if they are long."""
        if not rows:
            return
        message: dict[str, Any] = {"type": "rows", "collection": collection.name}
        if collection.name not in self._named:
            message |= collection.told(self._protocol)
        body = orjson.dumps(message | {"rows": rows})
        if len(body) > _SPLIT_BYTES and len(rows) > 1:
            middle = len(rows) // 2
            yield from self._rows(collection, rows[:middle])
            yield from self._rows(collection, rows[middle:])
            return
        self._named.add(collection.name)
        self._counts[collection.name] += len(rows)
        yield self._ended(body, len(rows))

    def _page(self) -> Iterator[bytes]:
        """A token from which a broken pull goes on, once enough has been sent since the last one."""
        if self._rows_in_page < self._page_rows and self._bytes_in_page < PAGE_BYTES:
            return
        token = self._progress.to_token(self._log.epoch, self._shape)
        yield self._line({"type": "page", "token": token, "check": self._check})
        self._rows_in_page = self._bytes_in_page = self._check = 0

    @cached_property
    def _held(self) -> dict[str, int]:
        """How many rows of each collection the device holds after a load."""
        counted = {c.name: self._queries.count(c) for c in self._collections}
        return {
            name: self._connection.execute(text(each.sql), each.values).scalar() or 0
            for name, each in counted.items()
        }

    def _line(self, message: dict[str, Any], rows: int = 0) -> bytes:
        return self._ended(orjson.dumps(message), rows)

    def _ended(self, body: bytes, rows: int) -> bytes:
        line = body + b"\n"
        self._check = zlib.crc32(line, self._check)
        self._rows_in_page += rows
        self._bytes_in_page += len(line)
        return line
