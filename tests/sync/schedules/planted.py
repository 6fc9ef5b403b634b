"""Faults in the code under test: a machine that could not find each of them would prove nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from sqlalchemy import text

from sync.device.apply import PullApplication
from sync.device.engine import SyncEngine
from sync.device.leases import Leases
from sync.device.outbox import Outbox
from sync.protocol import Answer
from sync.source.feed import Pull
from sync.source.intake import Intake
from tests.sync.schedules.tablet import Tablet
from tests.sync.world import Source


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


class WithoutDigests(PullApplication):
    """What the server says of its slices is not compared with anything."""

    def take(self, line: bytes) -> bool:
        taken = super().take(line)
        self._digests.clear()
        return taken


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


class PushedOnce(Outbox):
    """What was lost on its way is not pushed again until the app restarts."""

    def queued(self) -> list[dict[str, Any]]:
        before: set[str] = self.__dict__.setdefault("pushed", set())
        fresh = [wire for wire in super().queued() if wire["id"] not in before]
        before.update(wire["id"] for wire in fresh)
        return fresh


class NeverLess(Leases):
    """Units are spent without becoming fewer."""

    def spend(self, lease: str, costs: Mapping[str, int], now_ms: int) -> None:
        """Nothing is written down."""


def _tablet_with(application: type[PullApplication]) -> type[Tablet]:
    engine = type("PlantedEngine", (SyncEngine,), {"application_type": application})
    return type("PlantedTablet", (Tablet,), {"engine_type": engine})


_CALM: dict[str, Any] = {"changes": (), "events": (), "places": (("d1", "1"), ("d2", "2"))}
"""Two tablets, and nothing but writes, notes and a bad line: the less there is, the sooner a fault shows."""

FAULTS: dict[str, dict[str, Any]] = {
    "no dedupe": _CALM | {"source_type": staticmethod(partial(Source, intake=WithoutDedupe))},
    "no staging": _CALM | {"tablet_type": _tablet_with(WithoutStaging), "menu": (0, 1)},
    "no exits": _CALM
    | {"source_type": staticmethod(partial(Source, pull_type=WithoutExits)), "menu": (11, 12)},
    "no unstamped": _CALM
    | {"source_type": staticmethod(partial(Source, pull_type=WithoutUnstamped)), "menu": (0, 1, 2, 3)},
    "no staircase": _CALM
    | {"source_type": staticmethod(partial(Source, pull_type=WithoutStaircase)), "menu": (0, 1, 7)},
    "no digests": _CALM
    | {"tablet_type": _tablet_with(WithoutDigests), "changes": ("damage",), "roughest": 4},
    "leases never less": _CALM | {"tablet_type": type("Spender", (Tablet,), {"leases_type": NeverLess})},
    "settled too early": _CALM | {"outbox_type": SettledTooEarly},
}
"""Each fault with, where it needs luck otherwise, what there is to draw from."""

WEDGES: dict[str, Any] = _CALM | {"outbox_type": PushedOnce}
"""A tablet that stops trying: nothing is wrong but that it never comes to rest."""
