"""`python -m benchmarks NAME`: prints one JSON line a figure; `all` runs every benchmark in turn."""

from __future__ import annotations

import importlib
import json
import pkgutil
import subprocess
import sys
from collections.abc import Callable

import benchmarks


def names() -> list[str]:
    """Every module here that can be run as a benchmark."""
    modules = (m.name for m in pkgutil.iter_modules(benchmarks.__path__) if not m.name.startswith("_"))
    return sorted(n for n in modules if hasattr(importlib.import_module(f"benchmarks.{n}"), "run"))


def commit() -> str:
    """The commit that is measured, short; with a + where the tree differs from it."""
    found = subprocess.run(
        ["git", "describe", "--always", "--dirty=+"], capture_output=True, text=True, check=False
    )
    return found.stdout.strip() or "unknown"


def emitter(benchmark: str) -> Callable[[str, float, str, str, str], None]:
    """A function that prints one figure of a benchmark as a JSON line."""
    at = commit()

    def emit(figure: str, value: float, unit: str, case: str, against: str) -> None:
        line = {
            "benchmark": benchmark, "figure": figure, "value": round(value, 4), "unit": unit, "case": case,
            "against": against, "commit": at,
        }  # fmt: skip
        print(json.dumps(line), flush=True)

    return emit


def main() -> None:
    """Runs what was asked for."""
    wanted = sys.argv[1:]
    if not wanted or set(wanted) - {*names(), "all"}:
        sys.exit(f"usage: python -m benchmarks NAME, where NAME is all or one of: {', '.join(names())}")
    for name in names() if "all" in wanted else wanted:
        importlib.import_module(f"benchmarks.{name}").run(emitter(name))


if __name__ == "__main__":
    main()
