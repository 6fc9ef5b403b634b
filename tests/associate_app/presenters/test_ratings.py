"""A visit is rated with one tap, put right by the next, and taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from associate_app.errors import CustomerNotHere
from associate_app.presenters.rating_views import RATING_WORDS, VisitRating
from associate_app.presenters.ratings import RatingPresenter
from shared.operations import NOBODY
from shared.visit_ratings import RATINGS
from tests.associate_app.replica_world import ReplicaWorld
from tests.associate_app.small_world import LEO, MIA


@pytest.fixture
def presenter(world: ReplicaWorld) -> RatingPresenter:
    return RatingPresenter(lambda: world.desk)


def row(world: ReplicaWorld, number: int, rating: int, **more: Any) -> dict[str, Any]:
    return {
        "id": f"r{number}", "store_id": "367", "associate_id": MIA, "customer_id": 1, "rating": rating,
        "corrects": None, "at_ms": world.at(60_000),
    } | more  # fmt: skip


def said(world: ReplicaWorld) -> list[tuple[int, Any, Any]]:
    return [
        (wire["customer_id"], wire["arguments"]["rating"], wire["arguments"]["corrects"])
        for wire in world.pending()
    ]


def test_each_of_the_five_answers_has_a_name_and_a_face_of_its_own() -> None:
    assert tuple(each.rating for each in RATING_WORDS) == RATINGS
    assert len({str(each.name) for each in RATING_WORDS}) == len({each.icon for each in RATING_WORDS}) == 5


def test_one_tap_is_kept_and_told_to_who_sends(presenter: RatingPresenter, world: ReplicaWorld) -> None:
    assert presenter.today(1) == VisitRating(1)
    given = presenter.rate(1, 4)
    assert said(world) == [(1, 4, None)]
    assert given == VisitRating(1, 4, world.pending()[0]["id"])
    assert presenter.today(1) == given
    assert world.recorded


def test_the_next_tap_of_the_same_day_puts_it_right(presenter: RatingPresenter, world: ReplicaWorld) -> None:
    first = presenter.rate(1, 1)
    second = presenter.rate(1, 5)
    assert said(world) == [(1, 1, None), (1, 5, first.id)]
    assert presenter.today(1) == second
    world.clock.advance(timedelta(days=1))
    assert presenter.today(1) == VisitRating(1)
    presenter.rate(1, 3)
    assert said(world)[-1] == (1, 3, None)


def test_a_rating_taken_back_counts_no_more_even_if_hq_has_it(
    presenter: RatingPresenter, world: ReplicaWorld
) -> None:
    world.put("visit_ratings", row(world, 1, 2))
    given = presenter.today(1)
    assert given == VisitRating(1, 2, "r1")
    world.do("DELETE FROM visit_ratings")
    sent = "01980000-0000-7000-8000-000000000099"
    world.put("visit_ratings", row(world, 1, 2, id=sent))
    assert presenter.take_back(VisitRating(1, 2, sent)) == VisitRating(1)
    assert said(world) == [(1, None, sent)]
    assert presenter.today(1) == VisitRating(1)


def test_what_others_heard_and_other_visits_are_not_hers(
    presenter: RatingPresenter, world: ReplicaWorld
) -> None:
    world.put("visit_ratings", row(world, 1, 2, associate_id=LEO))
    world.put("visit_ratings", row(world, 2, 3, customer_id=2))
    world.put("visit_ratings", row(world, 3, 4, at_ms=world.at(36 * 3_600_000)))
    assert presenter.today(1) == VisitRating(1)


def test_visits_without_a_name_are_rated_one_by_one(presenter: RatingPresenter, world: ReplicaWorld) -> None:
    first, second = presenter.rate(NOBODY, 5), presenter.rate(NOBODY, 4)
    assert said(world) == [(NOBODY, 5, None), (NOBODY, 4, None)]
    assert presenter.today(NOBODY) == VisitRating(NOBODY)
    presenter.take_back(first)
    assert said(world)[-1] == (NOBODY, None, first.id)
    assert first.id != second.id


def test_nobody_is_rated_who_is_not_here(presenter: RatingPresenter, world: ReplicaWorld) -> None:
    with pytest.raises(CustomerNotHere):
        presenter.rate(77, 5)
    assert world.pending() == []
