"""`python -m benchmarks NAME…`: prints one JSON line a figure; `all` runs every benchmark in turn.

`--quick` takes the short form of those that have one: it shows that everything runs, its figures say little.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil

import benchmarks
from benchmarks.figures import emitter


def names() -> list[str]:
    """Every module here that can be run as a benchmark."""
    modules = (m.name for m in pkgutil.iter_modules(benchmarks.__path__) if not m.name.startswith("_"))
    return sorted(n for n in modules if hasattr(importlib.import_module(f"benchmarks.{n}"), "run"))


def main() -> None:
    """Runs what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "names", nargs="+", choices=[*names(), "all"], metavar="NAME", help=", ".join(names())
    )
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--customers", type=int, help="how large the chain is, for those that measure on one")
    asked = parser.parse_args()
    for name in names() if "all" in asked.names else asked.names:
        module = importlib.import_module(f"benchmarks.{name}")
        short = getattr(module, "run_quick", None) if asked.quick else None
        if asked.customers and hasattr(module, "run_sized"):
            module.run_sized(emitter(name), asked.customers)
        else:
            (short or module.run)(emitter(name))


if __name__ == "__main__":
    main()
