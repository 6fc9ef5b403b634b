"""A round goes as far as it can: what one part of the server cannot do holds up no other."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from sync.errors import ProtocolError, SyncError, Unreachable
from sync.leases import LeaseAnswer, LeaseReport
from tests.sync.line import FaultyLine
from tests.sync.tablet import Tablet
from tests.sync.world import Source, run, shown_by


@pytest.mark.parametrize("trouble", [Unreachable("Trouble of its own.", status=503), ProtocolError("What?")])
def test_a_server_that_cannot_lease_still_brings_every_change(
    engine: Engine, tmp_path: Path, trouble: SyncError
) -> None:
    class Leaseless(FaultyLine):
        def lease(self, _report: LeaseReport) -> LeaseAnswer:
            raise trouble

    line = Leaseless(Source(engine), "1", "d1")
    tablet = Tablet(line.source, tmp_path / "tablet.db", line)
    tablet.engine.round()
    with engine.begin() as connection:
        run(connection, "UPDATE goods SET version = 7")
    tablet.engine.round()
    assert {version for _, version in shown_by(tablet.connection)["goods"]} == {7}
    assert line.acknowledged is not None
    tablet.connection.close()


def test_a_line_found_dead_when_leases_are_renewed_ends_the_round(engine: Engine, tmp_path: Path) -> None:
    class Dead(FaultyLine):
        def lease(self, _report: LeaseReport) -> LeaseAnswer:
            raise Unreachable("Nobody answers.")

    line = Dead(Source(engine), "1", "d1")
    tablet = Tablet(line.source, tmp_path / "tablet.db", line)
    with pytest.raises(Unreachable, match="Nobody answers"):
        tablet.engine.round()
    assert tablet.replica.cursor() is None, "it waited for the pull as well"
    tablet.connection.close()
