from __future__ import annotations

from dataclasses import replace

from shared.clock import DAY_MS, local_to_millis
from shared.next_action.near import near_days
from shared.next_action.rules import DEFAULTS

ZONE = "America/New_York"
NOW = local_to_millis("2026-11-22T23:30", ZONE)


def test_days_are_those_of_the_stores_calendar_and_of_the_rules():
    days = near_days(DEFAULTS, NOW, ZONE)
    assert (days.today, days.promised_until) == ("2026-11-22", "2026-11-22")
    assert days.near_days == tuple(f"11-{day}" for day in range(22, 30))
    assert NOW - days.cart_since_ms == 15 * DAY_MS
    assert NOW - days.big_since_ms == 8 * DAY_MS
    assert days.least_minor == 100_00
    assert (NOW - days.away_since_ms, NOW - days.away_until_ms) == (181 * DAY_MS, 10 * DAY_MS)


def test_rules_of_hq_move_them():
    ahead = DEFAULTS["follow_up"]
    rules = {**DEFAULTS, "follow_up": replace(ahead, settings={"ahead_days": 3})}
    assert near_days(rules, NOW, ZONE).promised_until == "2026-11-25"


def test_the_birthdays_of_29_february_are_kept_on_1_march():
    days = near_days(DEFAULTS, local_to_millis("2027-02-25T10:00", ZONE), ZONE).near_days
    assert days == ("02-25", "02-26", "02-27", "02-28", "03-01", "02-29", "03-02", "03-03", "03-04")
