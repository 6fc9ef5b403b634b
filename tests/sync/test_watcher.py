"""The watcher tells the channels that something changed, and tidies up behind them once an hour."""

from __future__ import annotations

from collections.abc import Iterator
from queue import Empty, Queue

import pytest
from sqlalchemy import Engine

from sync.source import scopes
from sync.source.subscriptions import Subscriptions
from sync.source.wakeup import Watcher
from tests.sync.world import COLLECTIONS, GROUPINGS, run

HOUR_SECONDS = 3_600.0
READING = {
    "sqlite": {"reads": True},
    "postgresql": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
}


class Hours:
    """What is done each hour: fails the first time; `now` is the time by the watcher's clock."""

    def __init__(self) -> None:
        self.now = 0.0
        self.calls: Queue[float] = Queue()
        self.troubles: Queue[Exception] = Queue()

    def tidy(self) -> None:
        """Notes when it was called."""
        self.calls.put(self.now)
        if self.now == 0.0:
            raise RuntimeError("the first time it fails")


@pytest.fixture
def hours() -> Hours:
    return Hours()


@pytest.fixture
def listeners() -> Subscriptions:
    return Subscriptions()


@pytest.fixture(autouse=True)
def watcher(engine: Engine, hours: Hours, listeners: Subscriptions) -> Iterator[Watcher]:
    watcher = Watcher(
        engine, COLLECTIONS, GROUPINGS, listeners, reading=READING[engine.dialect.name],
        on_trouble=hours.troubles.put, each_hour=hours.tidy, seconds=lambda: hours.now,
    )  # fmt: skip
    with engine.begin() as connection:
        scopes.activate(connection, ["*"])
    watcher.start()
    yield watcher
    watcher.stop()


def change(engine: Engine, listeners: Subscriptions) -> None:
    """Goods have changed and the watcher has seen it."""
    subscription = listeners.subscribe("d1", ["*"], most=1)
    assert subscription is not None
    with engine.begin() as connection:
        run(connection, "UPDATE goods SET version = version + 1")
    assert subscription.wait(10.0), "nobody was told"
    listeners.give_back(subscription)


def test_tidying_is_done_once_an_hour_and_its_failure_ends_nothing(
    engine: Engine, listeners: Subscriptions, hours: Hours
) -> None:
    assert hours.calls.get(timeout=10) == 0.0
    assert "first time" in str(hours.troubles.get(timeout=10))
    for now in (1.0, HOUR_SECONDS - 1):
        hours.now = now
        change(engine, listeners)
    hours.now = HOUR_SECONDS
    change(engine, listeners)
    assert hours.calls.get(timeout=10) == HOUR_SECONDS
    with pytest.raises(Empty):
        hours.calls.get_nowait()
    assert hours.troubles.empty()
