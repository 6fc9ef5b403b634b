"""Looks after the tablet every few seconds, whether it is locked or open, in a thread of its own."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

log = logging.getLogger(__name__)


class Guard:
    """Calls `look` at once and then again and again until it is stopped; a look that fails ends nothing."""

    def __init__(self, look: Callable[[], None], every_seconds: float) -> None:
        self._look = look
        self._every_seconds = every_seconds
        self._due = threading.Event()
        self._is_stopping = False
        self._thread = threading.Thread(target=self._run, name="tablet guard", daemon=True)

    def start(self) -> None:
        """The first look is taken now."""
        self._thread.start()

    def nudge(self) -> None:
        """The next look is taken as soon as possible."""
        self._due.set()

    def stop(self, timeout: float = 15.0) -> None:
        """No look is taken any more."""
        self._is_stopping = True
        self._due.set()
        if threading.current_thread() is not self._thread:
            self._thread.join(timeout)

    def _run(self) -> None:
        while not self._is_stopping:
            self._due.clear()
            try:
                self._look()
            except Exception:
                log.exception("a look after the tablet failed")
            self._due.wait(self._every_seconds)
