"""The days around today at which the reasons to contact somebody look: what a database is asked for first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from shared.clock import DAY_MS, local_date
from shared.next_action.candidates import least_thanked_minor
from shared.next_action.rules import Rules

MOST_CANDIDATES: Final = 60
"""Customers that each reason may bring: more than a store can contact, few enough to look at closely."""

LEAST_AWAY_DAYS: Final = 10
LEAST_VISITS: Final = 3
"""Fewer visits have no rhythm to be away from."""


@dataclass(frozen=True, slots=True)
class NearDays:
    """The days around today that reasons look at; `near_days` are month and day, as in "11-25"."""

    today: str
    promised_until: str
    near_days: tuple[str, ...]
    cart_since_ms: int
    big_since_ms: int
    least_minor: int
    away_since_ms: int
    away_until_ms: int


def near_days(rules: Rules, now_ms: int, time_zone: str) -> NearDays:
    """The days as the rules set them, on one store's calendar."""
    today = local_date(now_ms, time_zone)
    ahead = [today + timedelta(days=step) for step in range(rules["date"].settings["ahead_days"] + 1)]
    promised = today + timedelta(days=rules["follow_up"].settings["ahead_days"])
    return NearDays(
        today=today.isoformat(),
        promised_until=promised.isoformat(),
        near_days=tuple(each for day in ahead for each in _kept_on(day)),
        cart_since_ms=now_ms - (rules["left_in_cart"].settings["within_days"] + 1) * DAY_MS,
        big_since_ms=now_ms - (rules["thank_you"].settings["within_days"] + 1) * DAY_MS,
        least_minor=least_thanked_minor(rules["thank_you"]),
        away_since_ms=now_ms - (rules["lapsing"].settings["within_days"] + 1) * DAY_MS,
        away_until_ms=now_ms - LEAST_AWAY_DAYS * DAY_MS,
    )


def _kept_on(day: date) -> tuple[str, ...]:
    """The birthdays kept on that day; on 1 March those of 29 February, too."""
    written = day.isoformat()[5:]
    return (written, "02-29") if written == "03-01" else (written,)
