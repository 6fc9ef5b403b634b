"""What the sync loop reports becomes the line's state; an attempt is no news."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from associate_app.replication import Replication
from sync.device.engine import RoundReport
from sync.device.loop import LoopStatus
from sync.device.replica import Replica, ReplicaStatus
from sync.errors import Revoked, SyncError, Unreachable
from tests.associate_app.replica_world import ReplicaWorld


class Told:
    """Counts what a desk's owner hears."""

    def __init__(self, world: ReplicaWorld) -> None:
        assert world._open is not None
        replica = world._open.replica
        assert isinstance(replica, Replica)
        self.line = world.desk.line
        self.changes = self.revocations = 0
        self.faults: list[str] = []
        self.replication = Replication(
            world.desk,
            replica,
            "token",
            on_change=self._change,
            on_revoked=self._revoke,
            on_fault=self.faults.append,
        )

    def _change(self) -> None:
        self.changes += 1

    def _revoke(self) -> None:
        self.revocations += 1

    def hear(self, state: str, error: SyncError | None = None, rows: int = 0) -> None:
        report = RoundReport(pushed=0, rows=rows, loaded=False, stamp=1) if state == "synced" else None
        self.replication._reported(LoopStatus(state, report, error))


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Told]:
    world = ReplicaWorld(tmp_path)
    world.open()
    yield Told(world)
    world.close()


def test_the_first_attempt_is_shown_and_later_ones_do_not_flicker(told: Told) -> None:
    told.hear("syncing")
    assert told.line.state.name == "syncing"
    told.hear("offline", Unreachable("No line."))
    told.hear("syncing")
    assert (told.line.state.name, told.line.state.reason, told.changes) == ("offline", "No line.", 1)


def test_a_round_that_changed_nothing_is_no_news_and_one_that_did_is(told: Told) -> None:
    told.hear("synced")
    told.hear("synced")
    assert told.changes == 1
    told.hear("synced", rows=3)
    assert (told.changes, told.line.state.contact_ms is not None) == (2, True)


def test_each_step_of_a_load_is_told(told: Told) -> None:
    told.replication._progressed(
        ReplicaStatus(ready=False, loading=True, rows_loaded=5, rows_expected=9, checkpoint_ms=None)
    )
    told.replication._progressed(
        ReplicaStatus(ready=True, loading=False, rows_loaded=0, rows_expected=0, checkpoint_ms=1)
    )
    assert told.changes == 1


def test_only_a_revocation_by_hq_wipes_and_a_server_that_knows_no_such_tablet_does_not(told: Told) -> None:
    told.hear("refused", Revoked("Unknown.", code="unknown_device", status=401))
    assert told.revocations == 0
    told.hear("refused", Revoked("Off.", code="device_revoked", status=401))
    assert told.revocations == 1


def test_each_failure_is_counted_by_its_code(told: Told) -> None:
    told.hear("offline", Unreachable("No line to Olivia."))
    told.hear("synced")
    assert told.faults == [Unreachable.code]
