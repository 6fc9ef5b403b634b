"""A real tablet and a real server: what the sync page says of both is true."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from associate_app.wiring import Tablet
from shared.clock import FixedClock
from tests.associate_app.hq_world import Headquarters, Screen


def writing(tablet: Tablet) -> Any:
    """A connection that may change the replica behind everybody's back."""
    return tablet._desk().recorder._writing()


def test_checking_everything_finds_what_differs_and_brings_it_anew(tablet: Tablet, screen: Screen) -> None:
    tablet.holdings.check_everything()
    screen.wait(lambda: tablet.holdings.check().sentence.startswith("Every record agreed with HQ"))
    writing(tablet).execute("UPDATE customers SET tier = 'Nobody' WHERE id = 1")
    tablet.holdings.check_everything()
    screen.wait(lambda: tablet.holdings.check().sentence.startswith("1 record differed"))
    assert tablet.customer.open(1).tier == "Gold"


def test_without_a_line_the_check_waits_for_it(tablet: Tablet, screen: Screen, hq: Headquarters) -> None:
    hq.down()
    screen.wait(lambda: tablet.sync.status().state == "offline")
    assert tablet.holdings.check_everything().sentence == "It begins as soon as HQ can be reached."
    hq.up()
    screen.wait(lambda: tablet.holdings.check().sentence.startswith("Every record agreed with HQ"))


def test_a_clock_that_was_changed_is_told_at_the_next_contact(
    tablet: Tablet, screen: Screen, clock: FixedClock
) -> None:
    assert "Clock" not in [fact.label for fact in tablet.holdings.facts()]
    clock.advance(timedelta(hours=3))
    tablet._recorded()
    screen.wait(lambda: tablet.holdings.facts()[-1].value.startswith("3 hours fast."))
