"""Runs every test on two workers with branch coverage, and holds each package to its floor.

`--long` runs the long forms of the proofs instead, without coverage.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.memory import memory

FLOORS = {
    "shared": 100.0, "sync": 95.0, "server": 95.0, "associate_app": 95.0, "associate_app/presenters": 100.0,
}  # fmt: skip
"""Percent of lines and branches together, of all files below; see reliability figures for where they are
going."""

REPORT = Path("build/coverage.json")


def pytest(*arguments: str) -> int:
    """The exit code of one pytest run, whose files lie in memory if there is room, and are gone after it.

    What a disk does when it fails, is full or loses its power is played in proofs that need no real one.
    """
    command = [sys.executable, "-m", "pytest", *arguments]
    with tempfile.TemporaryDirectory(prefix="aisle-tests-", dir=memory(gib=6)) as room:
        Path(room).chmod(0o711)  # PostgreSQL, which will not run as root, has its folder in it
        return subprocess.run(command, check=False, env=os.environ | {"TMPDIR": room}).returncode


def covered() -> dict[str, float]:
    """Percent covered of each package, from the last run."""
    totals: dict[str, list[int]] = {name: [0, 0] for name in FLOORS}
    for path, file in json.loads(REPORT.read_text())["files"].items():
        summary = file["summary"]
        for name, package in totals.items():
            if Path(path).is_relative_to(name):
                package[0] += summary["covered_lines"] + summary.get("covered_branches", 0)
                package[1] += summary["num_statements"] + summary.get("num_branches", 0)
    return {name: 100.0 * hit / all_ if all_ else 100.0 for name, (hit, all_) in totals.items()}


def main() -> None:
    """Exit code 0 if all tests passed and every package is covered to its floor."""
    started = time.monotonic()
    if "--long" in sys.argv:
        sys.exit(pytest("-m", "long", "-n", "2", "--dist", "loadgroup", "-q"))
    REPORT.parent.mkdir(exist_ok=True)
    code = pytest(
        "-m", "not long", "-n", "2", "--dist", "loadgroup", "-q", "--durations=12",
        "--cov", "--cov-branch", "--cov-report", f"json:{REPORT}", "--cov-report=",
    )  # fmt: skip
    if code:
        sys.exit(code)
    low = [
        f"{name} {value:.1f} % < {FLOORS[name]:.0f} %"
        for name, value in covered().items()
        if value < FLOORS[name]
    ]
    for name, value in covered().items():
        print(f"covered: {name} {value:.1f} % of lines and branches (floor {FLOORS[name]:.0f} %)")
    print(f"make test took {time.monotonic() - started:.0f} s")
    if low:
        sys.exit("Not covered enough: " + ", ".join(low))


if __name__ == "__main__":
    main()
