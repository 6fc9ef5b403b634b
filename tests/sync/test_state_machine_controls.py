"""The state machine finds planted faults: one that could not would prove nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import text

from sync.device.apply import PullApplication
from sync.device.engine import SyncEngine
from sync.device.outbox import Outbox
from sync.protocol import Answer
from sync.source.feed import Pull
from sync.source.intake import Intake
from tests.sync.machine import Replication, Tablet
from tests.sync.world import Source

SEARCH = settings(
    deadline=None,
    max_examples=400,
    stateful_step_count=30,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate,),
    derandomize=True,
    database=None,
    report_multiple_bugs=False,
)


class WithoutDedupe(Intake):
    """Every push is taken as new."""

    def _known(self, _: Sequence[str]) -> dict[str, Any]:
        return {}

    def _taken_sequences(self, _: Sequence[int]) -> dict[int, str]:
        return {}

    def _store(self, decided: Iterable[Any]) -> None:
        rows = list(decided)
        for fresh, _ in rows:
            self._writer.execute(
                text("DELETE FROM operation_verdicts WHERE id = :id"), {"id": fresh.wire["id"]}
            )
        super()._store(rows)


class WithoutStaging(PullApplication):
    """Each page is shown as it comes."""

    def _keep_lines(self) -> None:
        if not self.is_load:
            for line in self._lines:
                self._applier.apply(line)
        else:
            super()._keep_lines()


class WithoutExits(Pull):
    """Nobody is told that a group left."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._groupings = ()


class WithoutUnstamped(Pull):
    """What has no number yet is left out, though the rows read already carry it."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._queries._has_unstamped = False


class WithoutStaircase(Pull):
    """A broken pull goes on as if nothing had changed meanwhile."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        steps = tuple(replace(step, stamp=self._log.stamp) for step in self._progress.steps)
        self._progress = replace(self._progress, steps=steps)


class SettledTooEarly(Outbox):
    """An operation leaves the overlay when the server has answered, before its effect is shown."""

    def note_answers(self, answers: Iterable[Answer]) -> None:
        known = list(answers)
        super().note_answers(known)
        self._connection.execute("DELETE FROM outbox WHERE state = 'decided'")


class HastyEngine(SyncEngine):
    application_type = WithoutStaging


class HastyTablet(Tablet):
    engine_type = HastyEngine


FAULTS: dict[str, dict[str, Any]] = {
    "no dedupe": {"source_type": staticmethod(partial(Source, intake=WithoutDedupe))},
    "no staging": {"tablet_type": HastyTablet, "menu": (0, 1)},
    "no exits": {"source_type": staticmethod(partial(Source, pull_type=WithoutExits)), "menu": (11, 12)},
    "no unstamped": {
        "source_type": staticmethod(partial(Source, pull_type=WithoutUnstamped)),
        "menu": (0, 1, 2, 3),
    },
    "no staircase": {
        "source_type": staticmethod(partial(Source, pull_type=WithoutStaircase)),
        "menu": (0, 1, 7),
    },
    "settled too early": {"outbox_type": SettledTooEarly},
}
"""Each fault with, where it needs luck otherwise, the writes among which it shows."""


@pytest.mark.parametrize("fault", FAULTS)
def test_the_state_machine_finds_a_planted_fault(fault: str) -> None:
    broken = type("Broken", (Replication,), FAULTS[fault])
    with pytest.raises(AssertionError):
        run_state_machine_as_test(broken, settings=SEARCH)
