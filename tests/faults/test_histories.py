"""Recorded histories have no anomalies, and the checker knows each kind of anomaly when it sees one."""

from __future__ import annotations

from typing import Any

import pytest

from tests.faults import histories
from tests.faults.history import Event, anomalies


def test_ten_clients_killed_and_cut_off_see_nothing_that_they_should_not() -> None:
    found = histories.run_history(200, 1)
    assert found.cases >= 200
    assert found.failures == ()


def test_a_history_shows_both_planted_faults() -> None:
    assert histories.control(1).failures


@pytest.mark.long
def test_twenty_thousand_events_of_ten_clients_have_no_anomaly() -> None:
    assert histories.run_history(20_000, 2).failures == ()


def saw(client: str, stamp: int, **shown: Any) -> Event:
    everything = {"goods": 1, "staff": 1, "customers": {"1": 1}, "lines": {"1": 1}, "notes": []}
    return Event(client, "saw", stamp=stamp, shown=everything | shown)


ANOMALIES = {
    "read your writes": [Event("d1", "saved", operation="x"), saw("d1", 1)],
    "a note was seen and is gone": [saw("d1", 1, notes=["x"]), saw("d1", 2)],
    "an older checkpoint is shown": [saw("d1", 2), saw("d1", 1)],
    "an older version is shown": [saw("d1", 1, goods=2, staff=2), saw("d1", 2)],
    "half of a write to everyone": [saw("d1", 1, staff=2)],
    "half of a write to a customer": [saw("d1", 1, lines={"1": 2})],
    "real time": [saw("d1", 2), saw("d2", 1, goods=2, staff=2)],
}


@pytest.mark.parametrize("name", ANOMALIES)
def test_the_checker_knows_an_anomaly(name: str) -> None:
    assert any(name in found for found in anomalies(ANOMALIES[name]))


def test_an_orderly_history_has_no_anomaly() -> None:
    assert anomalies([
        saw("d1", 1), Event("d1", "saved", operation="x"), saw("d1", 1, notes=["x"]),
        saw("d1", 1, goods=2, staff=2, notes=["x"]), saw("d2", 1), saw("d2", 2, goods=2, staff=2),
    ]) == []  # fmt: skip
