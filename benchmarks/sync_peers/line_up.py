"""Every peer in turn over one file of documents; what is missing on this machine is said and left out."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from benchmarks.databases import postgresql
from benchmarks.figures import Emit
from benchmarks.sync_peers import Figures
from benchmarks.sync_peers.javascript import measure as measure_javascript
from benchmarks.sync_peers.kinto import measure as measure_kinto
from tools.stage import free_port

KINTO, WATERMELON, POUCH = "Kinto 26.5, PostgreSQL", "WatermelonDB 0.28, SQLite", "PouchDB 9, express-pouchdb"
_JAVASCRIPT: Mapping[str, str] = {WATERMELON: "watermelon", POUCH: "pouch"}
Pass = Callable[[Path, Path], Figures | None]
"""One pass of a peer over a file of documents, in a folder that is not there yet."""


@contextmanager
def peers() -> Iterator[Mapping[str, Pass]]:
    """A way to run each peer once, as often as wanted while the block lasts."""
    with postgresql() as make_database:

        def kinto(lines: Path, folder: Path) -> Figures:
            return measure_kinto(lines, folder, make_database(), free_port())

        yield {
            KINTO: kinto,
            **{name: partial(measure_javascript, peer) for name, peer in _JAVASCRIPT.items()},
        }


def emit_peer(emit: Emit, name: str, figures: list[Figures]) -> None:
    """The better pass of a peer, as lines of the benchmark `sync-peer`."""
    documents = figures[0].documents
    case = f"{name}, {documents} lines, not encrypted"
    emit("rows_per_s", documents / min(f.first_s for f in figures), "rows/s", case, "-")
    wire = figures[0].wire_bytes / documents / 10
    emit("wire_mb_per_100k", wire, "MB", case, "-")
    emit("changed_1000_s", min(f.changed_s for f in figures), "s", case, "-")
    emit("push_operations_per_s", max(f.pushed / f.push_s for f in figures), "operations/s", case, "-")
    emit("client_memory_growth_mb", min(f.client_mb for f in figures), "MB", case, "-")
    emit("server_memory_growth_mb", min(f.server_mb for f in figures), "MB", case, "-")


def one_pass(name: str, run: Pass, lines: Path, number: int) -> Figures | None:
    """The figures of one more pass; says what it does, because some take minutes."""
    print(f"{name}, pass {number + 1} …", file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="aisle-peer-") as folder:
        figures = run(lines, Path(folder) / "pass")
    if figures is None:
        print(f"{name} is left out: Node is not here.", file=sys.stderr)
    elif figures.changed < 1000:
        raise SystemExit(f"{name} did not bring every change: its time would say nothing")
    return figures
