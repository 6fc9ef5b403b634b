"""Building the model of Complete Journey and making a customer's lists by it, as server and tablet do.

Needs the demo's data: AISLE_HOME names its folder (`make demo` fills `.var`). A copy is used and built from
nothing, in a process of its own, so that its memory is what a build needs. `--quick` builds nothing and takes
the model that is there. What a customer's whole screen costs is measured by `app`.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection, connect

import zstandard

from benchmarks import recommend_lists
from benchmarks.databases import copy_database
from benchmarks.figures import Emit

TABLES = ("model_counts", "model_periods", "model_stores", "model_parts", "recommendation_models")
MB = 1e6


def run(emit: Emit) -> None:
    """Prints what a build costs, how large the model is, and what the lists of a customer cost."""
    with copied() as home:
        with connect(home / "aisle.db") as database:
            for table in TABLES:
                database.execute(f"DELETE FROM {table}")
        first, second = aisle(home, "model", "build"), aisle(home, "model", "build")
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        with connect(home / "aisle.db") as database:
            manifest, parts = model_in(database)
            learned = f"{manifest['rows']:,} visits, {manifest['items']:,} products"
            case = f"Complete Journey, {learned}, {os.cpu_count()} cores"
            emit("build_s", first, "s", case, "60 s budget")
            emit("rebuild_s", second, "s", f"{case}, no month to count", "60 s budget")
            emit("build_memory_mb", memory, "MB", case, "2000 MB budget")
            sizes(emit, manifest, parts)
            recommend_lists.measure(emit, database, home)


def run_quick(emit: Emit) -> None:
    """Prints what the lists of a customer cost by the model that is there."""
    with copied() as home, connect(home / "aisle.db") as database:
        recommend_lists.measure(emit, database, home)


@contextmanager
def copied() -> Iterator[Path]:
    """A folder with a copy of the demo's database in this version's shape, as long as the block lasts."""
    source = Path(os.environ.get("AISLE_HOME", ".var")) / "aisle.db"
    if not source.exists():
        sys.exit(f"{source} is not there. Run `make demo` first, or name a loaded folder in AISLE_HOME.")
    with tempfile.TemporaryDirectory(prefix="aisle-bench-") as folder:
        home = Path(folder)
        copy_database(source, home / "aisle.db")
        aisle(home, "db", "upgrade")
        yield home


def aisle(home: Path, *arguments: str) -> float:
    """Seconds that the command took."""
    began = time.perf_counter()
    command = [str(Path(sys.executable).parent / "aisle"), *arguments]
    environment = {**os.environ, "AISLE_HOME": str(home), "AISLE_DATABASE_URL": ""}
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def model_in(database: Connection) -> tuple[dict[str, object], dict[str, bytes]]:
    """Manifest and parts of the model that was built."""
    (manifest,) = database.execute("SELECT manifest FROM recommendation_models").fetchone()
    parts = database.execute("SELECT hash, data FROM model_parts").fetchall()
    return json.loads(manifest), {told: b64decode(data) for told, data in parts}


def sizes(emit: Emit, manifest: dict[str, object], parts: dict[str, bytes]) -> None:
    """How large the table is, as bytes and as it travels."""
    named = manifest["parts"]
    assert isinstance(named, list)  # noqa: S101 - for the type checker
    table = sum(part["bytes"] for part in named if part["name"].startswith("neighbours/"))
    items = int(str(manifest["items"]))
    emit("table_mb", table / MB, "MB", f"{items:,} products, 50 neighbours", "4 MB for 20,000 products")
    emit("table_mb_20000", table / items * 20_000 / MB, "MB", "20,000 products", "4 MB budget")
    wire = len(zstandard.ZstdCompressor().compress(b"".join(map(b64encode, parts.values()))))
    emit("model_wire_mb", wire / MB, "MB", "all parts in base64, zstandard", "nothing")
