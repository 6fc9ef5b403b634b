"""What a person at the window waits for: the figures of `window`, which runs in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Final

from benchmarks.figures import Emit
from benchmarks.tablet.timing import p95, report

BUDGET_MS: Final = 16
NO_PAINT: Final = "painting, which software does here, not counted"


def measure(folder: Path, emit: Emit, case: str) -> None:
    """Prints what a person waits for, how long the screen's thread was held, and the memory."""
    found = _run(folder)
    first, others = found["opening"][0], found["opening"][1:]
    starting = f"{case}, files in the system's cache"
    emit("cold_start_s", (found["sign_in_screen"] + found["signing_in"]) / 1000, "s", (
        f"{starting}: process start to sign-in screen, and last PIN digit to list and search"
    ), "2 s budget")  # fmt: skip
    emit("sign_in_s", found["signing_in"] / 1000, "s", f"{starting}: the second part alone", "nothing")
    typed = found["typing"]
    report(emit, "key_to_results_p95_ms", typed, f"{case}, 10 keys/s, {NO_PAINT}", "100 ms to the next key")
    emit("key_to_results_late", sum(each > 100 for each in typed), "keys", f"{case}, of {len(typed)}", "none")
    seen = [each["name"] for each in others]
    report(emit, "tap_to_name_p95_ms", seen, f"{case}, {NO_PAINT}", "150 ms budget")
    whole = [each["whole"] for each in others]
    report(emit, "tap_to_screen_p95_ms", whole, f"{case}, every widget there, {NO_PAINT}", "150 ms budget")
    emit(
        "first_tap_to_screen_ms", first["whole"], "ms", f"{case}, first customer, {NO_PAINT}", "150 ms budget"
    )
    emit(
        "painting_ms", found["painting"], "ms", "one whole frame by software, on no graphics chip", "nothing"
    )
    _holding(found, emit, case)
    emit(
        "memory_mb",
        found["memory_mb"],
        "MB",
        f"{case}, high-water mark with software graphics",
        "300 MB budget",
    )


def _run(folder: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.tablet.window", str(folder), str(time.time())]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _holding(found: dict[str, Any], emit: Emit, case: str) -> None:
    """How long the screen's thread did anything but draw, while a person was at work with it."""
    for figure, clock, told in (
        ("ui_held", "held", "by the clock"),
        ("ui_worked", "worked", "the thread's own time"),
        ("ui_layout", "laid_out", "layouts and textures before a frame is painted"),
    ):
        at_work = {name: each for name, each in found[clock].items() if name not in ("starting", "painting")}
        spent = [each for some in at_work.values() for each in some]
        longest = max(at_work, key=lambda name: max(at_work[name]))
        emit(
            f"{figure}_longest_ms",
            max(spent),
            "ms",
            f"{case}, {told}, during: {longest}",
            f"{BUDGET_MS} ms budget",
        )
        over = sum(each > BUDGET_MS for each in spent)
        emit(f"{figure}_over_16_ms", over, "frames", f"{case}, {told}, of {len(spent)}", "none")
        emit(f"{figure}_p95_ms", p95(spent), "ms", f"{case}, {told}", "nothing")
