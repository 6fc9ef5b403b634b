"""Pages on campaigns of the past, in words and drawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from server.campaigns import results, service
from server.campaigns.results import CampaignResults, GroupSpending, Spending
from server.campaigns.service import CampaignView
from server.console import charts
from server.console.charts import Chart
from server.console.view_models import Board, Kpi
from server.console.wording import count, day, percent, plural
from shared.clock import from_millis
from shared.money import as_text

WEEK: Final = 7
FEW: Final = 20
"""Groups smaller than this are named as too small to say anything."""


@dataclass(frozen=True, slots=True)
class CampaignRow:
    """A campaign in the list; `share` is that of its customers who used a coupon."""

    id: int
    name: str
    kind: str
    days: str
    status: str
    customers: int
    coupons: int
    redemptions: int
    share: float
    rate: str


@dataclass(frozen=True, slots=True)
class PartRow:
    """A line of a table by tier or department: a name and figures that are ready to be shown."""

    name: str
    figures: tuple[str, ...]
    share: float
    rate: str


@dataclass(frozen=True, slots=True)
class SpendingRow:
    """A group's week before and during the campaign, a customer."""

    group: str
    customers: str
    before: str
    during: str
    change: str
    is_small: bool


@dataclass(frozen=True, slots=True)
class CampaignPage:
    """A campaign's page; `spending` is empty where too little is recorded, and `compared` says on what."""

    row: CampaignRow
    kpis: tuple[Kpi, ...]
    chart: Chart | None
    weeks: tuple[tuple[str, str], ...]
    weeks_note: str
    tiers: tuple[PartRow, ...]
    departments: tuple[PartRow, ...]
    coupons: tuple[PartRow, ...]
    spending: tuple[SpendingRow, ...]
    compared: str
    also_elsewhere: str


def board(session: Session, query: str, now_ms: int) -> Board:
    """The list of campaigns; `query` narrows the table, not the figures."""
    wanted = query.strip().casefold()
    views = service.campaigns(session)
    shown = [view for view in views if wanted in f"{view.name} {view.kind}".casefold()]
    totals = service.totals(session)
    kinds = len({view.kind for view in views})
    kpis = (
        Kpi("Campaigns", count(totals.campaigns), f"of {plural(kinds, 'kind')}"),
        Kpi("Customers reached", count(totals.customers), "by at least one of them"),
        Kpi("Coupons redeemed", count(totals.redemptions), "in all"),
        Kpi(
            "Customers who used one", count(totals.redeemers),
            f"{percent(totals.redeemers, totals.customers)} of those reached",
        ),
    )  # fmt: skip
    return Board(kpis, [_row(view, now_ms) for view in shown], query)


def _row(view: CampaignView, now_ms: int) -> CampaignRow:
    today = from_millis(now_ms).date().isoformat()
    status = "scheduled" if today < view.starts_on else "live" if today <= view.ends_on else "ended"
    return CampaignRow(
        id=view.id, name=view.name, kind=view.kind, days=_days(view.starts_on, view.ends_on, now_ms),
        status=status, customers=view.customers, coupons=view.coupons, redemptions=view.redemptions,
        share=view.rate, rate=percent(view.redeemers, view.customers),
    )  # fmt: skip


def _days(first: str, last: str, now_ms: int) -> str:
    begins, ends = _day(first, now_ms), _day(last, now_ms)
    return begins if begins == ends else f"{begins} – {ends}"


def _day(text: str, now_ms: int) -> str:
    return day(datetime.fromisoformat(text), this_year=from_millis(now_ms).year)


def page(session: Session, campaign_id: int, now_ms: int) -> CampaignPage:
    """The page of one campaign."""
    found = results.results(session, campaign_id)
    view, row = found.campaign, _row(found.campaign, now_ms)
    return CampaignPage(
        row=row,
        kpis=(
            Kpi("Customers reached", count(view.customers), "received it"),
            Kpi("Coupons", count(view.coupons), "it came with"),
            Kpi("Redemptions", count(view.redemptions), f"by {plural(view.redeemers, 'customer')}"),
            Kpi("Used at least one", row.rate, "of the customers reached"),
        ),
        chart=_chart(found, now_ms) if view.redemptions else None,
        weeks=tuple(
            (_days(each.first_day, each.last_day, now_ms), count(each.redemptions)) for each in found.weeks
        ),
        weeks_note=_recorded_words(found, now_ms),
        tiers=_tiers(found),
        departments=_departments(found),
        coupons=tuple(
            PartRow(
                str(each.coupon_upc), (each.department, count(each.products), count(each.redemptions)), 0, ""
            )
            for each in found.coupons
        ),
        spending=_spending_rows(found.spending),
        compared=_compared(found.spending),
        also_elsewhere=_elsewhere_words(found),
    )


def _chart(found: CampaignResults, now_ms: int) -> Chart:
    weeks = found.weeks
    most = max(weeks, key=lambda week: week.redemptions)
    said = (
        f"Redemptions a week over {plural(len(weeks), 'week')}; most in the week from"
        f" {_day(most.first_day, now_ms)}: {count(most.redemptions)}."
    )
    return charts.columns_of(
        [week.redemptions for week in weeks],
        [_day(week.first_day, now_ms).split(",")[0] for week in weeks],
        [
            f"{_days(week.first_day, week.last_day, now_ms)}: {plural(week.redemptions, 'redemption')}"
            for week in weeks
        ],
        said,
    )


def _recorded_words(found: CampaignResults, now_ms: int) -> str:
    if found.recorded_from is None or found.recorded_from <= found.campaign.starts_on:
        return ""
    return f"The record begins on {_day(found.recorded_from, now_ms)}: what was before is not known."


def _tiers(found: CampaignResults) -> tuple[PartRow, ...]:
    return tuple(
        PartRow(
            each.tier, (count(each.customers), count(each.redeemers), count(each.redemptions)),
            each.redeemers / each.customers if each.customers else 0.0,
            percent(each.redeemers, each.customers),
        )
        for each in found.tiers
    )  # fmt: skip


def _departments(found: CampaignResults) -> tuple[PartRow, ...]:
    total = found.campaign.redemptions
    return tuple(
        PartRow(
            each.department, (count(each.coupons), count(each.redemptions)),
            each.redemptions / total if total else 0.0, percent(each.redemptions, total),
        )
        for each in found.departments
    )  # fmt: skip


def _spending_rows(spending: Spending | None) -> tuple[SpendingRow, ...]:
    return tuple(_spending_row(each, spending) for each in spending.groups) if spending else ()


def _spending_row(each: GroupSpending, spending: Spending) -> SpendingRow:
    before = _a_week(each.before.amount_minor, each.customers, spending.days_before)
    during = _a_week(each.during.amount_minor, each.customers, spending.days_during)
    is_small = each.customers < FEW
    change = "–" if is_small or before <= 0 else f"{(during - before) / before:+.1%}".replace("-", "−")
    return SpendingRow(each.group, count(each.customers), as_text(before), as_text(during), change, is_small)


def _a_week(amount_minor: int, customers: int, days: int) -> int:
    return round(amount_minor * WEEK / (customers * days)) if customers else 0


def _compared(spending: Spending | None) -> str:
    if spending is None:
        return ""
    before, during = plural(spending.days_before, "day"), plural(spending.days_during, "day")
    return f"Spent a customer and week, in the {during} of the campaign and in the {before} before."


def _elsewhere_words(found: CampaignResults) -> str:
    if not found.also_elsewhere:
        return ""
    number, share = count(found.also_elsewhere), percent(found.also_elsewhere, found.campaign.customers)
    return f"{number} of its customers ({share}) received another campaign in the same days."
