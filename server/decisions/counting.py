"""What HQ counts every day: how often offers were among the first and taken, and what a redemption is worth.

A day is counted once: what offers were put in order by can be looked up afterwards, for good.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import delete, exists, func, insert, select, update
from sqlalchemy.orm import Session, aliased

from server.audiences.counting import Counting
from server.catalogue import service as catalogue
from server.decisions.models import CountedOdds, OfferOdds, OfferShowing
from server.decisions.policy import policy
from server.promotions import chances, forecast, selecting
from server.purchases import spending
from shared.clock import DAY_MS, local_date
from shared.decisioning.odds import FIRST_RATE, PARTS
from shared.promotions import Promotion, ends_ms
from shared.promotions.benefit import covered

DAYS: Final = 90
"""So far back showings and purchases count."""

TAKEN_WITHIN_MS: Final = 7 * DAY_MS
"""A redemption within so long belongs to the showing before it."""

FIRST_PLACES: Final = 2
"""Only what stood among these was put to her; the others were further down."""

PRIOR: Final = 100
"""For how many showings what is usually thought stands before the chain has a rate of its own."""

ASKED: Final = 400

SCALING: Final = ("percent", "price", "n_for_m")
"""Kinds of benefit that cost more in a larger basket."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What counting did: the promotions with odds of today, and the showings behind them."""

    day: str
    promotions: int
    showings: int
    redeemed: int


def count(session: Session, now_ms: int) -> Counted:
    """Every promotion that is live somewhere has odds of today; those that are over have none any more."""
    note_redemptions(session, now_ms)
    day = local_date(now_ms, "UTC").isoformat()
    live = _live(session, now_ms)
    session.execute(delete(OfferOdds).where(OfferOdds.promotion_id.not_in([each.id for each in live])))
    tallies = _tallies(session, now_ms)
    rate = _rate(tallies)
    done = set(session.scalars(select(CountedOdds.promotion_id).where(CountedOdds.day == day)))
    for promotion in live:
        if promotion.id not in done:
            _keep(session, promotion, day, rate, tallies.get(promotion.id, []), now_ms)
    session.flush()
    some = [tally for told in tallies.values() for tally in told]
    return Counted(day, len(live), sum(each[2] for each in some), sum(each[3] for each in some))


def note_redemptions(session: Session, now_ms: int) -> None:
    """Each showing knows when the offer was used after it, before the next time that she was shown it."""
    showing, later = OfferShowing, aliased(OfferShowing)
    used = selecting.redemptions()
    between = (
        exists()
        .where(
            later.customer_id == showing.customer_id, later.promotion_id == showing.promotion_id,
            later.at_ms > showing.at_ms, later.at_ms <= used.c.at_ms,
        )
        .correlate(showing, used)
    )  # fmt: skip
    first = (
        select(func.min(used.c.at_ms))
        .where(
            used.c.promotion_id == showing.promotion_id, used.c.customer_id == showing.customer_id,
            used.c.at_ms >= showing.at_ms, used.c.at_ms < showing.at_ms + TAKEN_WITHIN_MS, ~between,
        )
        .correlate(showing)
        .scalar_subquery()
    )  # fmt: skip
    recent = (showing.redeemed_ms.is_(None), showing.at_ms > now_ms - DAYS * DAY_MS)
    session.execute(
        update(showing).where(*recent, first.is_not(None)).values(redeemed_ms=first),
        execution_options={"synchronize_session": False},
    )


Told = list[tuple[str, str, int, int]]
"""Layout, fit, shown, redeemed."""


def _tallies(session: Session, now_ms: int) -> dict[str, Told]:
    """What became of showings, once that is known.

    One that may still be redeemed is no refusal: new offers, of which most showings are young, would seem
    worse than they are. Counting only what was redeemed of those would make them seem better.
    """
    showing = OfferShowing
    since_ms, over_ms = now_ms - DAYS * DAY_MS, now_ms - TAKEN_WITHIN_MS
    query = (
        select(
            showing.promotion_id, showing.layout, showing.fit, func.count(), func.count(showing.redeemed_ms)
        )
        .where(showing.place <= FIRST_PLACES, showing.at_ms > since_ms, showing.at_ms <= over_ms)
        .group_by(showing.promotion_id, showing.layout, showing.fit)
        .order_by(showing.promotion_id, showing.layout, showing.fit)
    )
    found: dict[str, Told] = defaultdict(list)
    for promotion_id, layout, fit, shown, redeemed in session.execute(query):
        found[promotion_id].append((layout, fit, shown, redeemed))
    return found


def _rate(tallies: Mapping[str, Told]) -> int:
    """How many of a million take an offer of the chain, drawn towards what is usual while few were shown."""
    shown = sum(each[2] for told in tallies.values() for each in told)
    redeemed = sum(each[3] for told in tallies.values() for each in told)
    return (PRIOR * FIRST_RATE + redeemed * PARTS) // (PRIOR + shown)


def _live(session: Session, now_ms: int) -> list[Promotion]:
    zones = {store.time_zone for store in catalogue.stores(session)}
    return [each for each in chances.live_in(session) if any(now_ms < ends_ms(each, zone) for zone in zones)]


def _keep(session: Session, promotion: Promotion, day: str, rate: int, told: Told, now_ms: int) -> None:
    set_now = policy(session)
    values = {
        "promotion_id": promotion.id, "day": day, "rate": rate, "tallies": json.dumps(told),
        "scales": int(promotion.benefit_kind in SCALING),
        **_worth(session, promotion, set_now.margin_percent, now_ms),
    }  # fmt: skip
    session.execute(insert(CountedOdds).values(values))
    session.execute(delete(OfferOdds).where(OfferOdds.promotion_id == promotion.id))
    session.execute(insert(OfferOdds).values(values | {"strategy": set_now.strategy}))


def _worth(session: Session, promotion: Promotion, margin_percent: int, now_ms: int) -> dict[str, Any]:
    """What a redemption by somebody with an average basket earns and costs; None where nothing tells."""
    counting = Counting(session, promotion.audience, None, now_ms)
    some = counting.place(max(1, counting.count() // ASKED), ASKED)
    since_ms = now_ms - DAYS * DAY_MS
    asked = {"since_ms": since_ms, "now_ms": now_ms}
    spent = spending.spent_on(session, some, covered(promotion), **asked)
    baskets = spending.spent_on(session, some, {}, **asked)
    cost = forecast.each(session, promotion, lambda: some, now_ms)
    if not spent.purchases or cost is None:
        margin, cost_minor = None, None
    else:
        margin, cost_minor = round(spent.each_purchase * margin_percent / 100), round(cost.minor)
    return {"margin_minor": margin, "cost_minor": cost_minor, "basket_minor": round(baskets.each_purchase)}
