"""Sums follow whatever happens, and are always what counting everything gives."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from server.insights import measuring
from server.insights.measuring import KINDS, SUMS
from tests.server.insights.histories import WINDOWS, History, counted, rows
from tests.server.world import Actors


@pytest.fixture
def history(session: Session, actors: Actors) -> History:
    """A chain of two stores in which much happens."""
    assert actors
    made = History(session.connection(), seed=7)
    made.settle()
    measuring.set_windows(session.connection(), WINDOWS)
    return made


def kept(session: Session, kind: str = "all") -> dict[tuple[Any, ...], dict[str, int]]:
    """The sums that are kept of a kind of segments."""
    return {
        (row["trial_id"], row["arm"], row["day_no"]) if kind == "all" else
        (row["trial_id"], row["arm"], row["segment"]): {name: row[name] for name in SUMS}
        for row in rows(session.connection(), "trial_sums")
        if row["kind"] == kind
    }  # fmt: skip


def take_in(session: Session) -> None:
    measuring.begin(session.connection())
    measuring.take_in(session.connection())


def over_days(sums: dict[tuple[Any, ...], dict[str, int]]) -> dict[tuple[str, str], dict[str, int]]:
    found: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: dict.fromkeys(SUMS, 0))
    for (trial, arm, _), values in sums.items():
        for name, value in values.items():
            found[trial, arm][name] += value
    return dict(found)


def test_sums_follow_whatever_happens_in_any_order(session: Session, history: History) -> None:
    for _ in range(12):
        history.go_on(25)
        take_in(session)
        assert kept(session) == counted(session.connection())
    for kind in set(KINDS) - {"all"}:
        assert over_days(kept(session, kind)) == over_days(kept(session)), kind


def test_counting_everything_gives_the_same_sums(session: Session, history: History) -> None:
    history.go_on(200)
    take_in(session)
    history.go_on(50)
    take_in(session)
    before = rows(session.connection(), "trial_sums")
    session.execute(text("UPDATE trial_sums SET spent = spent + 1"))
    measuring.rebuild(session.connection())
    assert sorted(map(repr, rows(session.connection(), "trial_sums"))) == sorted(map(repr, before))


def test_an_erased_customer_leaves_the_sums_and_no_row(session: Session, history: History) -> None:
    history.go_on(200)
    take_in(session)
    whose = [row["customer_id"] for row in rows(session.connection(), "trial_customers")]
    history.forget(whose[0])
    assert measuring.is_due(session.connection())
    take_in(session)
    assert kept(session) == counted(session.connection())
    left = {row["customer_id"] for row in rows(session.connection(), "trial_customers")}
    assert whose[0] not in left
    assert rows(session.connection(), "trial_left") == []


def test_an_end_that_moves_counts_the_trial_anew(session: Session, history: History) -> None:
    history.go_on(200)
    take_in(session)
    moved = [each._replace(ends_ms=each.ends_ms - 20 * 86_400_000) for each in WINDOWS]
    measuring.set_windows(session.connection(), moved)
    take_in(session)
    earlier = kept(session)
    assert earlier != counted(session.connection())
    measuring.set_windows(session.connection(), WINDOWS)
    take_in(session)
    assert kept(session) == counted(session.connection())


def test_who_a_customer_was_stays_as_it_was_when_she_was_first_counted(
    session: Session, history: History
) -> None:
    history.meet(customer_id=9_000, trial_id="soup", variant="a")
    take_in(session)
    before = kept(session, "tier")
    session.execute(text("UPDATE customers SET tier = 'VIP' WHERE id = 9000"))
    history.buy(customer_id=9_000)
    take_in(session)
    assert set(kept(session, "tier")) == set(before)


def test_only_those_who_did_something_are_counted_anew(session: Session, history: History) -> None:
    history.meet(customer_id=9_000, trial_id="soup", variant="a")
    take_in(session)
    assert not measuring.is_due(session.connection())
    history.buy(customer_id=9_001)
    assert not measuring.is_due(session.connection()), "she has met nothing"
    history.buy(customer_id=9_000)
    assert measuring.is_due(session.connection())
