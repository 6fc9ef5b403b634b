"""A real tablet, a real server, a real line between them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from associate_app.errors import (
    CodeExpired,
    CodeUnknown,
    CodeUsed,
    DeviceRevoked,
    DeviceUnknown,
    Locked,
    NeedsNetwork,
    ServerUnreachable,
    WrongPin,
)
from associate_app.wiring import Tablet
from shared.clock import DAY_MS, FixedClock
from tests.associate_app.hq_world import Headquarters, Screen
from tests.associate_app.small_world import MIA, NOW_MS, PIN, PROMOTION


@pytest.fixture
def hq_clock(clock: FixedClock) -> FixedClock:
    """HQ and the tablet agree on the time."""
    return clock


def test_a_new_tablet_enrols_signs_in_loads_and_shows_its_customers(tablet: Tablet) -> None:
    assert tablet.stage == "ready"
    assert [row.name for row in tablet.look_up.search("").rows] == ["Olivia Bennett", "Zoë O'Brien-Łukasz"]
    view = tablet.customer.open(1)
    assert view.line == "Customer since 2016 · Prefers e-mail · Usually buys Dairy, Produce"
    assert view.suggestions.merged[0].stock == "4 here as of 09:00"
    assert [offer.title for offer in view.offers] == ["Gold week: 20% off Dairy"]


def test_without_a_line_everything_is_saved_and_reaches_hq_once_when_it_is_back(
    tablet: Tablet, hq: Headquarters, boot: Callable[[], Tablet], screen: Screen
) -> None:
    hq.down()
    tablet.customer.add_note(1, "Prefers the morning")
    tablet.customer.answer(1, 10, "liked", "due_again")
    view = tablet.customer.redeem(1, PROMOTION)
    assert view.offers[0].redeemed
    assert view.offers[0].sentence.startswith("Used. It was this tablet's own to give")
    tablet = boot()  # killed and started again: nothing is lost and the PIN is enough
    tablet.sign_in.sign_in("101", PIN)
    assert "Prefers the morning" in [row.text for row in tablet.customer.open(1).timeline]
    screen.wait(lambda: tablet.sync.status().state == "offline")
    assert tablet.sync.status().text == "Offline, 3 saved"
    hq.up()
    screen.wait(lambda: tablet.sync.status().text == "Synced just now")
    assert hq.rows("SELECT text FROM interactions") == [("Prefers the morning",)]
    said = hq.rows("SELECT product_id, answer, shown_in, model FROM recommendation_answers")
    assert said == [(10, "liked", "due_again", None)]
    assert hq.rows("SELECT promotion_id FROM redemptions") == [(PROMOTION,)]
    view = tablet.customer.open(1)
    assert not any(row.pending for row in view.timeline)
    assert (view.offers[0].redeemed, view.offers[0].available) == (True, False)


def test_a_server_that_lost_the_tablet_gets_what_was_unsent_once_it_is_enrolled_again(
    tablet: Tablet, hq: Headquarters, screen: Screen
) -> None:
    hq.down()
    tablet.customer.add_note(1, "Prefers the morning")
    tablet.lock()
    hq.execute("DELETE FROM devices")  # as a restored backup would be without it
    hq.up()
    with pytest.raises(DeviceUnknown):
        tablet.sign_in.sign_in("102", "1357")
    assert tablet.stage == "enrol"
    tablet.enrol.enrol(hq.address, hq.make_code())
    assert "unsent" in tablet.notice
    tablet.sign_in.sign_in("101", PIN)
    screen.wait(lambda: tablet.sync.status().state == "synced")
    assert hq.rows("SELECT text, associate_id FROM interactions") == [("Prefers the morning", MIA)]
    assert "Prefers the morning" in [row.text for row in tablet.customer.open(1).timeline]


def test_a_row_written_by_plain_sql_reaches_the_open_tablet(
    tablet: Tablet, hq: Headquarters, screen: Screen
) -> None:
    changed: list[bool] = []
    tablet.on_change.append(lambda: changed.append(True))
    hq.execute("UPDATE customers SET family_name = 'Bennett-Moss' WHERE id = 1")
    screen.wait(lambda: tablet.look_up.search("moss").rows)
    screen.wait(lambda: changed)
    assert tablet.look_up.search("moss").rows[0].name == "Olivia Bennett-Moss"


def test_what_hq_refuses_needs_attention_until_it_is_dismissed(
    tablet: Tablet, hq: Headquarters, screen: Screen
) -> None:
    hq.down()
    tablet.customer.add_note(1, "Moved away")
    hq.execute("DELETE FROM client_book WHERE customer_id = 1")
    hq.up()
    screen.wait(lambda: tablet.sync.status().state == "attention")
    assert tablet.sync.status().text == "1 needs attention"
    (item,) = tablet.attention.refused()
    assert item.content == "Moved away"
    assert item.advice == "She is in another store's book now. Tell that store, then let this go."
    assert item.reason
    tablet.attention.let_go(item.id)
    assert tablet.attention.refused() == ()


def test_a_lock_closes_everything_and_the_pin_opens_it_again(tablet: Tablet) -> None:
    tablet.lock()
    assert tablet.stage == "sign_in"
    with pytest.raises(Locked):
        tablet.look_up.search("")
    with pytest.raises(Locked):
        tablet.customer.open(1)
    with pytest.raises(WrongPin) as caught:
        tablet.sign_in.sign_in("101", "0000")
    assert caught.value.attempts_left == 9
    tablet.sign_in.sign_in("101", PIN)
    assert tablet.customer.open(1).name == "Olivia Bennett"


def test_an_expired_an_unknown_and_a_used_code_each_say_so(
    hq: Headquarters, boot: Callable[[], Tablet]
) -> None:
    tablet = boot()
    with pytest.raises(CodeExpired):
        tablet.enrol.enrol(hq.address, hq.make_code(NOW_MS - 2 * DAY_MS))
    with pytest.raises(CodeUnknown):
        tablet.enrol.enrol(hq.address, "ABCD-EFGH")
    with pytest.raises(CodeUnknown, match="Type the code"):
        tablet.enrol.enrol(hq.address, "  ")
    code = hq.make_code()
    tablet.enrol.enrol(hq.address, code)
    with pytest.raises(CodeUsed):
        tablet.enrol.enrol(hq.address, code)
    assert tablet.stage == "sign_in"


def test_an_unreachable_server_at_first_start_is_told_and_changes_nothing(
    hq: Headquarters, boot: Callable[[], Tablet]
) -> None:
    code = hq.make_code()
    hq.down()
    tablet = boot()
    with pytest.raises(ServerUnreachable, match="does not answer"):
        tablet.enrol.enrol(hq.address, code)
    assert tablet.stage == "enrol"
    hq.up()
    assert tablet.enrol.enrol(hq.address, code).name == "Linden Square"


def test_a_first_sign_in_needs_the_network_and_a_known_one_does_not(tablet: Tablet, hq: Headquarters) -> None:
    hq.down()
    tablet.lock()
    with pytest.raises(NeedsNetwork, match="first sign-in"):
        tablet.sign_in.sign_in("102", "1357")
    assert tablet.sign_in.sign_in("101", PIN).name == "Mia Sato"


def test_three_days_without_the_server_end_a_sign_in_until_it_is_back(
    tablet: Tablet, hq: Headquarters, clock: FixedClock
) -> None:
    hq.down()
    tablet.lock()
    clock.advance(timedelta(hours=73))
    with pytest.raises(NeedsNetwork, match="too long"):
        tablet.sign_in.sign_in("101", PIN)
    clock.advance(timedelta(hours=-20))  # a clock set back gains nothing
    with pytest.raises(NeedsNetwork):
        tablet.sign_in.sign_in("101", PIN)
    clock.advance(timedelta(hours=20))
    hq.up()
    assert tablet.sign_in.sign_in("101", PIN).name == "Mia Sato"


def test_a_changed_pin_locks_the_tablet_at_the_next_contact(
    tablet: Tablet, hq: Headquarters, screen: Screen
) -> None:
    tablet.lock()
    hq.execute("UPDATE associates SET active = 0 WHERE number = '101'")
    tablet.sign_in.sign_in("101", PIN)
    screen.wait(lambda: tablet.stage == "sign_in")
    assert "PIN has changed" in tablet.notice
    with pytest.raises(WrongPin):
        tablet.sign_in.sign_in("101", PIN)


def test_a_revoked_tablet_loses_its_keys_and_its_replica_by_itself(
    tablet: Tablet, hq: Headquarters, screen: Screen, boot: Callable[[], Tablet], tmp_path: Path
) -> None:
    hq.execute("UPDATE devices SET status = 'revoked'")
    with suppress(Locked):  # the line may have asked by itself meanwhile
        tablet.customer.add_note(1, "wakes the line")
    screen.wait(lambda: tablet.stage == "enrol")
    assert "switched this tablet off" in tablet.notice
    assert not list((tmp_path / "tablet").glob("replica-*"))
    assert boot().stage == "enrol"


def test_a_revoked_tablet_that_is_locked_is_told_at_the_next_online_sign_in(
    tablet: Tablet, hq: Headquarters, tmp_path: Path
) -> None:
    tablet.lock()
    tablet._wait_for_closing()  # an open line would hear of it before the sign-in does
    hq.execute("UPDATE devices SET status = 'revoked'")
    with pytest.raises(DeviceRevoked):
        tablet.sign_in.sign_in("102", "1357")
    assert tablet.stage == "enrol"
    assert not list((tmp_path / "tablet").glob("replica-*"))
