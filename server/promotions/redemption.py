"""A redemption decided: within the limits, once, by the rules as they were when it was made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from server.catalogue import service as catalogue
from server.customers import service as customers
from server.errors import NotFound
from server.next_actions import guard
from server.promotions import quotas, reading
from server.promotions.models import PromotionRecord, PromotionStore, Redemption
from shared.customer import CustomerFacts
from shared.fatigue import NO_FATIGUE
from shared.promotions import Met, Promotion, Usage, decide, met_of
from shared.redemption import UNTOLD, Standing, StandsOn, costs, quota_id
from sync.source.holdings import outstanding


@dataclass(frozen=True, slots=True)
class Outcome:
    """Applied, or rejected with a code and a sentence that the associate reads."""

    applied: bool
    code: str | None = None
    sentence: str | None = None


APPLIED = Outcome(applied=True)


def redeem(session: Session, row: Mapping[str, Any], now_ms: int, stands_on: StandsOn = UNTOLD) -> Outcome:
    """The redemption is counted, or it is not and the outcome says why.

    `row` is the redemption as its operation makes it. The promotion is locked first: two redemptions of
    one promotion are counted one after the other, on PostgreSQL by the row's lock, on SQLite because
    transactions begin IMMEDIATE. It is judged by the moment it was made, at the latest now: one made
    before a stop counts, one made after it does not. What it used up of a tablet's lease was that tablet's
    own: of those limits there is room, and if another rule refuses it they are free again.
    """
    try:
        stored = reading.record(session, row["promotion_id"], lock=True)
    except NotFound:
        return _rejected("unknown_promotion", "Nobody knows this offer. Tell HQ which one you meant.")
    if session.get(Redemption, row["id"]) is not None:
        return APPLIED
    made_ms = min(row["at_ms"], now_ms)
    promotion = _as_of(stored, made_ms)
    taken = quotas.take(session, promotion, row["customer_id"], row["store_id"], stands_on)
    refusal = _refusal(session, stored, promotion, row, made_ms, Standing(replace(stands_on, spent=taken)))
    if refusal is not None:
        quotas.give_back(session, promotion, row["customer_id"], row["store_id"], stands_on.lease, taken)
        return refusal
    session.add(Redemption(**{name: row[name] for name in Redemption.__table__.columns.keys()}))  # noqa: SIM118 - not a dict
    session.flush()
    return APPLIED


def refuse(session: Session, row: Mapping[str, Any], stands_on: StandsOn) -> None:
    """What a redemption used up of a tablet's lease is free again: it was refused before it came here."""
    try:
        promotion = reading.promotion_of(reading.record(session, row["promotion_id"], lock=True))
    except NotFound:
        return
    taken = quotas.take(session, promotion, row["customer_id"], row["store_id"], stands_on)
    quotas.give_back(session, promotion, row["customer_id"], row["store_id"], stands_on.lease, taken)


def _refusal(
    session: Session,
    stored: PromotionRecord,
    promotion: Promotion,
    row: Mapping[str, Any],
    made_ms: int,
    standing: Standing,
) -> Outcome | None:
    if not _runs_in(session, stored.id, row["store_id"]):
        return _rejected("other_store", "This offer does not run in this store.")
    facts = _facts(session, stored, row["customer_id"], made_ms)
    if facts is None:
        return _rejected("customer_not_here", "This customer is not known here.")
    decision = decide(
        promotion,
        facts=facts,
        usage=_usage(session, promotion, row["customer_id"], row["store_id"]),
        time_zone=catalogue.store(session, row["store_id"]).time_zone,
        now_ms=made_ms,
        standing=standing,
        met=_met(session, promotion, row["customer_id"]),
        # it is made already: too late to spare her
        policy=replace(guard.policy(session), most_offers=0, fatigue=NO_FATIGUE),
    )
    if decision.reason == "held_out":  # the code travels to the tablet: it must not tell who is held out
        return _rejected("not_in_audience", decision.sentence)
    return None if decision.available else _rejected(decision.reason, decision.sentence)


def _rejected(code: str, sentence: str) -> Outcome:
    return Outcome(applied=False, code=code, sentence=sentence)


def _runs_in(session: Session, promotion_id: str, store_id: str) -> bool:
    query = exists().where(PromotionStore.promotion_id == promotion_id, PromotionStore.store_id == store_id)
    return bool(session.scalar(select(query)))


def _as_of(stored: PromotionRecord, made_ms: int) -> Promotion:
    """The promotion as it stood then: a later stop had not happened yet."""
    promotion = reading.promotion_of(stored)
    was_live = stored.status == "stopped" and stored.stopped_ms is not None and made_ms <= stored.stopped_ms
    return replace(promotion, status="published") if was_live else promotion


def _facts(session: Session, stored: PromotionRecord, customer_id: int, made_ms: int) -> CustomerFacts | None:
    rules = [reading.promotion_of(stored).audience]
    known = customers.facts_for(session, [customer_id], now_ms=made_ms, rules=rules)
    return known[0].facts if known else None


def _usage(session: Session, promotion: Promotion, customer_id: int, store_id: str) -> Usage:
    """What was redeemed, and what tablets may still redeem."""
    of_promotion = select(func.count()).where(Redemption.promotion_id == promotion.id)
    held = {
        f"held_{limit}": outstanding(session, quota_id(promotion.id, limit, customer_id, store_id))
        for limit in costs(promotion)
    }
    return Usage(
        by_customer=session.scalar(of_promotion.where(Redemption.customer_id == customer_id)) or 0,
        in_total=session.scalar(of_promotion) or 0,
        in_store=session.scalar(of_promotion.where(Redemption.store_id == store_id)) or 0,
        **held,
    )


def _met(session: Session, promotion: Promotion, customer_id: int) -> Met:
    """When she has redeemed it, for its frequency."""
    if not promotion.frequency:
        return Met()
    query = select(Redemption.promotion_id, Redemption.at_ms).where(
        Redemption.promotion_id == promotion.id, Redemption.customer_id == customer_id
    )
    return met_of(session.execute(query).all(), ())
