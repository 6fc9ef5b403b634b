"""A customer of another store comes to a real tablet from a real server."""

from __future__ import annotations

import pytest

from associate_app.errors import ServerRefused, ServerUnreachable
from associate_app.wiring import Tablet
from tests.associate_app.hq_world import Headquarters, Screen

CARD = "2900000000001"


@pytest.fixture
def hq(hq: Headquarters) -> Headquarters:
    """A customer of another store has that card."""
    hq.execute(f"UPDATE customers SET loyalty_number = '{CARD}' WHERE id = 3")
    return hq


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
