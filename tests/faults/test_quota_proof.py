"""Row 11 in its short and its long form."""

from __future__ import annotations

import pytest

from tests.faults.quota import PROOFS, USABLE, schedule
from tests.sync.world import open_engine

(QUOTA,) = PROOFS


def test_no_unit_is_given_twice_and_nearly_all_can_be_given_offline() -> None:
    found = QUOTA.run(QUOTA.short, 1)
    assert found.failures == ()
    assert found.facts["measured"] >= 10
    assert found.facts["least_usable_offline"] >= USABLE
    assert QUOTA.control(1).failures


def test_the_same_holds_through_the_servers_own_driver(database_url: str) -> None:
    running = schedule(7_000_001, engine=open_engine(database_url))
    assert running.run()[0] is None
    running.close()


@pytest.mark.long
def test_no_unit_is_given_twice_in_ten_thousand_schedules() -> None:
    found = QUOTA.run(QUOTA.long, 2)
    assert found.failures == ()
    assert found.facts["least_usable_offline"] >= USABLE
