from __future__ import annotations

import math
import random

import pytest

from shared.clock import DAY_MS
from shared.recommendation import Answer, Bought, recommend

NOW = 1_760_000_000_000


def days_ago(days: float) -> int:
    return NOW - int(days * DAY_MS)


def bought(product: int, *days: float) -> list[Bought]:
    return [Bought(product, days_ago(d)) for d in days]


def test_the_score_halves_every_120_days():
    [one] = recommend(bought(1, 120), now_ms=NOW)
    [two] = recommend(bought(1, 240, 120), now_ms=NOW)
    assert one.score == pytest.approx(0.5)
    assert two.score == pytest.approx(0.75)


def test_what_is_bought_often_and_lately_comes_first_and_ties_are_stable():
    lines = bought(3, 10) + bought(2, 10) + bought(1, 1, 5, 9)
    random.Random(5).shuffle(lines)
    assert [r.product_id for r in recommend(lines, now_ms=NOW)] == [1, 2, 3]


def test_returns_later_purchases_and_products_not_allowed_count_for_nothing():
    lines = [
        Bought(1, days_ago(3), 0),
        Bought(2, days_ago(3), -1),
        Bought(3, NOW + 1),
        Bought(4, days_ago(3)),
    ]
    assert recommend(lines, now_ms=NOW, allowed={}) == []
    assert [r.product_id for r in recommend(lines, now_ms=NOW)] == [4]


def test_a_product_twice_in_one_basket_is_one_purchase():
    [item] = recommend([Bought(1, days_ago(1)), Bought(1, days_ago(1))], now_ms=NOW)
    assert item.times == 1


@pytest.mark.parametrize("answer", ["not_now", "not_interested", "already_owns", "wrong_size"])
def test_a_refusal_takes_the_product_off_the_list_at_once(answer):
    lines = bought(1, 1) + bought(2, 2)
    assert [r.product_id for r in recommend(lines, [Answer(1, answer, NOW)], now_ms=NOW)] == [2]


def test_not_now_holds_for_two_weeks_and_then_no_longer():
    lines = bought(1, 1)
    assert recommend(lines, [Answer(1, "not_now", days_ago(13))], now_ms=NOW) == []
    assert recommend(lines, [Answer(1, "not_now", days_ago(15))], now_ms=NOW)


def test_a_liked_product_moves_up_and_the_last_answer_counts():
    lines = bought(1, 10) + bought(2, 12)
    liked = [Answer(2, "not_interested", days_ago(2)), Answer(2, "liked", days_ago(1))]
    assert [r.product_id for r in recommend(lines, liked, now_ms=NOW)] == [2, 1]


@pytest.mark.parametrize(
    ("days", "reason"),
    [
        ((0,), "Bought today"),
        ((1,), "Bought yesterday"),
        ((40,), "Bought 40 days ago"),
        ((50, 27), "Due again: bought 2 times, about every 23 days, last 27 days ago"),
        ((30, 3), "A regular: bought 2 times, about every 27 days, last 3 days ago"),
        ((3, 2, 1), "Due again: bought 3 times, about every day, last yesterday"),
        ((2.1, 2.0), "Bought 2 times, last 2 days ago"),
    ],
)
def test_the_reason_tells_what_made_the_score(days, reason):
    [item] = recommend(bought(1, *days), now_ms=NOW)
    assert item.reason == reason


def test_the_list_is_as_long_as_asked_and_nothing_gives_nothing():
    lines = [line for product in range(30) for line in bought(product, product + 1)]
    assert len(recommend(lines, now_ms=NOW)) == 20
    assert [r.product_id for r in recommend(lines, now_ms=NOW, limit=3)] == [0, 1, 2]
    assert recommend([], now_ms=NOW) == []
    assert all(math.isfinite(r.score) for r in recommend(lines, now_ms=NOW))


def test_days_in_a_reason_are_those_of_the_calendar_on_the_wall():
    midnight = NOW // DAY_MS * DAY_MS
    lines = [Bought(1, midnight - 3_600_000)]
    assert recommend(lines, now_ms=midnight + 3_600_000, time_zone="UTC")[0].reason == "Bought yesterday"
    assert recommend(lines, now_ms=midnight + 3_600_000, time_zone="Asia/Tokyo")[0].reason == "Bought today"
