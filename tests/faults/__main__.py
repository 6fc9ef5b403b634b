"""`python -m tests.faults NAME… [--long] [--seed N]`: tries promises and prints one JSON line each."""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys

import tests.faults
from tests.faults.proof import Proof, report


def proofs() -> dict[str, Proof]:
    """Every proof of this folder by name: each module may hold a `PROOFS` tuple."""
    modules = (
        importlib.import_module(f"tests.faults.{module.name}")
        for module in pkgutil.iter_modules(tests.faults.__path__)
        if not module.name.startswith(("_", "test_"))
    )
    return {proof.name: proof for module in modules for proof in getattr(module, "PROOFS", ())}


def main() -> None:
    """Exit code 0 if every promise held and every control failed."""
    known = proofs()
    listed = "\n".join(f"  {p.name:<14} row {p.row:>2}  {p.promise}" for p in known.values())
    parser = argparse.ArgumentParser(
        prog="python -m tests.faults", description=__doc__, epilog=f"proofs:\n{listed}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("names", nargs="+", choices=[*known, "all"], metavar="NAME")
    parser.add_argument("--long", action="store_true", help="the long form: many more cases")
    parser.add_argument("--cases", type=int, help="exactly so many cases")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    wanted = known.values() if "all" in asked.names else [known[name] for name in asked.names]
    held = [
        report(proof, cases=asked.cases or (proof.long if asked.long else proof.short), seed=asked.seed)
        for proof in wanted
    ]
    sys.exit(0 if all(held) else 1)


if __name__ == "__main__":
    main()
