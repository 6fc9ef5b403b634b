"""Rows 1 and 2: random schedules of faults between five tablets and a server, on both databases.

One case in six runs on PostgreSQL. The schedules and what is asserted stand in `tests.sync.schedules`.
"""

from __future__ import annotations

from collections import Counter
from functools import partial

from tests.faults.proof import Outcome, Proof
from tests.postgresql import fresh_databases
from tests.sync.schedules.planted import FAULTS, WEDGES
from tests.sync.schedules.running import SHORTEST, first_failure, machine_with
from tests.sync.schedules.servers import postgres_server

ON_POSTGRESQL = 6


def run(cases: int, seed: int) -> Outcome:
    """So many schedules; those after the first that breaks a promise on a database are not run."""
    tally = Counter[str]()
    plain = machine_with(tally=tally)
    failures = [first_failure(plain, cases - cases // ON_POSTGRESQL, seed_number=seed)]
    with fresh_databases() as make:
        beside = machine_with(tally=tally, server=staticmethod(partial(postgres_server, make())))
        failures.append(first_failure(beside, max(1, cases // ON_POSTGRESQL), seed_number=seed))
        beside.server().close()
    return Outcome(tally["schedules"], tuple(filter(None, failures)), {
        "tablets": len(plain.places), "steps": SHORTEST,
        **{name.replace(" ", "_"): float(tally[name]) for name in sorted(tally) if name != "schedules"},
    })  # fmt: skip


def control(seed: int) -> Outcome:
    """Every planted fault is found, or there are no failures to show for it."""
    found = [first_failure(machine_with(**parts), 400, seed_number=seed) for parts in FAULTS.values()]
    return Outcome(len(found), tuple(each for each in found if each) if all(found) else ())


def run_to_rest(cases: int, seed: int) -> Outcome:
    """Schedules that damage nothing, and how many rounds each needed to come to rest."""
    machine = machine_with(roughest=0)
    failure = first_failure(machine, cases, seed_number=seed)
    rounds = {f"rest_after_{n}": float(machine.tally[f"at rest after {n} rounds"]) for n in (1, 2, 3)}
    return Outcome(machine.tally["schedules"], (failure,) if failure else (), rounds)


def control_of_rest(seed: int) -> Outcome:
    """A tablet that gives up what was lost once."""
    failure = first_failure(machine_with(**WEDGES), 400, seed_number=seed)
    return Outcome(1, (failure,) if failure and failure.startswith("P8") else ())


PROOFS = (
    Proof(
        "schedules", 1, "after any schedule of faults replicas equal the server; nothing lost, nothing twice",
        short=600, long=10_000, run=run, control=control,
    ),
    Proof(
        "liveness", 2, "three rounds after the line has healed every outbox is empty and every replica right",
        short=100, long=2_000, run=run_to_rest, control=control_of_rest,
    ),
)  # fmt: skip
