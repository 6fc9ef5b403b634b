from __future__ import annotations

from datetime import date

import pytest

from shared.day_words import distance_text
from shared.life_dates import LifeDate, day_of, days_until, occasions, occurrence, turning

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("kind", "day", "expected"),
    [
        ("birthday", "1990-11-25", date(2026, 11, 25)),
        ("birthday", "1990-01-05", date(2027, 1, 5)),
        ("anniversary", "2001-11-20", date(2026, 11, 20)),
        ("child_birthday", "2024-02-29", date(2027, 3, 1)),
        ("due_date", "2026-03-14", date(2026, 3, 14)),
        ("birthday", "yesterday", None),
        ("birthday", "1790-11-25", None),
    ],
)
def test_a_day_comes_back_every_year_unless_it_happens_once(kind, day, expected):
    assert occurrence(LifeDate(kind, day), TODAY) == expected


def test_the_nearest_event_stands_first_and_kinds_nobody_knows_are_passed_over():
    known = [
        LifeDate("birthday", "1990-12-20"),
        LifeDate("due_date", "2026-11-24"),
        LifeDate("moon", "2026-11-22"),
    ]
    assert [(each.kind, each.days) for each in occasions(known, TODAY)] == [("due_date", 2), ("birthday", 28)]


@pytest.mark.parametrize(
    ("kind", "day", "text"),
    [
        ("due_date", "2027-03-14", "Baby due in 16 weeks"),
        ("due_date", "2026-11-03", "Baby due 19 days ago"),
        ("due_date", "2026-08-01", None),
        ("child_birthday", "2022-12-01", "Child's birthday in 9 days"),
        ("child_birthday", "2022-11-21", "Child's birthday yesterday"),
        ("child_birthday", "2022-11-20", None),
        ("birthday", "1990-11-22", None),
    ],
)
def test_one_date_turns_the_screen_while_it_is_near(kind, day, text):
    found = turning([LifeDate(kind, day)], TODAY)
    assert (found.text if found else None) == text


@pytest.mark.parametrize(
    ("days", "text"),
    [
        (0, "today"),
        (1, "tomorrow"),
        (-1, "yesterday"),
        (20, "in 20 days"),
        (-30, "4 weeks ago"),
        (200, "in 7 months"),
    ],
)
def test_a_distance_is_said_in_units_that_fit_it(days, text):
    assert distance_text(days) == text


@pytest.mark.parametrize("text", ["", "2026-1-1", "2026-02-30", "20260101", "2101-01-01", "1899-12-31"])
def test_a_day_that_is_none_is_not_read(text):
    assert day_of(text) is None


@pytest.mark.parametrize(
    ("kind", "day", "days"),
    [
        ("birthday", "1990-11-22", 0),
        ("birthday", "1990-11-25", 3),
        ("birthday", "1990-11-21", 364),
        ("child_birthday", "2024-02-29", 99),
        ("due_date", "2026-11-22", 0),
        ("due_date", "2026-11-21", None),
        ("anniversary", "some day", None),
    ],
)
def test_a_day_is_so_many_days_ahead_unless_it_is_over_for_good(kind, day, days):
    assert days_until(LifeDate(kind, day), TODAY) == days
