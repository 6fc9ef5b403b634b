"""Questions to presenters: asked off the screen's thread, answered in order, stale answers dropped."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import TypeVar

from associate_app.screens.tablet import Worker

T = TypeVar("T")
Complain = Callable[[Exception], None]


class Asker:
    """Asks on a worker; what goes wrong and nobody expected goes to `complain`."""

    def __init__(self, worker: Worker, complain: Complain) -> None:
        self._worker = worker
        self._complain = complain
        self._latest: defaultdict[str, int] = defaultdict(int)
        self._life = 0

    def ask(
        self, topic: str, question: Callable[[], T], done: Callable[[T], None], failed: Complain | None = None
    ) -> None:
        """Only the answer to the latest question on a topic arrives."""
        self._latest[topic] += 1
        number, life = self._latest[topic], self._life

        def is_wanted() -> bool:
            return life == self._life and number == self._latest[topic]

        def arrived(answer: T) -> None:
            if is_wanted():
                done(answer)

        def went_wrong(error: Exception) -> None:
            if is_wanted():
                (failed or self._complain)(error)

        self._worker.run(question, arrived, went_wrong, channel=topic)

    def tell(
        self, topic: str, deed: Callable[[], T], done: Callable[[T], None], failed: Complain | None = None
    ) -> None:
        """The deed is done; its answer counts as the latest on the topic, its error is always heard."""
        self._latest[topic] += 1
        life = self._life

        def arrived(answer: T) -> None:
            if life == self._life:
                done(answer)

        def went_wrong(error: Exception) -> None:
            if life == self._life:
                (failed or self._complain)(error)

        self._worker.run(deed, arrived, went_wrong)

    def forget(self) -> None:
        """No answer still on its way arrives: whom it was for has left."""
        self._life += 1
