"""The four headline figures, each with an honest comparison.

The record may be only a year long, so nothing is compared with last year: the last 90 days stand against the
90 before, and only for customers who were customers then.
"""

from __future__ import annotations

from typing import Final

from associate_app.presenters.view_models import Kpi, Tone
from associate_app.presenters.wording import beginning
from shared.clock import DAY_MS, local_date
from shared.customer import Figures
from shared.day_words import ago
from shared.money import as_round_text, as_text
from shared.words import _, locale, number, plural

COMPARED_MS: Final = 180 * DAY_MS
CENTS_BELOW: Final = 100_00
"""Amounts from here on lose their cents in headlines."""

_Delta = tuple[str, str, Tone]


def kpis(figures: Figures, first_visit_ms: int | None, now_ms: int, time_zone: str) -> tuple[Kpi, ...]:
    """Lifetime value, visits, average basket, last visit."""
    is_new = first_visit_ms is None or now_ms - first_visit_ms < COMPARED_MS
    spend = _percent(figures.spend_90d_minor, figures.spend_previous_90d_minor)
    visits = _more_or_fewer(figures.visits_90d - figures.visits_previous_90d)
    basket = _percent(
        _average(figures.spend_90d_minor, figures.visits_90d),
        _average(figures.spend_previous_90d_minor, figures.visits_previous_90d),
    )
    return (
        Kpi(_("Lifetime value"), as_round_text(figures.lifetime_minor), *(_too_new() if is_new else spend)),
        Kpi(_("Visits, 12 months"), number(figures.visits_12m), *(_too_new() if is_new else visits)),
        Kpi(_("Average basket"), _amount(figures.average_basket_minor), *(_too_new() if is_new else basket)),
        _last_visit(figures, now_ms, time_zone),
    )


def _too_new() -> _Delta:
    return _("New in the last 6 months"), "clock-outline", "muted"


def _steady() -> _Delta:
    return _("Steady over 90 days"), "trending-neutral", "muted"


def _amount(minor: int) -> str:
    return as_round_text(minor) if abs(minor) >= CENTS_BELOW else as_text(minor)


def _average(total_minor: int, visits: int) -> int:
    return round(total_minor / visits) if visits else 0


def _percent(now: int, before: int) -> _Delta:
    if before <= 0 and now <= 0:
        return _("Nothing for 6 months"), "trending-neutral", "muted"
    if before <= 0:
        return _("Back after 90 days"), "trending-up", "good"
    if now <= 0:
        return _("Nothing for 90 days"), "trending-down", "bad"
    percent = round((now - before) / before * 100)
    if percent == 0:
        return _steady()
    size = locale().percentage(abs(percent))
    if percent > 0:
        return _("{percent} up in 90 days").format(percent=size), "trending-up", "good"
    return _("{percent} down in 90 days").format(percent=size), "trending-down", "bad"


def _more_or_fewer(difference: int) -> _Delta:
    if difference == 0:
        return _steady()
    if difference > 0:
        return plural("{count} more in 90 days", "{count} more in 90 days", difference), "trending-up", "good"
    return plural("{count} fewer in 90 days", "{count} fewer in 90 days", -difference), "trending-down", "bad"


def _last_visit(figures: Figures, now_ms: int, time_zone: str) -> Kpi:
    if figures.last_visit_ms is None:
        return Kpi(_("Last visit"), _("Never"), _("No purchases yet"), "clock-outline", "muted")
    days, gap = (
        (local_date(now_ms, time_zone) - local_date(figures.last_visit_ms, time_zone)).days,
        figures.usual_gap_days,
    )
    value = beginning(ago(days))
    if gap is None:
        return Kpi(_("Last visit"), value, _("First visit"), "clock-outline", "muted")
    tone: Tone = "good" if days <= gap else ("bad" if days > 2 * gap else "muted")
    usual = plural("Usual gap: {count} day", "Usual gap: {count} days", gap)
    return Kpi(_("Last visit"), value, usual, "clock-outline", tone)
