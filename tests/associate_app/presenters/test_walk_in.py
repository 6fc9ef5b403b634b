"""A customer of another store is fetched by her card."""

from __future__ import annotations

from typing import Any

import pytest

from associate_app.errors import ServerRefused, ServerUnreachable
from associate_app.platform.head_office import VisitorGrant
from associate_app.presenters.look_up import LookUpPresenter
from associate_app.presenters.walk_in import WalkInPresenter, card_in
from shared.card_codes import card_qr
from shared.clock import DAY_MS
from tests.associate_app.replica_world import ReplicaWorld
from tests.associate_app.small_world import NOW_MS


@pytest.mark.parametrize(
    ("query", "card"),
    [
        ("2901234567894", "2901234567894"),
        ("6001000001", "6001000001"),
        (card_qr("AB-77"), "AB-77"),
        ("olivia", ""),
        ("555 0134", ""),
        ("AISLE1-C-1-99", ""),
        ("", ""),
        ("77", ""),
    ],
)
def test_a_card_number_is_told_from_other_words(query: str, card: str) -> None:
    assert card_in(query) == card


def presenter(world: ReplicaWorld, answer: Any, nudges: list[bool]) -> WalkInPresenter:
    def pin(card: str) -> VisitorGrant:
        assert card == "4000999"
        if isinstance(answer, Exception):
            raise answer
        return answer

    return WalkInPresenter(lambda: world.desk, pin, lambda: nudges.append(True))


def test_a_visitor_is_marked_as_long_as_she_may_be_held(world: ReplicaWorld) -> None:
    nudges: list[bool] = []
    grant = VisitorGrant(2, NOW_MS + DAY_MS)
    assert presenter(world, grant, nudges).fetch("4000999") == 2
    assert nudges == [True]
    rows = {row.id: row.subtitle for row in LookUpPresenter(lambda: world.desk).search("").rows}
    assert rows == {1: "Visited 9 days ago, Linden Square", 2: "Visiting · No purchases yet"}
    assert world.desk.visitors.at(NOW_MS + DAY_MS) == frozenset()
    desk = world.desk
    world.close()
    assert desk.visitors.at(NOW_MS) == frozenset()


def test_offline_it_says_who_could_fetch_her(world: ReplicaWorld) -> None:
    nudges: list[bool] = []
    with pytest.raises(ServerUnreachable, match="Only HQ can fetch a customer of another store"):
        presenter(world, ServerUnreachable("No answer."), nudges).fetch("4000999")
    with pytest.raises(ServerRefused, match="Nobody has a card"):
        presenter(world, ServerRefused("Nobody has a card with this number."), nudges).fetch("4000999")
    assert nudges == []
    assert world.desk.visitors.at(NOW_MS) == frozenset()
