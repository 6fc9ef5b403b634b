"""A customer of another store comes to a real tablet from a real server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from associate_app.errors import ServerRefused, ServerUnreachable
from associate_app.wiring import Tablet
from shared.clock import FixedClock
from tests.associate_app.hq_world import Headquarters, Screen, make_tablet
from tests.associate_app.small_world import PIN
from tests.server.world import NOW, counted_bytes

CARD = "2900000000001"


@pytest.fixture
def hq(tmp_path: Path) -> Iterator[Headquarters]:
    folder = tmp_path / "hq"
    folder.mkdir()
    made = Headquarters(folder, FixedClock(NOW))
    made.execute(f"UPDATE customers SET loyalty_number = '{CARD}' WHERE id = 3")
    made.up()
    yield made
    made.close()


@pytest.fixture
def screen() -> Screen:
    return Screen()


@pytest.fixture
def tablet(hq: Headquarters, screen: Screen, tmp_path: Path) -> Iterator[Tablet]:
    made = make_tablet(tmp_path / "tablet", FixedClock(NOW), screen, counted_bytes("tablet"))
    made.enrol.enrol(hq.address, hq.make_code())
    made.sign_in.sign_in("101", PIN)
    screen.wait(lambda: made.sync.status().state == "synced")
    yield made
    made.close()


def test_a_visitor_is_found_served_and_heard_of_at_hq(
    hq: Headquarters, tablet: Tablet, screen: Screen
) -> None:
    assert tablet.scanning.resolve(CARD).kind == "nobody"
    assert tablet.look_up.search(CARD).rows == ()
    assert tablet.walk_in.fetch(CARD) == 3
    screen.wait(lambda: tablet.look_up.search(CARD).rows)
    (row,) = tablet.look_up.search(CARD).rows
    assert (row.name, row.subtitle) == ("Xaver Elsewhere", "Visiting · No purchases yet")
    assert tablet.scanning.resolve(CARD).key == 3
    tablet.customer.add_note(3, "From Otter Bend, looks for tea")
    screen.wait(lambda: hq.rows("SELECT customer_id FROM interactions") == [(3,)])


def test_without_hq_or_with_another_number_a_sentence_says_what_to_do(
    hq: Headquarters, tablet: Tablet
) -> None:
    with pytest.raises(ServerRefused, match="Nobody has a card with this number"):
        tablet.walk_in.fetch("2900000000002")
    hq.down()
    with pytest.raises(ServerUnreachable, match="when the line is back"):
        tablet.walk_in.fetch(CARD)
