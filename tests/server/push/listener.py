"""A tablet that only listens: what comes over its wake-up channel is written down as it comes."""

from __future__ import annotations

import threading
import time
from queue import Queue

import requests

from sync.device.transport import HttpTransport
from sync.errors import SyncError

PATIENCE_SECONDS = 10.0


class Listener:
    """Hears in a thread of its own; the first message has come when it is made."""

    def __init__(self, address: str, token: str) -> None:
        self.session = requests.Session()
        self._stream = HttpTransport(address, token, self.session).wake()
        self._heard: Queue[str] = Queue()
        self.error: SyncError | None = None
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()
        assert self._next() == "beat"

    def hears(self, kind: str, seconds: float = PATIENCE_SECONDS) -> None:
        """The message comes within that time, beats aside."""
        until = time.monotonic() + seconds
        while (heard := self._heard.get(timeout=max(0.001, until - time.monotonic()))) != kind:
            assert heard == "beat", heard
            assert time.monotonic() < until, "it did not come in time"

    def said(self) -> list[str]:
        """What has come since it was asked last, beats aside."""
        return [kind for kind in iter(lambda: self._heard.get_nowait() if not self._heard.empty() else "", "")
                if kind != "beat"]  # fmt: skip

    def is_over(self, seconds: float = PATIENCE_SECONDS) -> bool:
        """True if the channel ends within that time."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def close(self) -> None:
        """It listens no more."""
        self._stream.close()
        self._thread.join(PATIENCE_SECONDS)
        self.session.close()

    def __enter__(self) -> Listener:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _next(self) -> str:
        return self._heard.get(timeout=PATIENCE_SECONDS)

    def _listen(self) -> None:
        try:
            for kind in self._stream:
                self._heard.put(kind)
        except SyncError as error:
            self.error = error
