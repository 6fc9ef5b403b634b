"""What a promotion may cost, from what past campaigns led to and what such customers spend; never a promise.

Redemptions: those who may have it, times the share of those reached who redeemed in past campaigns, as often
as they did then. A redemption: the average of what it would take off. Both are capped as the promotion is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from server.audiences.counting import Counting, Stores
from server.campaigns import service as campaigns
from server.purchases import spending
from server.purchases.spending import Spent
from shared.clock import DAY_MS
from shared.promotions.benefit import covered
from shared.promotions.rule import Promotion

DAYS: Final = 90
ASKED: Final = 400
"""Customers whose purchases are looked at: enough for an average, few enough for one look."""

FEWEST: Final = 5
"""A campaign that reached fewer tells nothing about a share."""


@dataclass(frozen=True, slots=True)
class Rates:
    """How many of those reached redeemed in so many past campaigns, and how often each of them did.

    `low` and `high` leave out the tenth of the campaigns that did least and the tenth that did best.
    """

    campaigns: int
    average: float
    low: float
    high: float
    times: float


@dataclass(frozen=True, slots=True)
class Each:
    """What one redemption costs on average, in cents, and where that comes from: `taken_from` is what is
    spent a purchase, or what a piece costs; None if nobody had to look."""

    minor: float
    taken_from: float | None = None
    purchases: int = 0


@dataclass(frozen=True, slots=True)
class Forecast:
    """Redemptions and cost in cents: at the low, average and high rate; `capped_by` names what ends it early.

    `rates` and `each` are what it was computed from; without one of them there is no forecast.
    """

    rates: Rates | None
    each: Each | None
    redemptions: tuple[int, int, int] = (0, 0, 0)
    cost_minor: tuple[int, int, int] = (0, 0, 0)
    capped_by: str | None = None


def forecast(
    session: Session, promotion: Promotion, store_ids: Stores, count: int, stores: int, now_ms: int
) -> Forecast:
    """What the promotion may cost if `count` customers of that many stores may have it."""
    rates = past_rates(session)
    one = _each(session, promotion, store_ids, count, now_ms)
    if rates is None or one is None:
        return Forecast(rates, one)
    times = rates.times
    if promotion.customer_limit is not None:
        times = min(times, float(promotion.customer_limit))
    treated = count * (100 - promotion.holdout_percent) / 100
    found = [_capped(promotion, treated * rate * times, one.minor, stores)
             for rate in (rates.low, rates.average, rates.high)]  # fmt: skip
    redemptions, cost, caps = zip(*found, strict=True)
    return Forecast(rates, one, redemptions, cost, next((cap for cap in caps if cap), None))


def past_rates(session: Session) -> Rates | None:
    """What past campaigns led to; None if there is none to learn from."""
    past = [each for each in campaigns.campaigns(session) if each.customers >= FEWEST]
    reached, redeemers = (sum(getattr(each, name) for each in past) for name in ("customers", "redeemers"))
    if not redeemers:
        return None
    ordered = sorted(each.rate for each in past)
    edge = len(ordered) // 10
    times = sum(each.redemptions for each in past) / redeemers
    return Rates(len(past), redeemers / reached, ordered[edge], ordered[-1 - edge], times)


def _capped(
    promotion: Promotion, redemptions: float, each_minor: float, stores: int
) -> tuple[int, int, str | None]:
    """Redemptions and cost under the caps, and the one that ends it."""
    by_store = None if promotion.store_limit is None else promotion.store_limit * stores
    cap = None
    for name, limit in (("total_limit", promotion.total_limit), ("store_limit", by_store)):
        if limit is not None and redemptions > limit:
            redemptions, cap = float(limit), name
    cost = redemptions * each_minor
    if promotion.budget_minor is not None and cost > promotion.budget_minor:
        cost, cap = float(promotion.budget_minor), "budget_minor"
        redemptions = cost / each_minor
    return round(redemptions), round(cost), cap


def _each(session: Session, promotion: Promotion, store_ids: Stores, count: int, now_ms: int) -> Each | None:
    """What one redemption by those who may have it takes off on average; None if that cannot be told."""

    def asked() -> Sequence[int]:
        if not count:
            return ()
        return Counting(session, promotion.audience, store_ids, now_ms).place(max(1, count // ASKED), ASKED)

    return each(session, promotion, asked, now_ms)


def each(
    session: Session, promotion: Promotion, asked: Callable[[], Sequence[int]], now_ms: int
) -> Each | None:
    """What one redemption by such customers takes off on average; None if that cannot be told.

    `asked` are those whose purchases are looked at, if anybody has to look.
    """
    if promotion.benefit_kind == "points":
        return Each(0.0)
    if promotion.benefit_kind == "amount":
        return Each(float(promotion.benefit_value))
    if promotion.benefit_kind == "gift":
        cost = promotion.benefit.get("cost_minor")
        return None if cost is None else Each(float(cost))
    some = asked()
    if not some:
        return None

    def spent(of: Mapping[str, Any]) -> Spent:
        since_ms, least = now_ms - DAYS * DAY_MS, _least_minor(promotion)
        return spending.spent_on(session, some, of, since_ms=since_ms, now_ms=now_ms, least_minor=least)

    found = _bundle(promotion, spent) if promotion.benefit_kind == "bundle" else _off(promotion, spent)
    if found is None:
        return None
    most = promotion.benefit.get("most_minor")
    return found if most is None else Each(min(found.minor, float(most)), found.taken_from, found.purchases)


def _least_minor(promotion: Promotion) -> int:
    """What a whole purchase must come to; a condition on some things only is not looked at."""
    asked = promotion.conditions
    return 0 if asked.get("of") else int(asked.get("min_spend_minor", 0))


def _off(promotion: Promotion, spent: Callable[[Mapping[str, Any]], Spent]) -> Each | None:
    found = spent(covered(promotion))
    if not found.purchases:
        return None
    kind, value = promotion.benefit_kind, promotion.benefit_value
    if kind == "percent":
        return Each(found.each_purchase * value / 100, found.each_purchase, found.purchases)
    if kind == "price":
        pieces = found.pieces / found.purchases
        off = max(0.0, found.each_piece - value) * pieces
    else:
        off = (promotion.benefit["take"] - promotion.benefit["pay"]) * found.each_piece
    return Each(off, found.each_piece, found.purchases)


def _bundle(promotion: Promotion, spent: Callable[[Mapping[str, Any]], Spent]) -> Each | None:
    """A bundle has at most five parts: each is looked at by itself."""
    parts = [(spent(part["of"]), part["quantity"]) for part in promotion.benefit["parts"]]
    if not all(found.purchases for found, _ in parts):
        return None
    usual = sum(found.each_piece * quantity for found, quantity in parts)
    off = max(0.0, usual - promotion.benefit_value)
    return Each(off, usual, min(found.purchases for found, _ in parts))
