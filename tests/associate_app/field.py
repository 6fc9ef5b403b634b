"""A tablet somewhere, with the server as a test plays it: what it does about itself can be watched."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from associate_app.errors import ServerUnreachable
from associate_app.platform.keystore import MemoryKeystore
from associate_app.wiring import Tablet
from shared.clock import FixedClock, to_millis
from sync import rescue
from sync.protocol import Answer
from tests.associate_app.hq_world import CHEAP, Screen
from tests.associate_app.played_office import PARTING, RESCUE_PRIVATE, PlayedOffice
from tests.associate_app.small_world import PIN
from tests.server.world import NOW, counted_bytes

AWAY = ServerUnreachable("No.")


class Field:
    """One tablet somewhere, its clock, and the server it hears or does not hear."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.clock, self.screen, self.office = folder, FixedClock(NOW), Screen(), PlayedOffice()
        self.keystore, self.draw = MemoryKeystore(), counted_bytes()
        self.running: list[Tablet] = []

    def boot(self) -> Tablet:
        """The app starts; the one before was closed, or killed with it."""
        self.close()
        self.running.append(
            Tablet(
                self.folder, clock=self.clock, random_bytes=self.draw, post=self.screen.post,
                head_office=self.office, keystore=self.keystore, cost=CHEAP,
            )
        )  # fmt: skip
        return self.tablet

    @property
    def tablet(self) -> Tablet:
        return self.running[-1]

    def close(self) -> None:
        while self.running:
            self.running.pop().close()

    def at_work(self) -> Tablet:
        """Enrolled, and Mia has signed in."""
        tablet = self.boot()
        tablet.enrol.enrol(self.office.address, "ABCD-EFGH")
        tablet.sign_in.sign_in("101", PIN)
        return tablet

    def by_hand(self) -> Tablet:
        """Mia is at work, and from now on the guard does nothing beside what the test does."""
        tablet = self.at_work()
        tablet._guard.stop()
        return tablet

    def record(self, *notes: str) -> None:
        """Mia has written notes that no server has."""
        for note in notes:
            self.tablet._desk().recorder.record("note_added", 1, {"text": note})
        self.tablet._recorded()

    def lock(self) -> Tablet:
        self.tablet.lock()
        self.tablet._wait_for_closing()
        return self.tablet

    def advance(self, **time: float) -> None:
        """Time passes, here and at the server."""
        self.clock.advance(timedelta(**time))
        self.office.now_ms = to_millis(self.clock.now())

    def look(self) -> None:
        """The guard looks, and contact is due."""
        self.tablet._caretaker.hurry()
        self.tablet._guard.nudge()

    def wait(self, condition: Callable[[], Any]) -> None:
        self.screen.wait(condition)

    def left(self) -> set[str]:
        """What lies in the folder of replicas, sealed files and words about to be given."""
        patterns = ("replica-*.db", "unsent-*", "parting-*.json")
        return {path.name for pattern in patterns for path in self.folder.glob(pattern)}

    def sealed(self, name: str = "unsent-d1.sealed") -> list[str]:
        """The notes in the sealed file, as HQ reads them."""
        content = (self.folder / name).read_bytes()
        wires = rescue.unseal(content, private_key=RESCUE_PRIVATE, parting_key=PARTING)
        return [wire["arguments"]["text"] for wire in wires]

    def decide(self, verdict: Any) -> None:
        """The server decides everything that is queued."""
        outbox = self.tablet._desk().recorder._outbox()
        outbox.note_answers([Answer(wire["id"], verdict, "x", "No.") for wire in outbox.queued()])
        self.tablet._line_changed()
