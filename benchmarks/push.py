"""From publish to shown, and how many idle tablets one push process holds.

The real server, the real push process and the real app, on SQLite and PostgreSQL, all on loopback. The crowd
only holds its channels: its tablets are one line each, which hear the news, and at the end all ask for it.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.databases import postgresql
from benchmarks.figures import Emit
from benchmarks.push_crowd import Crowd
from benchmarks.push_pulls import Pulls, where_it_is
from benchmarks.push_shown import Desk, seconds_to_shown
from benchmarks.push_stage import HeadOffice, PushStage
from benchmarks.push_triggers import event_seconds
from server.push.limits import make_room
from tools.stage import free_port

BOUND_SECONDS = 2.0
"""What is promised: from publish to shown on a tablet, and to the last idle tablet of a full process."""

PULLED_SECONDS = 180.0
"""A run ends by itself, whoever still asks."""


@dataclass(frozen=True, slots=True)
class Size:
    """How much is done: publishes to one tablet; idle tablets, how long they idle, publishes to them."""

    publishes: int
    crowd: int
    idle_seconds: float
    crowd_publishes: int


WHOLE = Size(publishes=40, crowd=10_000, idle_seconds=30.0, crowd_publishes=5)
QUICK = Size(publishes=5, crowd=200, idle_seconds=8.0, crowd_publishes=2)


def run(emit: Emit) -> None:
    """Everything, on both databases."""
    _run(emit, WHOLE)


def run_quick(emit: Emit) -> None:
    """A few publishes to a few tablets."""
    _run(emit, QUICK)


def _run(emit: Emit, size: Size) -> None:
    with postgresql() as make_database, tempfile.TemporaryDirectory(prefix="aisle-bench-push-") as name:
        for kind in ("sqlite", "postgresql"):
            home = Path(name) / kind
            home.mkdir()
            url = f"sqlite:///{home / 'aisle.db'}" if kind == "sqlite" else make_database()
            stage = PushStage(home, free_port(), url)
            stage.seed(size.crowd)
            with stage.serving(home / "server.log"):
                measure_shown(emit, stage, kind, size)
                asyncio.run(measure_crowd(emit, stage, kind, size))


def measure_shown(emit: Emit, stage: PushStage, kind: str, size: Size) -> None:
    """How long publishes take to one tablet, over the push process and over the server's own channel."""
    with closing(HeadOffice(stage)) as office:
        with stage.pushing(100, stage.home / "push.log"), closing(Desk(stage.home / "tablet", stage)) as desk:
            _emit_times(emit, seconds_to_shown(desk, office, size.publishes), f"{kind}, push process")
            events = event_seconds(desk, office, size.publishes)
            _emit_times(emit, events, f"{kind}, push process", "event_to_shown_s", "events")
        # nobody answers at the address that the tablet is told: the server's own channel serves
        with closing(Desk(stage.home / "tablet2", stage)) as desk:
            _emit_times(emit, seconds_to_shown(desk, office, size.publishes), f"{kind}, no push process")


def _emit_times(
    emit: Emit, taken: list[float], case: str, figure: str = "publish_to_shown_s", of: str = "publishes"
) -> None:
    told = f"{case}, {len(taken)} {of}"
    emit(figure, statistics.median(taken), "s, p50", told, f"{BOUND_SECONDS:g} s")
    p95 = statistics.quantiles(taken, n=20, method="inclusive")[-1] if len(taken) > 1 else taken[0]
    emit(figure, p95, "s, p95", told, f"{BOUND_SECONDS:g} s")
    emit(figure, max(taken), "s, max", told, f"{BOUND_SECONDS:g} s")


async def measure_crowd(emit: Emit, stage: PushStage, kind: str, size: Size) -> None:
    """So many idle tablets are held for a while; then something is published to all of them."""
    room = make_room(size.crowd)
    if room < size.crowd:
        print(f"this system lets a process open few files: {room} tablets instead of {size.crowd}")
    log = stage.home / "push.log"
    process = await asyncio.to_thread(stage.push, room, log)
    crowd = Crowd(stage.push_port)
    try:
        cost = psutil.Process(process.process.pid)
        before = cost.memory_info().rss
        case = f"{kind}, {room} idle tablets"
        emit("crowd_opened_s", await crowd.open(room), "s", case, "nothing")
        await _idle(emit, crowd, cost, case, size.idle_seconds)
        grown = cost.memory_info().rss - before
        emit("idle_connections", len(crowd.lines) - crowd.lost, "connections", case, "10000")
        emit("memory_per_connection_kb", grown / room / 1e3, "kB", case, "nothing")
        emit("memory_mb", cost.memory_info().rss / 1e6, "MB", case, "nothing")
        await _publish(emit, crowd, stage, case, size.crowd_publishes)
        await _pull(emit, crowd, stage, f"{kind}, {room} tablets that all ask")
        emit("lost_connections", crowd.lost, "connections", case, "0")
        await asyncio.to_thread(process.kill)
        crowd.close()
        process = await asyncio.to_thread(stage.push, room, log)
        emit("crowd_back_after_kill_s", await crowd.open(room), "s", case, "nothing")
    finally:
        crowd.close()
        await asyncio.to_thread(process.stop)


async def _idle(emit: Emit, crowd: Crowd, cost: psutil.Process, case: str, seconds: float) -> None:
    """Nothing happens for so long but beats."""
    crowd.forget()
    spent = sum(cost.cpu_times()[:2])
    await asyncio.sleep(seconds)
    share = (sum(cost.cpu_times()[:2]) - spent) / seconds
    emit("idle_cpu_share", share, "of a core", case, "1")
    emit("fewest_beats", min(line.beats for line in crowd.lines), "beats", case, f"{seconds:g} s, 7 s apart")


async def _publish(emit: Emit, crowd: Crowd, stage: PushStage, case: str, times: int) -> None:
    """Each publish is heard by everybody; the slowest and those that missed it are told."""
    office = await asyncio.to_thread(HeadOffice, stage)
    taken, missed = [], 0
    for number in range(times):
        promotion_id = await asyncio.to_thread(office.prepare, f"To everybody {number}")
        await asyncio.sleep(1.5)  # a draft is nobody's news; whatever else is under way has been told
        crowd.forget()
        clicked = time.monotonic()
        await asyncio.to_thread(office.publish, promotion_id)
        await crowd.everybody_hears(10 * BOUND_SECONDS)
        missed += crowd.missing
        taken.append(crowd.last_heard - clicked)
    office.close()
    emit("publish_to_last_s", statistics.median(taken), "s, p50", case, f"{BOUND_SECONDS:g} s")
    emit("publish_to_last_s", max(taken), "s, max", case, f"{BOUND_SECONDS:g} s")
    emit("missed", missed, f"of {times * len(crowd.lines)}", case, "0")


async def _pull(emit: Emit, crowd: Crowd, stage: PushStage, case: str) -> None:
    """Everybody who hears the news asks for the change; the last who has it is told."""
    office = await asyncio.to_thread(HeadOffice, stage)
    promotion_id = await asyncio.to_thread(office.prepare, "To everybody who asks")
    await asyncio.sleep(1.5)
    pulls = Pulls(stage, promotion_id, await asyncio.to_thread(where_it_is, stage))
    crowd.forget()
    crowd.on_news = pulls.begin
    clicked = time.monotonic()
    await asyncio.to_thread(office.publish, promotion_id)
    await pulls.all_have_it(len(crowd.lines), PULLED_SECONDS)
    crowd.on_news = None
    office.close()
    taken = sorted(at - clicked for at in pulls.at.values())
    if taken:
        emit("publish_to_pulled_s", statistics.median(taken), "s, p50", case, "nothing")
        emit("publish_to_pulled_s", taken[-1], "s, last", case, "nothing")
        emit("pulls_per_s", len(taken) / (taken[-1] - taken[0] or 1), "pulls/s", case, "nothing")
    emit("asked_again", pulls.sent_away, "pulls", case, "0")
    emit("without_it", len(crowd.lines) - len(taken), f"of {len(crowd.lines)}", case, "0")
