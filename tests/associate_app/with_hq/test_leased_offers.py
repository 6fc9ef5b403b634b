"""Offers that a real tablet may give without its server, and those that it may not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from associate_app.errors import OfferNotAvailable
from associate_app.presenters.view_models import OfferCard
from associate_app.wiring import Tablet
from shared.clock import FixedClock
from sync.leases import LEASE_LIFE_MS
from tests.associate_app.hq_world import Headquarters, Screen, make_tablet
from tests.associate_app.small_world import PIN
from tests.server.world import NOW, counted_bytes

OWN = "Yours to give offline: 488 left on this tablet."


@pytest.fixture
def clock() -> FixedClock:
    """The tablets' clock: three days behind HQ's."""
    return FixedClock(NOW - timedelta(days=3))


@pytest.fixture
def enrolled(
    tmp_path: Path, clock: FixedClock, hq: Headquarters, screen: Screen
) -> Iterator[Callable[[], Tablet]]:
    """Makes tablets of store 367 that Mia has signed in to."""
    made: list[Tablet] = []

    def start() -> Tablet:
        name = f"tablet {len(made)}"
        tablet = make_tablet(tmp_path / name, clock, screen, counted_bytes(name))
        made.append(tablet)
        tablet.enrol.enrol(hq.address, hq.make_code())
        tablet.sign_in.sign_in("101", PIN)
        screen.wait(lambda: tablet.sync.status().state == "synced")
        return tablet

    yield start
    for tablet in made:
        tablet.close()


def card(tablet: Tablet) -> OfferCard:
    return tablet.customer.open(1).offers[0]


def go_offline(hq: Headquarters, screen: Screen, *tablets: Tablet) -> None:
    hq.down()
    for tablet in tablets:
        tablet._desk().recorder.announce()  # a round finds out at once
    screen.wait(lambda: all(tablet.sync.status().state == "offline" for tablet in tablets))


def sync(tablet: Tablet, screen: Screen) -> None:
    """A round has been made from now on."""
    before = tablet._desk().line.state.contact_ms
    tablet._clock.advance(timedelta(milliseconds=1))
    tablet._desk().recorder.announce()
    screen.wait(lambda: tablet._desk().line.state.contact_ms != before)


def test_the_stores_only_tablet_gives_its_own_offline_and_hq_counts_it(
    hq: Headquarters, enrolled: Callable[[], Tablet], screen: Screen
) -> None:
    tablet = enrolled()
    assert card(tablet).sentence == "Eligible. Ends in 8 days. Cannot be combined."
    assert tablet.offers.list()[0].limits == "500 in all, 488 on this tablet, 1 time a customer"
    go_offline(hq, screen, tablet)
    assert card(tablet).sentence == f"Eligible. Ends in 8 days. {OWN} Cannot be combined."
    assert not card(tablet).provisional
    (used,) = tablet.customer.redeem(1, card(tablet).promotion_id).offers
    assert used.sentence == "Used. It was this tablet's own to give; HQ hears of it when the line is back."
    assert (used.available, used.redeemed, used.provisional) == (False, True, False)
    hq.up()
    screen.wait(lambda: card(tablet).sentence == "Used. HQ has it.")
    assert hq.rows("SELECT applied, used FROM sync_leases") == [(1, 1)]


def test_where_there_are_two_tablets_hq_must_confirm_that_she_has_not_used_it_elsewhere(
    hq: Headquarters, enrolled: Callable[[], Tablet], screen: Screen
) -> None:
    first, second = enrolled(), enrolled()
    sync(first, screen)
    sync(second, screen)
    go_offline(hq, screen, first, second)
    for tablet in (first, second):
        assert card(tablet).provisional
        assert "Will be confirmed by HQ when the line is back." in card(tablet).sentence
        tablet.customer.redeem(1, card(tablet).promotion_id)
        assert "HQ confirms when the line is back" in card(tablet).sentence
    hq.up()
    screen.wait(lambda: {first.sync.status().state, second.sync.status().state} == {"synced", "attention"})
    assert len(hq.rows("SELECT id FROM redemptions")) == 1, "the single-use offer is honoured once"
    assert hq.rows("SELECT SUM(applied), SUM(released) FROM sync_leases") == [(1, 1)], "and its unit is free"


def test_where_hq_asks_for_a_lease_her_right_is_had_by_the_tablet_that_serves_her(
    hq: Headquarters, enrolled: Callable[[], Tablet], screen: Screen
) -> None:
    hq.execute("UPDATE promotions SET offline_policy = 'lease_only', total_limit = NULL")
    first, second = enrolled(), enrolled()
    card(first)
    screen.wait(lambda: hq.rows("SELECT SUM(granted) FROM sync_leases") == [(1,)])
    sync(first, screen)
    go_offline(hq, screen, first, second)
    assert card(second).sentence == (
        "Not available offline: this tablet holds none of it. Connect it to give this offer."
    )
    assert not card(second).available
    with pytest.raises(OfferNotAvailable, match="Not available offline"):
        second.customer.redeem(1, card(second).promotion_id)
    assert "Yours to give offline." in card(first).sentence
    first.customer.redeem(1, card(first).promotion_id)
    hq.up()
    screen.wait(lambda: first.sync.status().state == "synced")
    assert len(hq.rows("SELECT id FROM redemptions")) == 1


def test_what_is_held_may_not_be_given_once_its_time_is_over(
    hq: Headquarters, enrolled: Callable[[], Tablet], screen: Screen, clock: FixedClock
) -> None:
    tablet = enrolled()
    go_offline(hq, screen, tablet)
    clock.advance(timedelta(milliseconds=LEASE_LIFE_MS))
    over = card(tablet)
    assert not over.available
    assert "may have stopped this offer" in over.sentence
    with pytest.raises(OfferNotAvailable, match="Connect to give it"):
        tablet.customer.redeem(1, over.promotion_id)
    clock.advance(timedelta(days=6))
    assert not tablet.customer.open(1).offers, "it has ended by HQ's clock"


def test_what_was_given_up_a_moment_ago_is_decided_once_more(
    hq: Headquarters, enrolled: Callable[[], Tablet], screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    tablet = enrolled()
    go_offline(hq, screen, tablet)
    offer = card(tablet).promotion_id
    give_up = "UPDATE sync_leases SET returned = granted - used"
    recorder = tablet._desk().recorder
    record = recorder.record

    def late(*arguments: object) -> None:
        recorder._writing().execute(give_up)
        record(*arguments)

    monkeypatch.setattr(recorder, "record", late)
    assert tablet.customer.redeem(1, offer).offers[0].provisional, "given all the same, if HQ confirms it"
