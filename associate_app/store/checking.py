"""The full comparison with HQ that an associate can ask for: done between two rounds, by who does those."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, Literal, Protocol

from shared.clock import Clock, to_millis
from sync.device.engine import RoundReport
from sync.device.loop import Rounds
from sync.protocol import Repairs

CheckName = Literal["none", "asked", "running", "agreed", "repaired", "unhealed"]
UNDER_WAY: Final = ("asked", "running")


@dataclass(frozen=True, slots=True)
class CheckResult:
    """How it stands, when it ended, and how many records were put right."""

    name: CheckName = "none"
    at_ms: int = 0
    rows: int = 0


class Check:
    """The latest comparison that was asked for, shared by threads."""

    def __init__(self) -> None:
        self._result = CheckResult()
        self._lock = threading.Lock()

    @property
    def result(self) -> CheckResult:
        """How it stands now."""
        with self._lock:
            return self._result

    def ask(self) -> None:
        """It will be done with the next round that reaches HQ; one under way is not begun again."""
        with self._lock:
            if self._result.name not in UNDER_WAY:
                self._result = replace(self._result, name="asked")

    def note(self, name: CheckName, at_ms: int = 0, rows: int = 0) -> None:
        """It stands like that."""
        with self._lock:
            self._result = CheckResult(name, at_ms, rows)


class Verifying(Rounds, Protocol):
    """Rounds that can compare everything, too."""

    def verify_everything(self) -> Repairs:
        """Every record has been compared with HQ's."""


class CheckedRounds:
    """Rounds after which the comparison is made if somebody asked for it; what breaks off is asked again.

    `found` tells what was ever repaired here: the round before the comparison repairs, too.
    """

    def __init__(self, rounds: Verifying, found: Callable[[], Repairs], check: Check, clock: Clock) -> None:
        self._rounds = rounds
        self._found = found
        self._check = check
        self._clock = clock

    def round(self) -> RoundReport:
        """One round, and the comparison if it was asked for."""
        if self._check.result.name != "asked":
            return self._rounds.round()
        before = self._found()
        report = self._rounds.round()
        return replace(report, rows=report.rows + self._compare(before))

    def _compare(self, before: Repairs) -> int:
        """At least 1: how a comparison ended is news, even if nothing differed."""
        self._check.note("running")
        try:
            self._rounds.verify_everything()
        except BaseException:
            self._check.note("asked")
            raise
        after = self._found()
        rows = after.rows - before.rows
        name: CheckName = "repaired" if rows else "agreed"
        if after.unhealed > before.unhealed:
            name = "unhealed"
        self._check.note(name, to_millis(self._clock.now()), rows)
        return rows + 1
