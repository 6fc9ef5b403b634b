"""A real tablet leaves a real server: what it had not sent arrives in the end, and its receipt shows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from associate_app.wiring import WHY_WIPED, Tablet
from server.api import runtime
from server.devices import parting
from server.replication.rescue import take_in
from tests.associate_app.hq_world import Headquarters, Screen
from tests.associate_app.small_world import NOW_MS

LEFT = "SELECT status, wipe_reason, left_unsent FROM devices"


@dataclass
class Counter:
    """A tablet at work, the server behind it, and the folder of the tablet."""

    hq: Headquarters
    tablet: Tablet
    screen: Screen
    folder: Path

    def part(self, step: str) -> None:
        """HQ retires or revokes the tablet, and it hears of it."""
        (device_id,) = self.hq.rows("SELECT id FROM devices")[0]
        with self.hq.session() as session:
            getattr(parting, step)(session, device_id, NOW_MS)
        self.tablet._caretaker.hurry()
        self.tablet._guard.nudge()
        self.screen.wait(lambda: self.tablet.stage == "enrol")
        self.screen.wait(lambda: self.hq.rows("SELECT wiped_ms FROM devices") == [(NOW_MS,)])


@pytest.fixture
def counter(hq: Headquarters, tablet: Tablet, screen: Screen, tmp_path: Path) -> Counter:
    return Counter(hq, tablet, screen, tmp_path / "tablet")


def notes(hq: Headquarters) -> list[str]:
    return [words for (words,) in hq.rows("SELECT text FROM interactions")]


def test_a_retired_tablet_sends_everything_and_its_receipt_shows(counter: Counter) -> None:
    counter.tablet.customer.add_note(1, "Prefers the morning")
    counter.part("retire")
    assert counter.tablet.notice == str(WHY_WIPED["retired"])
    assert notes(counter.hq) == ["Prefers the morning"]
    assert counter.hq.rows(LEFT) == [("retired", "retired", 0)]
    assert not list(counter.folder.glob("replica-*"))


def test_what_a_revoked_tablet_sealed_is_taken_in_by_hq(counter: Counter) -> None:
    hq, tablet = counter.hq, counter.tablet
    hq.down()
    tablet.customer.add_note(1, "Prefers the morning")
    tablet.lock()
    hq.execute("UPDATE devices SET status = 'revoked'")
    hq.up()
    counter.part("revoke")
    assert hq.rows(LEFT) == [("revoked", "revoked", 1)]
    assert notes(hq) == []
    (file,) = counter.folder.glob("unsent-*.sealed")
    assert str(file) in tablet.notice
    with hq.app.app_context():
        secret_key = runtime().config.secret_key
    for _ in range(2):
        with hq.session() as session:
            taken = take_in(
                session, file.read_bytes(), secret_key=secret_key, now_ms=NOW_MS, on_trouble=lambda _: None
            )
        assert [answer.verdict for _, answer in taken.decided] == ["applied"]
    assert notes(hq) == ["Prefers the morning"]
