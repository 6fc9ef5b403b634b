"""Figures and moments are said as people say them."""

from __future__ import annotations

import pytest

from server.console import wording
from tests.server.world import NOW_MS

DAY_MS = 86_400_000


@pytest.mark.parametrize(
    ("gone_ms", "words"),
    [
        (-5_000, "just now"), (59_999, "just now"), (60_000, "1 minute ago"), (3_599_999, "59 minutes ago"),
        (3_600_000, "1 hour ago"), (DAY_MS, "1 day ago"), (40 * DAY_MS, "40 days ago"),
    ],
)  # fmt: skip
def test_how_long_since(gone_ms: int, words: str) -> None:
    assert wording.ago(NOW_MS - gone_ms, NOW_MS) == words


def test_what_never_was_is_never() -> None:
    assert wording.ago(None, NOW_MS) == "never"


@pytest.mark.parametrize(
    ("starts", "ends", "words"),
    [
        ("2026-11-18T08:00", "2026-11-30T22:00", "Nov 18 – Nov 30"),
        ("2026-12-26T08:00", "2027-01-02T22:00", "Dec 26 – Jan 2, 2027"),
        ("2026-11-27T09:00", "2026-11-27T21:30", "Nov 27, 09:00 – 21:30"),
    ],
)
def test_a_window_names_days_and_within_one_day_the_times(starts: str, ends: str, words: str) -> None:
    assert wording.window(starts, ends, NOW_MS) == words


@pytest.mark.parametrize(
    ("have", "of", "words"), [(0, 0, "–"), (1, 3, "33.3%"), (9_999, 10_000, "99.9%"), (5, 5, "100%")]
)
def test_a_share_says_all_only_when_it_is_all(have: int, of: int, words: str) -> None:
    assert wording.percent(have, of) == words
