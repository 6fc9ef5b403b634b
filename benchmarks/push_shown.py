"""From the click on publish to the promotion in a tablet's list of offers: the real app without a window."""

from __future__ import annotations

import queue
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from associate_app.wiring import Tablet
from benchmarks.push_server import ASSOCIATE
from benchmarks.push_stage import HeadOffice, PushStage
from shared.clock import SystemClock
from tools.stage import PIN

LOOK_SECONDS = 0.005
PATIENCE_SECONDS = 30.0


class Desk:
    """A tablet of the store with an associate at work; what it posts runs while somebody waits."""

    def __init__(self, folder: Path, stage: PushStage) -> None:
        self._posted: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self.tablet = Tablet(
            folder, clock=SystemClock(), random_bytes=secrets.token_bytes, post=self._posted.put
        )
        self.tablet.enrol.enrol(stage.address, stage.enrolment_code())
        self.tablet.sign_in.sign_in(ASSOCIATE, PIN)
        self.wait(lambda: self.tablet.sync.status().state == "synced")

    def shows(self, promotion_id: str) -> bool:
        """True if it is in the list of offers, as running."""
        rows = self.tablet.offers.list()
        return any(row.promotion_id == promotion_id and row.status == "running" for row in rows)

    def wait(self, condition: Callable[[], bool]) -> float:
        """The moment at which the condition was found to hold."""
        until = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            if time.monotonic() > until:
                raise SystemExit("The tablet never showed it.")
            with suppress(queue.Empty):
                self._posted.get(timeout=LOOK_SECONDS)()
        return time.monotonic()

    def close(self) -> None:
        """The tablet is switched off."""
        self.tablet.close()


def seconds_to_shown(desk: Desk, office: HeadOffice, times: int) -> list[float]:
    """How long each of so many promotions took from the click until it was shown."""
    taken = []
    for number in range(times):
        promotion_id = office.prepare(f"Benchmark {number}")
        clicked = time.monotonic()
        office.publish(promotion_id)
        taken.append(desk.wait(lambda: desk.shows(promotion_id)) - clicked)  # noqa: B023 - waited for at once
    return taken
