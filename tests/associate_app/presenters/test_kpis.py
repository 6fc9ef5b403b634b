"""Headline figures: each comparison is honest about what it compares."""

from __future__ import annotations

import pytest

from associate_app.presenters.kpis import kpis
from shared.clock import DAY_MS
from shared.customer import Figures

NOW = 400 * DAY_MS


def deltas(figures: Figures, first_visit_ms: int | None = 0) -> list[tuple[str, str]]:
    return [(kpi.delta, kpi.tone) for kpi in kpis(figures, first_visit_ms, NOW, "UTC")]


def test_more_than_in_the_90_days_before_is_good() -> None:
    figures = Figures(
        lifetime_minor=1_248_000, visits_12m=14, visits_90d=6, visits_previous_90d=3, spend_90d_minor=60_000,
        spend_previous_90d_minor=50_000, average_basket_minor=31_800, last_visit_ms=NOW - 9 * DAY_MS,
        usual_gap_days=26,
    )  # fmt: skip
    assert [kpi.value for kpi in kpis(figures, 0, NOW, "UTC")] == ["$12,480", "14", "$318", "9 days ago"]
    assert deltas(figures) == [
        ("20% up in 90 days", "good"),
        ("3 more in 90 days", "good"),
        ("40% down in 90 days", "bad"),
        ("Usual gap: 26 days", "good"),
    ]


def test_as_much_as_before_is_steady() -> None:
    figures = Figures(
        visits_90d=2, visits_previous_90d=2, spend_90d_minor=100_1, spend_previous_90d_minor=100_0
    )
    assert deltas(figures)[:3] == [("Steady over 90 days", "muted")] * 3


@pytest.mark.parametrize(
    ("now", "before", "text"),
    [(0, 5, "Nothing for 90 days"), (5, 0, "Back after 90 days"), (0, 0, "Nothing for 6 months")],
)
def test_where_a_percentage_would_lie_words_say_it(now: int, before: int, text: str) -> None:
    figures = Figures(
        spend_90d_minor=now * 100, visits_90d=now, spend_previous_90d_minor=before * 100,
        visits_previous_90d=before,
    )  # fmt: skip
    assert (deltas(figures)[0][0], deltas(figures)[2][0]) == (text, text)


def test_fewer_visits_are_told() -> None:
    assert deltas(Figures(visits_90d=1, visits_previous_90d=3))[1] == ("2 fewer in 90 days", "bad")


@pytest.mark.parametrize("first_visit_ms", [None, NOW - 100 * DAY_MS])
def test_who_came_first_lately_is_compared_with_nothing(first_visit_ms: int | None) -> None:
    figures = Figures(spend_90d_minor=100, visits_90d=1)
    assert [text for text, _ in deltas(figures, first_visit_ms)[:3]] == ["New in the last 6 months"] * 3


@pytest.mark.parametrize(
    ("days", "gap", "value", "delta", "tone"),
    [
        (None, None, "Never", "No purchases yet", "muted"),
        (0, None, "Today", "First visit", "muted"),
        (1, 1, "Yesterday", "Usual gap: 1 day", "good"),
        (15, 10, "15 days ago", "Usual gap: 10 days", "muted"),
        (21, 10, "21 days ago", "Usual gap: 10 days", "bad"),
    ],
)
def test_the_last_visit_stands_beside_the_usual_gap(
    days: int | None, gap: int | None, value: str, delta: str, tone: str
) -> None:
    last_ms = None if days is None else NOW - days * DAY_MS
    kpi = kpis(Figures(last_visit_ms=last_ms, usual_gap_days=gap), 0, NOW, "UTC")[3]
    assert (kpi.value, kpi.delta, kpi.tone) == (value, delta, tone)


def test_yesterday_evening_is_yesterday_in_the_morning_by_the_stores_own_calendar() -> None:
    evening, morning = NOW - 5 * 3_600_000, NOW + 9 * 3_600_000
    figures = Figures(last_visit_ms=evening, usual_gap_days=3)
    assert kpis(figures, 0, morning, "UTC")[3].value == "Yesterday"
    assert kpis(figures, 0, morning, "Pacific/Auckland")[3].value == "Today"
