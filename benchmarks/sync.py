"""Replication of a store's lines into an encrypted replica, over real HTTP, beside the raw limits and peers.

The real server and the app's own database, with lines of about 300 bytes made up with a fixed seed: 100,000
and 1,000,000 of them, on SQLite and PostgreSQL. Ours, the limits and the peers take turns, twice; the better
pass of each counts. Ratios are the result: absolute times are this machine's.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import orjson

from benchmarks.databases import postgresql
from benchmarks.figures import Emit, emitter
from benchmarks.sync_fleet import measure_fleet
from benchmarks.sync_peers import Figures
from benchmarks.sync_peers.line_up import Pass, emit_peer, peers
from benchmarks.sync_peers.line_up import one_pass as peer_pass
from benchmarks.sync_stage import BenchStage, client, one_pass, raw_server
from benchmarks.sync_world import documents
from tools.stage import free_port

PASSES = 2
SIZES = (100_000, 1_000_000)
PEERS_AT = 100_000
FLEETS = (1, 5, 20, 50)
_NOBODY: Mapping[str, Pass] = {}


@dataclass
class Passes:
    """What each contender took, pass by pass."""

    rows: list[Figures] = field(default_factory=list)
    snapshot: list[Figures] = field(default_factory=list)
    raw_rows_s: list[float] = field(default_factory=list)
    raw_file_s: list[float] = field(default_factory=list)
    peers: dict[str, list[Figures]] = field(default_factory=dict)


def run(emit: Emit) -> None:
    """Every size on both databases, the peers, and the growth with the number of tablets."""
    with postgresql() as make_database, peers() as line_up:
        for count in SIZES:
            with tempfile.TemporaryDirectory(prefix="aisle-bench-") as folder:
                home = Path(folder)
                # growth with tablets is shown at the smaller size: fifty times a million lines take an hour
                fleets = FLEETS if count == PEERS_AT else FLEETS[:2]
                measure(emit, home / "sqlite", f"sqlite:///{home / 'sqlite.db'}", count, fleets=fleets)
                # the peers beside ours on PostgreSQL: that is where Kinto lives
                beside = line_up if count == PEERS_AT else _NOBODY
                measure(emit, home / "postgresql", make_database(), count, beside=beside, fleets=fleets)


def run_quick(emit: Emit) -> None:
    """A small world on SQLite, without peers: shows that everything runs."""
    with tempfile.TemporaryDirectory(prefix="aisle-bench-") as folder:
        home = Path(folder)
        measure(emit, home / "sqlite", f"sqlite:///{home / 'sqlite.db'}", 10_000, fleets=(1, 3))


def measure(
    emit: Emit, home: Path, database_url: str, count: int, *,
    beside: Mapping[str, Pass] = _NOBODY, fleets: tuple[int, ...] = FLEETS,
) -> None:  # fmt: skip
    """One database with that many lines."""
    stage = BenchStage(home, free_port(), database_url)
    home.mkdir(parents=True)
    stage.our_server("seed", str(count))
    with ExitStack() as opened:
        server = opened.enter_context(stage.serving(home / "server.log"))
        raw = opened.enter_context(raw_server(database_url, home))
        stage.our_server("prepare")
        taken = Passes()
        for number in range(PASSES):
            here = home / f"pass{number}"
            here.mkdir()
            taken.raw_rows_s.append(client("sync_raw", "rows", raw, str(here))["first_s"])
            taken.raw_file_s.append(client("sync_raw", "file", raw, str(here))["first_s"])
            taken.rows.append(one_pass(stage, server, here / "rows", "rows"))
            taken.snapshot.append(one_pass(stage, server, here / "snapshot", "snapshot"))
            for name, run_peer in beside.items():
                figures = peer_pass(name, run_peer, lines_file(home, count), number)
                if figures is not None:
                    taken.peers.setdefault(name, []).append(figures)
        case = f"{count} lines, {'sqlite' if database_url.startswith('sqlite') else 'postgresql'}"
        report(emit, case, count, taken)
        measure_fleet(emit, case, stage, server, fleets)


def report(emit: Emit, case: str, count: int, taken: Passes) -> None:
    """The better pass of each, and the ratios."""
    ours = f"{case}, SQLCipher"
    raw = count / min(taken.raw_rows_s)
    whole = count / min(taken.raw_file_s)
    rows, snapshot = rows_per_s(taken.rows), rows_per_s(taken.snapshot)
    emit("raw_limit_rows_per_s", raw, "rows/s", f"{case}, not encrypted, nothing promised", "-")
    emit("raw_file_rows_per_s", whole, "rows/s", f"{case}, prebuilt SQLite file, not encrypted", "-")
    emit("rows_per_s", rows, "rows/s", ours, "raw limit")
    emit("rows_vs_raw_limit", rows / raw, "ratio", ours, "raw limit, target 0.5")
    emit("snapshot_rows_per_s", snapshot, "rows/s", ours, "100000")
    emit("snapshot_vs_raw_file", snapshot / whole, "ratio", ours, "prebuilt file, not encrypted")
    emit("wire_mb_per_100k", taken.rows[0].wire_bytes / count / 10, "MB", f"{ours}, rows", "6 MB")
    emit("wire_mb_per_100k", taken.snapshot[0].wire_bytes / count / 10, "MB", f"{ours}, snapshot", "6 MB")
    both = [*taken.rows, *taken.snapshot]
    emit("changed_1000_s", min(f.changed_s for f in both), "s", ours, "0.15 s")
    emit("push_operations_per_s", max(f.pushed / f.push_s for f in both), "operations/s", ours, "3000")
    for how, figures in (("rows", taken.rows), ("snapshot", taken.snapshot)):
        most = f"{ours}, {how}, at its highest"
        emit("client_memory_growth_mb", min(f.client_mb for f in figures), "MB", most, "60 MB")
        emit("server_memory_growth_mb", min(f.server_mb for f in figures), "MB", most, "200 MB")
    for name, passes in taken.peers.items():
        emit_peer(emitter("sync-peer"), name, passes)
        peer = rows_per_s(passes)
        emit("rows_vs_peer", rows / peer, "ratio", ours, name)
        emit("snapshot_vs_peer", snapshot / peer, "ratio", ours, name)


def rows_per_s(figures: list[Figures]) -> float:
    """The speed of the better first load."""
    return figures[0].documents / min(f.first_s for f in figures)


def lines_file(home: Path, count: int) -> Path:
    """The lines as JSON documents, one a line."""
    path = home / "documents.ndjson"
    if not path.exists():
        with path.open("wb") as file:
            for document in documents(count):
                file.write(orjson.dumps(document) + b"\n")
    return path
