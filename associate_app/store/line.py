"""What is known of the line to the server: kept by the sync loop, read by the screens."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, replace
from typing import Final, Literal

from associate_app.errors import TabletError
from associate_app.store.database import tablet_errors
from shared.words import _
from sync.device.engine import RoundReport
from sync.device.loop import Rounds
from sync.errors import SyncError

log = logging.getLogger(__name__)

FRESH_MS: Final = 120_000
"""So long after the last contact the replica counts as HQ's present view: two rounds of an idle loop."""

LineName = Literal["waiting", "syncing", "synced", "offline", "refused"]


@dataclass(frozen=True, slots=True)
class LineState:
    """How the line stands, when HQ last answered a whole round, and why it does not if it does not."""

    name: LineName = "waiting"
    contact_ms: int | None = None
    reason: str = ""


class Line:
    """The line's state, shared by threads."""

    def __init__(self) -> None:
        self._state = LineState()
        self._lock = threading.Lock()

    @property
    def state(self) -> LineState:
        """How the line stands now."""
        with self._lock:
            return self._state

    def note(self, name: LineName, now_ms: int, reason: str = "") -> None:
        """The line stands like that since now; a contact is remembered beyond it."""
        with self._lock:
            contact = now_ms if name == "synced" else self._state.contact_ms
            self._state = replace(self._state, name=name, contact_ms=contact, reason=reason)

    def is_fresh(self, now_ms: int) -> bool:
        """True while HQ's word is recent enough that nothing need be called provisional."""
        state = self.state
        if state.name not in ("synced", "syncing") or state.contact_ms is None:
            return False
        return now_ms - state.contact_ms <= FRESH_MS


class RoundBroken(SyncError):
    """A round ended early for a reason on this tablet; nothing is lost and the next one goes on."""

    code = "round_broken"


class GuardedRounds:
    """Rounds whose every failure is one that the loop survives: a full disk must not end the retrying."""

    def __init__(self, rounds: Rounds) -> None:
        self._rounds = rounds

    def round(self) -> RoundReport:
        """One round; whatever breaks it leaves as an error of replication."""
        try:
            with tablet_errors():
                return self._rounds.round()
        except SyncError:
            raise
        except TabletError as error:
            raise RoundBroken(error.sentence) from error
        except Exception as error:
            log.exception("a round of the tablet failed")
            raise RoundBroken(
                _("Sync has a problem of its own, which was noted. It goes on trying.")
            ) from error
