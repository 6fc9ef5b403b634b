"""What is known of a customer, as values: the figures an associate reads and the facts that rules ask for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from shared.clock import DAY_MS
from shared.particulars import NOT_ASKED, Particulars

YEAR_MS = 365 * DAY_MS
TIERS = ("Member", "Silver", "Gold", "VIP")


@dataclass(frozen=True, slots=True)
class Visit:
    """One completed purchase, as far as the figures need it."""

    at_ms: int
    total_minor: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The headline figures of one customer at one moment; amounts in minor units, gaps in days."""

    lifetime_minor: int = 0
    spend_12m_minor: int = 0
    spend_previous_12m_minor: int = 0
    visits_12m: int = 0
    visits_90d: int = 0
    visits_previous_90d: int = 0
    spend_90d_minor: int = 0
    spend_previous_90d_minor: int = 0
    average_basket_minor: int = 0
    last_visit_ms: int | None = None
    days_since_visit: int | None = None
    usual_gap_days: int | None = None


@dataclass(frozen=True, slots=True)
class CustomerFacts:
    """What audience rules and promotions may ask of a customer.

    `departments` are those of the products she bought (quantity above zero) in the 12 months up to that
    moment. `particulars` is what only some rules ask for.
    """

    customer_id: int
    tier: str = "Member"
    home_store_id: str | None = None
    birthday: str | None = None
    figures: Figures = field(default_factory=Figures)
    departments: frozenset[str] = frozenset()
    may_personalize: bool = True
    particulars: Particulars = NOT_ASKED


def figures_of(visits: Iterable[Visit], now_ms: int) -> Figures:
    """Figures of a customer's visits up to `now_ms`; later ones count for nothing."""
    known = sorted((v for v in visits if v.at_ms <= now_ms), key=lambda v: v.at_ms)
    if not known:
        return Figures()
    quarter = 90 * DAY_MS

    def within(after_ms: int, until_ms: int) -> list[Visit]:
        return [v for v in known if after_ms < v.at_ms <= until_ms]

    year, before = within(now_ms - YEAR_MS, now_ms), within(now_ms - 2 * YEAR_MS, now_ms - YEAR_MS)
    recent, earlier = within(now_ms - quarter, now_ms), within(now_ms - 2 * quarter, now_ms - quarter)
    lifetime = sum(v.total_minor for v in known)
    gaps = [(b.at_ms - a.at_ms) / DAY_MS for a, b in pairwise(known)]
    return Figures(
        lifetime_minor=lifetime,
        spend_12m_minor=sum(v.total_minor for v in year),
        spend_previous_12m_minor=sum(v.total_minor for v in before),
        visits_12m=len(year),
        visits_90d=len(recent),
        visits_previous_90d=len(earlier),
        spend_90d_minor=sum(v.total_minor for v in recent),
        spend_previous_90d_minor=sum(v.total_minor for v in earlier),
        average_basket_minor=round(lifetime / len(known)),
        last_visit_ms=known[-1].at_ms,
        days_since_visit=(now_ms - known[-1].at_ms) // DAY_MS,
        usual_gap_days=max(1, round(median(gaps))) if gaps else None,
    )
