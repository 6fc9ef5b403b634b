"""Another thread for questions: a real one, whose answers really come later."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import Any


class ThreadWorker:
    """Runs each question on one thread and hands the answer to Kivy's clock."""

    def __init__(self) -> None:
        self._queue: queue.Queue[Callable[[], None] | None] = queue.Queue()
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    def run(self, function: Any, on_done: Any, on_error: Any, *, channel: str | None = None) -> None:
        from kivy.clock import Clock

        del channel  # the screens drop stale answers themselves, too

        def job() -> None:
            try:
                result = function()
            except Exception as error:  # noqa: BLE001 - every error goes back to who asked
                Clock.schedule_once(lambda _, error=error: on_error(error))
            else:
                Clock.schedule_once(lambda _: on_done(result))

        self._queue.put(job)

    def stop(self) -> None:
        self._queue.put(None)
        self._thread.join(5)

    def _work(self) -> None:
        while (job := self._queue.get()) is not None:
            job()
