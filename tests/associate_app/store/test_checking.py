"""The full comparison is made between two rounds, and asked again when it breaks off."""

from __future__ import annotations

import pytest

from associate_app.store.checking import Check, CheckedRounds
from shared.clock import FixedClock
from sync.device.engine import RoundReport
from sync.errors import Unreachable
from sync.protocol import Repairs
from tests.associate_app.small_world import NOW_MS
from tests.server.world import NOW


class Played:
    """Rounds that change nothing, and a comparison that ends as it was told to."""

    def __init__(self) -> None:
        self.found: Repairs | Unreachable = Repairs()
        self.total = Repairs(slices=7, rows=40, unhealed=1)
        self.seen: list[str] = []
        self.check = Check()
        self.rounds = CheckedRounds(self, lambda: self.total, self.check, FixedClock(NOW))

    def round(self) -> RoundReport:
        return RoundReport(pushed=0, rows=0, loaded=False, stamp=1)

    def verify_everything(self) -> Repairs:
        self.seen.append(self.check.result.name)
        if isinstance(self.found, Unreachable):
            raise self.found
        found, was = self.found, self.total
        self.total = Repairs(was.slices + found.slices, was.rows + found.rows, was.unhealed + found.unhealed)
        return found


def test_a_round_compares_only_when_somebody_asked() -> None:
    played = Played()
    assert played.rounds.round().rows == 0
    assert played.seen == []


@pytest.mark.parametrize(
    ("found", "name", "rows"),
    [
        (Repairs(), "agreed", 0),
        (Repairs(slices=1, rows=3), "repaired", 3),
        (Repairs(slices=1, rows=3, unhealed=1), "unhealed", 3),
    ],
)
def test_how_it_ended_is_noted_and_is_news(found: Repairs, name: str, rows: int) -> None:
    played = Played()
    played.found = found
    played.check.ask()
    assert played.rounds.round().rows == rows + 1
    result = played.check.result
    assert (result.name, result.rows, result.at_ms) == (name, rows, NOW_MS)
    assert played.seen == ["running"]
    assert played.rounds.round().rows == 0, "once is enough"


def test_one_that_broke_off_is_made_by_the_next_round() -> None:
    played = Played()
    played.found = Unreachable("No line.")
    played.check.ask()
    with pytest.raises(Unreachable):
        played.rounds.round()
    assert played.check.result.name == "asked"
    played.found = Repairs()
    played.rounds.round()
    assert played.check.result.name == "agreed"
