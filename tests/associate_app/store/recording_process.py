"""A process that records notes until it is killed, and says after each that it is saved."""

from __future__ import annotations

import sys
from itertools import count
from pathlib import Path

from tests.associate_app.replica_world import ReplicaWorld

if __name__ == "__main__":
    desk = ReplicaWorld(Path(sys.argv[1])).open()
    for number in count():
        desk.recorder.record("note_added", 1, {"text": f"note {number}"})
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()
