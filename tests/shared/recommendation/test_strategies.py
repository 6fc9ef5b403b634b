"""What an experiment fills the list of everything with; nothing hidden comes back by it."""

from __future__ import annotations

from datetime import timedelta

from shared.clock import from_millis
from tests.shared.recommendation.test_lists import days_ago, lists_of

HER = {"bought": [[1, 50], [1, 26], [2, 3]], "best": [7, 5]}


def ids(case, name="merged", **more):
    return [each.product_id for each in getattr(lists_of(case, **more), name)]


def test_the_usual_list_is_that_of_the_model():
    assert ids(HER, strategy="model") == ids(HER)


def test_what_is_due_again_stands_before_everything_else_and_nothing_is_lost():
    found = ids(HER, strategy="repeat_first")
    due = ids(HER, "due_again")
    assert due == [1, 2]
    assert found[: len(due)] == due
    assert sorted(found) == sorted(ids(HER))
    assert ids(HER, strategy="repeat_first", limit=1) == [1]
    assert ids(HER | {"without_model": True}, strategy="repeat_first") == ids(HER | {"without_model": True})


def test_what_the_store_sells_most_comes_first_whatever_she_bought_and_the_other_lists_stay():
    found = ids(HER, strategy="popular")
    assert found[:2] == [7, 5]
    for name in ("due_again", "new_for_you"):
        assert ids(HER, name, strategy="popular") == ids(HER, name)
    assert ids(HER | {"without_model": True}, strategy="popular") == ids(HER | {"without_model": True})


def test_what_she_refused_and_what_may_not_be_suggested_is_in_no_list_of_best_sellers():
    refused = HER | {"answers": [[7, "not_interested", 1]], "forbidden": [5], "basket": [3]}
    assert not {7, 5, 3} & set(ids(refused, strategy="popular"))


def test_an_event_that_is_near_still_moves_what_is_due_behind_nothing():
    near = HER | {"toward": {"event": "birthday", "on": str(_in_three_days()), "products": [4]}}
    found = ids(near, strategy="repeat_first")
    assert found[:2] == [1, 2]
    assert set(found) >= set(ids(near))


def _in_three_days():
    return (from_millis(days_ago(0)) + timedelta(days=3)).date()
