"""Work beside the screen: answers come back by post, outdated ones never."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from associate_app.background import Unexpected, Worker
from associate_app.errors import Locked
from tests.associate_app.hq_world import Screen


@pytest.fixture
def screen() -> Screen:
    return Screen()


@pytest.fixture
def worker(screen: Screen) -> Iterator[Worker]:
    made = Worker(screen.post)
    yield made
    made.stop()


def gate() -> tuple[threading.Event, Callable[[], str]]:
    """A job that holds the worker until its event is set."""
    event = threading.Event()

    def wait() -> str:
        assert event.wait(10)
        return "first"

    return event, wait


def test_a_result_is_posted_and_the_work_is_done_elsewhere(worker: Worker, screen: Screen) -> None:
    got: list[Any] = []
    worker.run(threading.get_ident, got.append)
    screen.wait(lambda: got)
    assert got != [threading.get_ident()]


def test_an_error_that_was_meant_arrives_as_it_is(worker: Worker, screen: Screen) -> None:
    got: list[Any] = []

    def fail() -> None:
        raise Locked

    worker.run(fail, on_error=got.append)
    screen.wait(lambda: got)
    assert isinstance(got[0], Locked)


def test_a_mistake_in_the_app_is_told_without_its_innards(worker: Worker, screen: Screen) -> None:
    got: list[Any] = []

    def fail() -> None:
        raise ZeroDivisionError("secret innards")

    worker.run(fail, on_error=got.append)
    screen.wait(lambda: got)
    assert isinstance(got[0], Unexpected)
    assert "innards" not in got[0].sentence
    worker.run(lambda: "goes on", got.append)
    screen.wait(lambda: got[-1] == "goes on")


def test_only_the_latest_job_of_a_channel_answers(worker: Worker, screen: Screen) -> None:
    event, wait = gate()
    got: list[str] = []
    ran: list[str] = []

    def note(what: str) -> Callable[[], str]:
        def work() -> str:
            ran.append(what)
            return what

        return work

    worker.run(wait, got.append, channel="search")
    worker.run(note("second"), got.append, channel="search")
    worker.run(note("third"), got.append, channel="search")
    worker.run(note("other"), got.append, channel="customer")
    event.set()
    screen.wait(lambda: "other" in got)
    assert got == ["third", "other"]
    assert ran == ["third", "other"]


def test_an_answer_outdated_on_its_way_to_the_screen_is_dropped(worker: Worker, screen: Screen) -> None:
    got: list[str] = []
    worker.run(lambda: "early", got.append, channel="search")
    done = threading.Event()
    worker.run(done.set)
    assert done.wait(10)
    worker.drop("search")
    screen.look()
    assert got == []
    worker.run(lambda: "late", got.append, channel="search")
    screen.wait(lambda: got)
    assert got == ["late"]


def test_on_lock_nothing_under_way_reaches_the_screen(worker: Worker, screen: Screen) -> None:
    event, wait = gate()
    got: list[str] = []
    worker.run(wait, got.append, channel="customer")
    worker.drop()
    event.set()
    worker.run(lambda: "after", got.append)
    screen.wait(lambda: got)
    assert got == ["after"]


def test_a_worker_may_be_stopped_by_its_own_job(screen: Screen) -> None:
    worker = Worker(screen.post)
    stopped = threading.Event()

    def stop() -> None:
        worker.stop()
        stopped.set()

    worker.run(stop)
    assert stopped.wait(10)
