"""What the associate was told is saved survives a kill at any moment."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from associate_app.store import recorder
from tests.associate_app.replica_world import ReplicaWorld

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("told", [1, 7, 20])
def test_every_note_that_was_called_saved_is_there_after_a_kill(tmp_path: Path, told: int) -> None:
    command = [sys.executable, "-m", "tests.associate_app.store.recording_process", str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for _ in range(told):
            last = int(process.stdout.readline())
        process.kill()
    world = ReplicaWorld(tmp_path)
    world.clock.advance(
        timedelta(minutes=1)
    )  # the tests' randomness begins anew, so its ids need another time
    world.open()
    notes = [wire["arguments"]["text"] for wire in world.pending()]
    assert notes[: last + 1] == [f"note {number}" for number in range(last + 1)]
    assert [wire["sequence"] for wire in world.pending()] == list(range(1, len(notes) + 1))
    world.desk.recorder.record("note_added", 1, {"text": "after"})
    with world.desk.reader.snapshot() as snapshot:
        assert recorder.counts(snapshot).pending == len(notes) + 1
    world.close()
