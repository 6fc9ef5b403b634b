"""Steps that make an offer, what was searched for, and offers that nobody was shown."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from associate_app.presenters import my_day
from associate_app.presenters.day_entries import _icon
from associate_app.presenters.online import _click
from associate_app.presenters.ranking import Offered
from shared.sequences import OFFER
from tests.associate_app.replica_world import ReplicaWorld
from tests.associate_app.small_world import NOW_MS

STEP: Any = SimpleNamespace(step=SimpleNamespace(deed=OFFER))
SEQUENCE: Any = SimpleNamespace(steps=[STEP.step])


def test_a_step_that_is_an_offer_looks_like_one() -> None:
    assert _icon(STEP, "email") == "ticket-percent-outline"


def test_what_she_may_have_is_looked_at_only_where_a_step_is_an_offer(world: ReplicaWorld) -> None:
    with world.desk.reader.snapshot() as snapshot:
        assert my_day._offers(world.desk, snapshot, (1,), ()) == {}
        assert my_day._offers(world.desk, snapshot, (1,), (SEQUENCE,)).keys() == {1}


def test_what_she_searched_for_says_so() -> None:
    click: Any = SimpleNamespace(kind="searched", at_ms=NOW_MS)
    product: Any = SimpleNamespace(name="Oat milk")
    row = _click(7, [click], product, NOW_MS, "UTC")
    assert (row.meta, row.icon) == ("Searched for today", "magnify")


def test_of_whom_nothing_was_shown_nothing_is_told() -> None:
    assert Offered().untold(1) is None
