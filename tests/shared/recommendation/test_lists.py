from __future__ import annotations

from datetime import date, datetime

import pytest

from shared.clock import DAY_MS, local_date, local_to_millis
from shared.life_dates import Occasion
from shared.recommendation import Answer, Bought, Toward, fast, in_words, reason, scoring, suggest
from tests.shared.cases import load
from tests.shared.recommendation.small_model import model_of

CASES = load("recommendation")
MODEL = model_of(CASES["model"])
NOW = local_to_millis(CASES["now"], CASES["zone"])
BOTH = {"pure": scoring.explore, "numpy": fast.explore}
LISTS = ("due_again", "new_for_you", "merged")


def days_ago(days: int) -> int:
    return NOW - days * DAY_MS


def lists_of(case: dict, engine=scoring.explore, **more):
    forbidden = case.get("forbidden", [])
    return suggest(
        [Bought(product, days_ago(days), *quantity) for product, days, *quantity in case["bought"]],
        [Answer(product, answer, days_ago(days)) for product, answer, days in case.get("answers", [])],
        model=None if case.get("without_model") else MODEL,
        now_ms=NOW,
        time_zone=CASES["zone"],
        basket=case.get("basket", []),
        allowed=lambda product: product not in forbidden,
        best=case.get("best", []),
        agreed_ms=days_ago(case["agreed"]) if "agreed" in case else None,
        explore=engine,
        toward=event_of(case["toward"]) if "toward" in case else None,
        **more,
    )


def event_of(given: dict) -> Toward:
    on = date.fromisoformat(given["on"])
    return Toward(Occasion(given["event"], on, (on - local_date(NOW, CASES["zone"])).days), given["products"])


@pytest.mark.parametrize("engine", BOTH.values(), ids=BOTH)
@pytest.mark.parametrize("case", CASES["cases"], ids=lambda c: c["name"])
def test_lists_and_reasons_are_as_the_case_says(case, engine):
    lists = lists_of(case, engine)
    for name in LISTS:
        if name in case:
            assert [s.product_id for s in getattr(lists, name)] == case[name], name
    if "left_out" in case:
        assert {str(product): answer for product, answer in lists.left_out} == case["left_out"]
    shown = {str(s.product_id): s for name in LISTS for s in getattr(lists, name)}
    for product, said in case.get("reasons", {}).items():
        assert reason(shown[product], lambda each: CASES["names"].get(str(each))) == said


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda c: c["name"])
def test_every_product_says_why_and_every_term_is_a_fact_of_hers(case):
    lists = lists_of(case)
    own = {product for product, *_ in case["bought"]} | {product for product, *_ in case.get("answers", [])}
    for name in LISTS:
        for each in getattr(lists, name):
            assert reason(each, str)
            assert [t.share for t in each.terms] == sorted((t.share for t in each.terms), reverse=True)
            assert sum(t.share for t in each.terms) <= each.score * 1.000001
            named = {term.product_id for term in each.terms if hasattr(term, "product_id")}
            assert named <= own | set(case.get("basket", []))


def test_the_lists_are_as_long_as_asked():
    case = CASES["cases"][0]
    lists = lists_of(case, limit=1)
    assert [[s.product_id for s in getattr(lists, name)] for name in LISTS] == [[1], [4], [1]]


def test_days_are_those_of_the_calendar_on_the_wall():
    evening = local_to_millis("2026-11-21T22:00", "America/New_York")
    said = {}
    for zone in ("America/New_York", "UTC"):
        lists = suggest([Bought(1, evening)], model=None, now_ms=NOW, time_zone=zone)
        said[zone] = [in_words(s.terms[0], str) for s in lists.due_again]
    assert said == {"America/New_York": ["Bought yesterday"], "UTC": []}


def test_a_hundred_thousand_lines_of_one_customer_are_read():
    lines = [Bought(n % 8 + 1, NOW - DAY_MS - n * 3_600_000, 1 if n % 5 else -1) for n in range(100_000)]
    assert lists_of({"bought": []}).due_again == ()
    lists = suggest(lines, model=MODEL, now_ms=NOW, time_zone="UTC")
    assert 0 < len(lists.due_again) <= 8


def test_the_cases_name_a_moment_that_exists():
    assert datetime.fromisoformat(CASES["now"]).tzinfo is None
