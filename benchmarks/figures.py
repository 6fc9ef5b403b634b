"""One language for all figures: a JSON line each, with the commit that was measured."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable

Emit = Callable[[str, float, str, str, str], None]
"""Prints a figure: its name, value, unit, the case it is of, and what it stands beside."""


def commit() -> str:
    """The commit that is measured, short; with a + where the tree differs from it."""
    found = subprocess.run(
        ["git", "describe", "--always", "--dirty=+"], capture_output=True, text=True, check=False
    )
    return found.stdout.strip() or "unknown"


def emitter(benchmark: str) -> Emit:
    """A function that prints one figure of a benchmark as a JSON line."""
    at = commit()

    def emit(figure: str, value: float, unit: str, case: str, against: str) -> None:
        line = {
            "benchmark": benchmark, "figure": figure, "value": round(value, 4), "unit": unit, "case": case,
            "against": against, "commit": at,
        }  # fmt: skip
        print(json.dumps(line), flush=True)

    return emit
