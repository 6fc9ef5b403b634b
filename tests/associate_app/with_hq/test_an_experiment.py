"""The whole story of an experiment: started by two people, met on tablets without a line, read at HQ.

What it brings is planted: whoever is in the second group spends half as much again. Both tablets work a day
without a line; one comes back that evening, the other one the day after.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy.orm import Session

from associate_app.wiring import Tablet
from server.experiments import service as experiments
from server.insights import service as insights
from shared.clock import DAY_MS, FixedClock
from shared.experiments import arm_in, experiment_from_row
from tests.associate_app.hq_world import Headquarters, Screen, make_tablet
from tests.associate_app.small_world import NOW_MS, PIN
from tests.server.console.desk import Desk
from tests.server.insights.crowds import put
from tests.server.world import Cast, counted_bytes
from tools.line import Line

EXPERIMENT: Final = "0198f7a0-0000-7000-8000-0000000000e9"
TRIED: Final = {
    "name": "What is due first", "hypothesis": "Whoever sees what is due again first buys more.",
    "surface": "recommendations", "metric": "revenue", "control": "usual", "smallest_effect": 2_000,
    "variants": [
        {"key": "usual", "name": "As always", "weight": 5_000, "strategy": "model"},
        {"key": "due", "name": "Due again first", "weight": 5_000, "strategy": "repeat_first"},
    ],
    "starts_local": "2026-11-20T08:00", "ends_local": "2026-12-20T22:00",
}  # fmt: skip
EACH: Final = 110
LIFT: Final = 1.5
BOTH: Final = 10
"""So many customers are served on both tablets."""


@pytest.fixture
def hq_clock(clock: FixedClock) -> FixedClock:
    """HQ and the tablets agree on the time."""
    return clock


@pytest.fixture
def people(hq: Headquarters) -> list[int]:
    """As many customers in each group, in the book of the store, who agreed; they have bought before."""
    rule = experiment_from_row({**TRIED, "id": EXPERIMENT})
    arms: dict[str, list[int]] = {"usual": [], "due": []}
    number = 10_000
    while min(map(len, arms.values())) < EACH:
        number += 1
        mine = arms[str(arm_in(rule, number))]
        if len(mine) < EACH:
            mine.append(number)
    found = [who for pair in zip(*arms.values(), strict=True) for who in pair]
    with hq.session() as session:
        _settle(session, found)
        Cast(session).staff("reader")
    return found


def _settle(session: Session, people: list[int]) -> None:
    put(
        session, "customers",
        [{"id": who, "given_name": "Ada", "family_name": f"No {who}", "attributes": "{}"} for who in people],
    )  # fmt: skip
    put(session, "client_book", [{"store_id": "367", "customer_id": who} for who in people])
    word = {"purpose": "personalization", "channel": "any", "granted": 1, "wording": "yes", "source": "till"}
    put(session, "consents", [{"customer_id": who, "at_ms": NOW_MS - 90 * DAY_MS, **word} for who in people])
    put(session, "purchases", [_purchase(who, 1, NOW_MS - 20 * DAY_MS, _usual(who)) for who in people])


def _usual(who: int) -> int:
    """What she spends on a visit, in cents: everybody differs."""
    return 20_00 + who * 37 % 4_000


def _purchase(who: int, number: int, at_ms: int, total: int) -> dict[str, Any]:
    return {
        "id": who * 10 + number, "customer_id": who, "store_id": "367", "channel": "store", "at_ms": at_ms,
        "total_minor": total, "line_count": 1,
    }  # fmt: skip


@pytest.fixture
def started(hq: Headquarters, people: list[int]) -> None:
    """One person wrote the experiment, another one approved it, and it runs."""
    assert people
    with hq.session() as session:
        experiments.create(session, TRIED, by="marketer", now_ms=NOW_MS, new_id=EXPERIMENT)
        waiting = experiments.submit(session, EXPERIMENT, by="marketer", now_ms=NOW_MS)
        experiments.approve(session, EXPERIMENT, version=waiting.version, by="approver", now_ms=NOW_MS)
        experiments.start(session, EXPERIMENT, by="marketer", now_ms=NOW_MS)


@pytest.fixture
def tablets(
    hq: Headquarters, started: None, tmp_path: Path, clock: FixedClock, screen: Screen
) -> Iterator[list[tuple[Tablet, Line]]]:
    """Two tablets of the store, each on its own line, signed in and synced, then without a line."""
    assert started is None
    made = []
    for name, number, pin in (("first", "101", PIN), ("second", "102", "1357")):
        line = Line(int(hq.address.rsplit(":", 1)[1]))
        tablet = make_tablet(tmp_path / name, clock, screen, counted_bytes(name))
        tablet.enrol.enrol(line.address, hq.make_code())
        tablet.sign_in.sign_in(number, pin)
        screen.wait(lambda tablet=tablet: tablet.sync.status().state == "synced")
        line.cut()
        made.append((tablet, line))
    yield made
    for tablet, line in made:
        tablet.close()
        line.cut()


def serve(tablet: Tablet, people: list[int]) -> None:
    """Each customer's page was open, her suggestions in sight; most of them twice."""
    for who in people:
        tablet.customer.open(who)
        tablet.customer.seen(who, ["recommendations"])
        if who % 3:
            tablet.customer.seen(who, ["recommendations"])


def come_back(tablet: Tablet, line: Line, screen: Screen) -> None:
    """The line is there again, and everything recorded is at HQ."""
    line.restore()
    tablet._desk().recorder.announce()
    screen.wait(lambda: tablet.sync.status().state == "synced" and not tablet.sync.status().pending)


def read(hq: Headquarters, clock: FixedClock) -> insights.Results:
    """The results as HQ reads them now."""
    now_ms = round(clock.now().timestamp() * 1000)
    with hq.session() as session:
        assert insights.catch_up(session, now_ms)
        return insights.results(session, EXPERIMENT, now_ms)


def test_an_experiment_that_tablets_ran_without_a_line_is_read_rightly_at_hq(
    hq: Headquarters,
    people: list[int],
    tablets: list[tuple[Tablet, Line]],
    clock: FixedClock,
    screen: Screen,
    desk: Callable[[], Desk],
) -> None:
    (first, first_line), (second, second_line) = tablets
    half = len(people) // 2
    serve(first, people[:half])
    serve(second, people[half - BOTH :])
    assert hq.rows("SELECT COUNT(*) FROM exposures") == [(0,)]
    rule = experiment_from_row({**TRIED, "id": EXPERIMENT})
    lifts = {who: LIFT if arm_in(rule, who) == "due" else 1.0 for who in people}
    bought = [_purchase(who, 2, NOW_MS + 3_600_000, round(_usual(who) * lifts[who])) for who in people]
    with hq.session() as session:  # the tills have a line of their own
        put(session, "purchases", bought)
    clock.advance(timedelta(hours=6))
    assert read(hq, clock).verdict.kind == "nobody"

    come_back(first, first_line, screen)
    evening = read(hq, clock)
    assert evening.customers == half
    assert evening.verdict.kind == "early", "110 customers are too few for a verdict"
    assert evening.missing.tablets == 1, "the other one is still without a line"
    assert "1 tablet is still offline" in desk().get(f"/console/results/{EXPERIMENT}")

    clock.advance(timedelta(hours=10))
    come_back(first, first_line, screen)
    come_back(second, second_line, screen)
    morning = read(hq, clock)
    with hq.session() as session:
        kept = insights.readings_of(session, EXPERIMENT)
    assert kept[0].customers == half, "what was read that evening stays as it was"
    assert morning.customers == len(people) == 2 * EACH, "each customer once, however often and wherever"
    assert morning.missing.set_aside == {"duplicate": BOTH}
    assert morning.split is not None
    assert not morning.split.is_mismatch
    (outcome,) = morning.main
    assert outcome.uplift is not None
    assert outcome.uplift.low < LIFT - 1 < outcome.uplift.high
    assert (morning.verdict.kind, morning.verdict.arm) == ("better", "due")
    page = desk().get(f"/console/results/{EXPERIMENT}")
    assert "“Due again first” does better than “As always”: $" in page
    assert "still offline" not in page


@pytest.fixture
def desk(hq: Headquarters) -> Callable[[], Desk]:
    """Somebody at the console who may only read."""

    def sit() -> Desk:
        made = Desk(hq.app.test_client())
        made.sign_in("reader")
        return made

    return sit
