"""What a proof says: how many cases it tried and which of them broke the promise."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one run of a proof found; `facts` are figures beside the verdict (a share, a slowest time)."""

    cases: int
    failures: tuple[str, ...] = ()
    facts: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Proof:
    """A promise that can be tried: `run` with a number of cases and a seed, `control` with the fault planted.

    A control must find failures; a proof whose control finds none counts as broken.
    """

    name: str
    row: int
    promise: str
    short: int
    long: int
    run: Callable[[int, int], Outcome]
    control: Callable[[int], Outcome]


def report(proof: Proof, *, cases: int, seed: int) -> bool:
    """One JSON line on standard output; True if nothing failed and the control failed."""
    began = time.perf_counter()
    found = proof.run(cases, seed)
    control = proof.control(seed)
    line = {
        "proof": proof.name, "row": proof.row, "seed": seed, "cases": found.cases,
        "failures": len(found.failures), "first": found.failures[:1],
        "control_failures": len(control.failures),
        **found.facts, "seconds": round(time.perf_counter() - began, 1), "commit": _commit(),
    }  # fmt: skip
    print(json.dumps(line), flush=True)  # noqa: T201 - the line is the result
    return not found.failures and bool(control.failures)


def _commit() -> str:
    found = subprocess.run(
        ["git", "describe", "--always", "--dirty=+"], capture_output=True, text=True, check=False
    )
    return found.stdout.strip() or "unknown"
