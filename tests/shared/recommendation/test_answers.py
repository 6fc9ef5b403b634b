from __future__ import annotations

import pytest

from shared.clock import DAY_MS, local_to_millis
from shared.recommendation.answers import (
    ANSWERS,
    EFFECTS,
    FIRST_ANSWERS,
    Answer,
    has_opted_out,
    standing,
)

NOW = local_to_millis("2026-11-22T12:00", "UTC")


def stands(*answers):
    said = [Answer(1, answer, NOW - round(days * DAY_MS)) for answer, days in answers]
    return standing(said, now_ms=NOW, time_zone="UTC").get(1)


def test_what_older_servers_understand_is_as_old_as_they_are():
    assert FIRST_ANSWERS == ("liked", "not_now", "not_interested", "already_owns", "wrong_size")
    assert set(ANSWERS) - set(FIRST_ANSWERS) == {"bought", "out_of_stock", "returned", "opted_out"}


@pytest.mark.parametrize("answer", ANSWERS)
def test_every_answer_says_what_it_did(answer):
    assert EFFECTS[answer].says


def test_days_are_counted_by_the_calendar():
    assert stands(("out_of_stock", 0.4)).hides
    assert not stands(("out_of_stock", 0.6)).hides
    assert stands(("not_now", 14.4)).hides
    assert not stands(("not_now", 14.6)).hides


def test_of_two_answers_of_one_moment_the_same_one_counts_everywhere():
    assert stands(("liked", 1), ("not_now", 1)) == stands(("not_now", 1), ("liked", 1))


def test_an_answer_from_a_clock_that_runs_ahead_counts_as_of_today():
    assert stands(("out_of_stock", -3)).days_ago == 0
    assert stands(("out_of_stock", -3)).hides


def test_only_a_later_consent_ends_an_opting_out():
    said = [Answer(1, "liked", 5), Answer(1, "opted_out", 10), Answer(2, "liked", 20)]
    assert has_opted_out(said)
    assert has_opted_out(said, agreed_ms=10)
    assert not has_opted_out(said, agreed_ms=11)
    assert not has_opted_out(said[::2])
