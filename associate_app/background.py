"""Work beside the screen: one worker thread, results posted back, outdated answers dropped."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from associate_app.errors import TabletError
from shared.errors import AisleError
from shared.words import lazy

Result = TypeVar("Result")
Post = Callable[[Callable[[], None]], None]

log = logging.getLogger(__name__)

SURPRISE: Final = lazy("Something went wrong here, and it was noted. Try again; what was saved is safe.")


class Unexpected(TabletError):
    """A mistake in the app itself, told without its innards."""

    code = "unexpected"


@dataclass(frozen=True)
class _Job:
    function: Callable[[], Any]
    on_done: Callable[[Any], None]
    on_error: Callable[[AisleError], None]
    channel: str | None
    number: int


class Worker:
    """Runs functions one after another off the screen's thread.

    Jobs of one channel replace each other: only the latest one's result is posted, and one that has not
    begun when a later one arrives is never run. `post` brings a call to the screen's thread; `on_fault` hears
    the code of every error.
    """

    def __init__(
        self, post: Post, name: str = "tablet work", on_fault: Callable[[str], None] = lambda _: None
    ) -> None:
        self._post = post
        self._on_fault = on_fault
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._latest: dict[str, int] = {}
        self._count = 0
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def run(
        self,
        function: Callable[[], Result],
        on_done: Callable[[Result], None] = lambda _: None,
        on_error: Callable[[AisleError], None] = lambda _: None,
        *,
        channel: str | None = None,
    ) -> None:
        """The function will be run; then `on_done` or `on_error` is posted with what came of it."""
        with self._lock:
            self._count += 1
            if channel is not None:
                self._latest[channel] = self._count
            self._jobs.put(_Job(function, on_done, on_error, channel, self._count))

    def drop(self, *channels: str) -> None:
        """Nothing that is under way in these channels, or in any if none is named, will be posted."""
        with self._lock:
            self._count += 1
            for channel in channels or tuple(self._latest):
                self._latest[channel] = self._count

    def stop(self, timeout: float = 5.0) -> None:
        """The job under way ends, and no other begins."""
        self._jobs.put(None)
        if threading.current_thread() is not self._thread:
            self._thread.join(timeout)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            if self._is_wanted(job):
                self._run(job)

    def _run(self, job: _Job) -> None:
        try:
            result = job.function()
        except AisleError as error:
            self._on_fault(error.code)
            self._post_if_wanted(job, job.on_error, error)
        except Exception:
            log.exception("a job of the tablet failed")
            self._on_fault(Unexpected.code)
            self._post_if_wanted(job, job.on_error, Unexpected(SURPRISE))
        else:
            self._post_if_wanted(job, job.on_done, result)

    def _post_if_wanted(self, job: _Job, call: Callable[[Any], None], value: Any) -> None:
        def deliver() -> None:
            # asked again on the screen's thread: a later job may have been given while this was on its way
            if self._is_wanted(job):
                call(value)

        if self._is_wanted(job):
            self._post(deliver)

    def _is_wanted(self, job: _Job) -> bool:
        with self._lock:
            return job.channel is None or self._latest[job.channel] == job.number
