"""The store's page: managers see the team, others themselves; purchases count once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from associate_app.presenters import team_figures as words
from associate_app.presenters.customer import CustomerPresenter
from associate_app.presenters.team import PERIODS, TeamPresenter
from associate_app.presenters.team_views import TeamView
from associate_app.store.desk import Desk
from shared.clock import DAY_MS
from shared.operation_selling import UNDONE
from shared.operations import NOBODY
from shared.visit_ratings import figures_of
from tests.associate_app.replica_world import ReplicaWorld
from tests.associate_app.small_world import LEO, MIA, NOW_MS, PROMOTION

HOUR_MS = 3_600_000


def desk_of(world: ReplicaWorld, role: str) -> Desk:
    return replace(world.desk, associate=replace(world.desk.associate, role=role))


def view(world: ReplicaWorld, days: int = 7, role: str = "manager") -> TeamView:
    return TeamPresenter(lambda: desk_of(world, role)).view(days)


def put(world: ReplicaWorld, table: str, key: str, age_ms: int, who: str = MIA, **more: Any) -> None:
    row = {"id": key, "customer_id": 1, "store_id": "367", "associate_id": who, "at_ms": NOW_MS - age_ms}
    world.put(table, row | more)


def contact(world: ReplicaWorld, key: str, age_ms: int, who: str = MIA, **more: Any) -> None:
    said = {"action": "date", "subject": "x", "outcome": "done", "channel": "phone", "text": "x"}
    put(world, "action_outcomes", key, age_ms, who, **said | more)


def rate(world: ReplicaWorld, key: str, age_ms: int, rating: int, who: str = MIA) -> None:
    put(world, "visit_ratings", key, age_ms, who, rating=rating, corrects=None)


@pytest.fixture
def bare(world: ReplicaWorld) -> ReplicaWorld:
    """The small world, in which nobody has done or bought anything yet."""
    for table in ("purchases", "purchase_lines", "interactions", "recommendation_answers", "redemptions"):
        world.do(f"DELETE FROM {table}")
    world.do("UPDATE associates SET active = 1")
    return world


def test_where_nothing_was_done_it_says_what_will_stand_there(bare: ReplicaWorld) -> None:
    shown = view(bare)
    assert "appear here by themselves" in shown.nothing
    assert [each.value for each in shown.kpis] == ["0", "0", "$0.00", "–"]
    assert [(row.name, row.did, row.credited, row.rating) for row in shown.team] == [
        ("Leo Brand", "", "", ""), ("Mia Sato", "", "", ""),
    ]  # fmt: skip
    assert (shown.sales, shown.best, shown.came) == ((), "", "")
    assert shown.ratings == ("The store: no visit rated yet", "You: no visit rated yet")
    assert "within 7 days before it" in shown.window


def test_what_each_did_stands_in_her_row_with_what_waits_to_be_sent(bare: ReplicaWorld) -> None:
    contact(bare, "c1", HOUR_MS)
    contact(bare, "c2", HOUR_MS, outcome="later")
    contact(bare, "c3", HOUR_MS, channel=None)
    contact(bare, "c4", 8 * DAY_MS)
    put(bare, "interactions", "n1", HOUR_MS, LEO, kind="note", text="x")
    put(bare, "recommendation_answers", "a1", HOUR_MS, product_id=10, answer="liked")
    put(bare, "redemptions", "r1", HOUR_MS, promotion_id=PROMOTION)
    put(bare, "handed_baskets", "h1", HOUR_MS, LEO, code="X", lines="[]", offers="[]", total_minor=1)
    recorder = bare.desk.recorder
    recorder.record("note_added", 1, {"text": "Hello"})
    recorder.record(
        "action_taken", 1,
        {"action": "date", "subject": "x", "outcome": "done", "channel": "email", "text": "x"},
    )  # fmt: skip
    recorder.record(
        "action_taken", 2,
        {"action": "date", "subject": "y", "outcome": "later", "channel": None, "text": "x"},
    )  # fmt: skip
    line = {"product_id": 10, "quantity": 1, "unit_minor": 349, "discount_minor": 0}
    for customer_id in (NOBODY, 2):
        basket = {"lines": [line], "offers": [], "total_minor": 349}
        recorder.record("basket_handed", customer_id, basket)
    assert {row.name: row.did for row in view(bare).team} == {
        "Mia Sato": "2 contacts · 1 note · 1 answer · 1 offer given · 1 basket handed over",
        "Leo Brand": "1 note · 1 basket handed over",
    }


def test_an_associate_sees_herself_and_the_stores_average(bare: ReplicaWorld) -> None:
    contact(bare, "c1", HOUR_MS, LEO)
    rate(bare, "r1", HOUR_MS, 5, LEO)
    rate(bare, "r2", HOUR_MS, 4)
    own = view(bare, role="associate")
    assert [row.name for row in own.team] == ["Mia Sato"]
    assert (own.whose, view(bare).whose) == (
        "Your own work; a manager sees the whole team", "The whole team",
    )  # fmt: skip
    assert [each.value for each in own.kpis] == ["0", "0", "$0.00", "4.0"]
    assert own.ratings[0].startswith("The store: 4.5 in 2 visits.")
    assert own.ratings[1].startswith("You: 4.0 in 1 visit.")
    assert [each.value for each in view(bare).kpis] == ["1", "0", "$0.00", "4.5"]


def test_a_purchase_after_a_contact_counts_once_for_who_was_in_touch_last(bare: ReplicaWorld) -> None:
    contact(bare, "c1", 3 * DAY_MS)
    contact(bare, "c2", 2 * DAY_MS, LEO)
    contact(bare, "c3", 2 * DAY_MS, LEO, customer_id=2)
    bare.buy(501, DAY_MS, [(10, 1, 12_345)])
    bare.buy(502, 2 * DAY_MS + HOUR_MS, [(10, 1, 500)])
    bare.buy(503, 20 * DAY_MS, [(10, 1, 500)])
    shown = view(bare)
    assert [(row.name, row.credited, row.purchases) for row in shown.team] == [
        ("Leo Brand", "$123", "1 purchase"), ("Mia Sato", "$5.00", "1 purchase"),
    ]  # fmt: skip
    assert [each.value for each in shown.kpis[:3]] == ["3", "2", "$128"]
    assert shown.came == "1 of 2 customers contacted came and bought."
    assert shown.best == "Best day: 21 Nov, $123"
    assert [round(each.share, 2) for each in shown.sales] == [0, 0, 0, 0, 0.04, 1, 0]
    assert [each.label for each in shown.sales] == ["16 Nov", "", "", "", "", "", "22 Nov"]


def test_one_day_has_no_bars_and_a_contact_of_last_week_still_counts(bare: ReplicaWorld) -> None:
    contact(bare, "c1", 6 * DAY_MS)
    bare.buy(501, HOUR_MS, [(10, 1, 500)])
    shown = view(bare, 1)
    assert (shown.sales, shown.best) == ((), "")
    assert [row.credited for row in shown.team] == ["$5.00", ""]
    assert shown.kpis[0].value == "0"
    assert shown.nothing == ""


def test_figures_stand_beside_those_of_as_many_days_before(bare: ReplicaWorld) -> None:
    for key, age in (("c1", DAY_MS), ("c2", 2 * DAY_MS), ("c3", 8 * DAY_MS)):
        contact(bare, key, age)
    bare.buy(501, DAY_MS - HOUR_MS, [(10, 1, 300)])
    bare.buy(502, 7 * DAY_MS + HOUR_MS, [(10, 1, 200)])
    for key, age, rating in (("r1", DAY_MS, 5), ("r2", 8 * DAY_MS, 4)):
        rate(bare, key, age, rating)
    assert [(each.delta, each.tone) for each in view(bare).kpis] == [
        ("1 more than before", "good"), ("As before", "muted"), ("50% more than before", "good"),
        ("1.0 better than before", "good"),
    ]  # fmt: skip


def test_who_has_left_stands_there_only_with_what_she_did(bare: ReplicaWorld) -> None:
    bare.do("UPDATE associates SET active = 0 WHERE id = ?", LEO)
    assert [row.name for row in view(bare).team] == ["Mia Sato"]
    contact(bare, "c1", HOUR_MS, LEO)
    assert [row.name for row in view(bare).team] == ["Leo Brand", "Mia Sato"]


def test_how_often_each_answer_was_given_is_told_best_first(bare: ReplicaWorld) -> None:
    for number, rating in enumerate((5, 5, 1)):
        rate(bare, f"r{number}", HOUR_MS, rating)
    bare.desk.recorder.record("visit_rated", NOBODY, {"rating": 4, "corrects": None})
    shown = view(bare)
    assert [(each.name, each.count, each.share) for each in shown.answers] == [
        ("Very good", "2", 1.0), ("Good", "1", 0.5), ("All right", "0", 0.0), ("Bad", "0", 0.0),
        ("Very bad", "1", 0.5),
    ]  # fmt: skip
    assert (shown.nothing, shown.team[-1].rating) == ("", "Rated 3.8 in 4 visits")


@pytest.mark.parametrize("days", PERIODS)
def test_every_time_that_can_be_chosen_is_worked_out_on_the_small_world(
    world: ReplicaWorld, days: int
) -> None:
    assert view(world, days).days == days


def test_changes_are_told_with_their_direction() -> None:
    four, five, none = figures_of({4: 1}), figures_of({5: 1}), figures_of({})
    assert words.more_or_fewer(-2) == ("2 fewer than before", "trending-down", "bad")
    assert words.percent(50, 100)[0] == "50% less than before"
    assert words.percent(100, 100)[0] == "As before"
    assert words.percent(100, 0)[0] == "Nothing to compare with"
    assert words.rating_delta(four, five) == ("1.0 worse than before", "trending-down", "bad")
    assert words.rating_delta(four, four)[0] == "As before"
    assert words.rating_delta(four, none)[0] == "Nothing to compare with"
    assert (words.amount(1234), words.amount(123_456)) == ("$12.34", "$1,235")


def test_all_that_is_put_aside_in_the_store_is_listed_with_what_was_just_done(world: ReplicaWorld) -> None:
    lines = '[{"product_id":10,"quantity":2}]'
    nobody_said = {"lines": lines, "outcome": None, "ended_ms": None}
    put(world, "put_asides", "a1", DAY_MS, LEO, until_on="2026-11-25", **nobody_said)
    put(world, "put_asides", "a2", DAY_MS, "gone", customer_id=2, until_on="2026-11-22", **nobody_said)
    put(world, "put_asides", "a3", DAY_MS, until_on="2026-11-21", **nobody_said)
    put(world, "put_asides", "a4", DAY_MS, store_id="406", until_on="2026-11-25", **nobody_said)
    baskets = CustomerPresenter(lambda: world.desk).basket
    baskets.put(1, 11)
    own = baskets.put_aside(1, "2026-11-29")
    told = [(row.name, row.items, row.until, row.meta) for row in view(world).waiting]
    assert told == [
        ("Zoë O'Brien-Łukasz", "2 × Whole milk, 1 gal", "Put aside until closing time today", ""),
        ("Olivia Bennett", "2 × Whole milk, 1 gal", "Put aside until 25 Nov", "by Leo Brand"),
        ("Olivia Bennett", "Gala apples", "Put aside until 29 Nov", "by Mia Sato · waiting to be sent"),
    ]
    baskets.take_aside_back(1, own, UNDONE)
    assert [row.customer_id for row in view(world, role="associate").waiting] == [2, 1]
