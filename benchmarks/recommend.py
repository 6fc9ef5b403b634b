"""Building the model of Complete Journey and scoring one customer by it, as server and tablet do.

Needs the demo's data: AISLE_HOME names its folder (`make demo` fills `.var`). A copy is used and built from
nothing, in a process of its own, so that its memory is what a build needs. Scoring takes the customer whose
history is nearest to 500 products; what her whole screen costs is measured by `app`.
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
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from sqlite3 import Connection, connect
from statistics import median

import zstandard

from benchmarks.databases import copy_database
from shared.clock import SystemClock, to_millis
from shared.recommendation import Bought, Model, fast, scoring, suggest
from shared.recommendation.scoring import Engine

Emit = Callable[[str, float, str, str, str], None]

PRODUCTS = 500
TIMES = 40
TABLES = ("model_counts", "model_periods", "model_stores", "model_parts", "recommendation_models")
MB = 1e6


def run(emit: Emit) -> None:
    """Prints what a build costs, how large the model is, and score_python_ms and score_numpy_ms."""
    source = Path(os.environ.get("AISLE_HOME", ".var")) / "aisle.db"
    if not source.exists():
        sys.exit(f"{source} is not there. Run `make demo` first, or name a loaded folder in AISLE_HOME.")
    with tempfile.TemporaryDirectory(prefix="aisle-bench-") as folder:
        home = Path(folder)
        copy_database(source, home / "aisle.db")
        aisle(home, "db", "upgrade")
        with connect(home / "aisle.db") as database:
            for table in (
                "model_counts",
                "model_periods",
                "model_stores",
                "model_parts",
                "recommendation_models",
            ):
                database.execute(f"DELETE FROM {table}")
        first, second = aisle(home, "model", "build"), aisle(home, "model", "build")
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        with connect(home / "aisle.db") as database:
            manifest, parts = model_in(database)
            history = history_of(database, customer_with(database, PRODUCTS))
    learned = f"{manifest['rows']:,} visits, {manifest['items']:,} products"
    case = f"Complete Journey, {learned}, {os.cpu_count()} cores"
    emit("build_s", first, "s", case, "60 s budget")
    emit("rebuild_s", second, "s", f"{case}, no month to count", "60 s budget")
    emit("build_memory_mb", memory, "MB", case, "2000 MB budget")
    sizes(emit, manifest, parts)
    model = Model.of(manifest, parts)
    score(emit, model, history)


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


def customer_with(database: Connection, products: int) -> int:
    """The customer who bought nearest to so many products."""
    query = (
        "SELECT customer_id FROM purchase_lines GROUP BY customer_id"
        " ORDER BY abs(count(DISTINCT product_id) - ?), customer_id LIMIT 1"
    )
    return int(database.execute(query, (products,)).fetchone()[0])


def history_of(database: Connection, customer_id: int) -> list[Bought]:
    """Everything that the customer bought."""
    query = (
        "SELECT l.product_id, p.at_ms, l.quantity FROM purchase_lines AS l"
        " JOIN purchases AS p ON p.id = l.purchase_id WHERE p.customer_id = ?"
    )
    return [Bought(*row) for row in database.execute(query, (customer_id,))]


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


def score(emit: Emit, model: Model, history: Sequence[Bought]) -> None:
    """How long all lists of one customer take, once the model is decoded."""
    bought = Counter(line.product_id for line in history)
    case = f"{len(bought)} products, {len(history):,} lines, top 20 of three lists"
    engines: dict[str, Engine] = {"score_python_ms": scoring.explore, "score_numpy_ms": fast.explore}
    budgets = {"score_python_ms": "15 ms budget", "score_numpy_ms": "3 ms budget"}
    now_ms = to_millis(SystemClock().now())
    for figure, engine in engines.items():
        spent = []
        for _ in range(TIMES + 1):
            began = time.perf_counter()
            suggest(history, model=model, now_ms=now_ms, time_zone="America/New_York", explore=engine)
            spent.append((time.perf_counter() - began) * 1000)
        emit(figure, median(spent[1:]), "ms", f"{case}, median of {TIMES}", budgets[figure])
