"""Promotions as they are shown: the stored rule, where it runs, what came of it, and what it is doing now."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, Literal, cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.catalogue import service as catalogue
from server.errors import NotFound
from server.promotions.authors import authors
from server.promotions.models import PromotionRecord, PromotionStore, Redemption
from shared.promotions import Promotion, ends_ms, promotion_from_row, starts_ms

Phase = Literal["draft", "submitted", "approved", "deleted", "scheduled", "running", "ended", "stopped"]

UNPUBLISHED: Final = ("draft", "submitted", "approved")


@dataclass(frozen=True, slots=True)
class PromotionView:
    """A promotion with everything a list or a form shows of it.

    `store_ids` None means all stores; `store_count` is how many it runs in, or would after publishing.
    """

    id: str
    code: str
    name: str
    text: str
    benefit_kind: str
    benefit_value: int
    department: str | None
    starts_local: str
    ends_local: str
    audience: dict[str, Any]
    store_ids: list[str] | None
    total_limit: int | None
    customer_limit: int | None
    budget_minor: int | None
    offline_policy: str
    priority: int
    status: str
    version: int
    created_by: str
    created_ms: int
    updated_ms: int
    edited_by: str
    submitted_by: str | None
    submitted_ms: int | None
    approved_by: str | None
    approved_ms: int | None
    published_ms: int | None
    stopped_ms: int | None
    phase: Phase
    store_count: int
    redemptions: int
    benefit: dict[str, Any]
    conditions: dict[str, Any]
    stacking: str
    store_limit: int | None
    frequency: dict[str, Any]
    variants: list[dict[str, Any]]
    holdout_percent: int
    picture_id: str | None
    authors: frozenset[str]
    """Who wrote in it since it was approved last."""

    @property
    def rule(self) -> Promotion:
        """All of it that decides and is said of it, as both sides have it."""
        return Promotion(**{name: getattr(self, name) for name in Promotion.__dataclass_fields__})


def record(session: Session, promotion_id: str, *, lock: bool = False) -> PromotionRecord:
    """The stored promotion; with `lock` nobody else changes it or redeems it until the transaction ends.

    Under the lock it is read anew: what the session knew of it may be older than what it waited for.
    """
    query = select(PromotionRecord).where(PromotionRecord.id == promotion_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = session.scalar(query)
    if found is None:
        raise NotFound("There is no such promotion.")
    return found


def promotion_of(stored: PromotionRecord) -> Promotion:
    """The rule of a stored promotion, as both sides decide it."""
    names = PromotionRecord.__table__.columns.keys()
    return promotion_from_row({name: getattr(stored, name) for name in names})


def views(session: Session, records: Iterable[PromotionRecord], now_ms: int) -> list[PromotionView]:
    """The promotions as shown, by four queries whatever their number."""
    stored = list(records)
    ids = [each.id for each in stored]
    every_store = catalogue.stores(session)
    zones = {store.id: store.time_zone for store in every_store}
    placed: dict[str, list[str]] = {}
    pairs = select(PromotionStore.promotion_id, PromotionStore.store_id)
    for promotion_id, store_id in session.execute(pairs.where(PromotionStore.promotion_id.in_(ids))):
        placed.setdefault(promotion_id, []).append(store_id)
    counted = dict(
        session.execute(
            select(Redemption.promotion_id, func.count())
            .where(Redemption.promotion_id.in_(ids))
            .group_by(Redemption.promotion_id)
        ).all()
    )
    wrote = authors(session, [each.id for each in stored if each.status in UNPUBLISHED])
    return [
        _view(
            each, placed.get(each.id, []), zones, counted.get(each.id, 0), wrote.get(each.id, frozenset()),
            now_ms,
        )
        for each in stored
    ]  # fmt: skip


def _view(
    stored: PromotionRecord, placed: list[str], zones: dict[str, str], redemptions: int,
    wrote: frozenset[str], now_ms: int,
) -> PromotionView:  # fmt: skip
    chosen: list[str] | None = json.loads(stored.store_ids) if stored.store_ids is not None else None
    planned = len(zones) if chosen is None else len(chosen)
    return PromotionView(
        id=stored.id, code=stored.code, name=stored.name, text=stored.text, benefit_kind=stored.benefit_kind,
        benefit_value=stored.benefit_value, department=stored.department, starts_local=stored.starts_local,
        ends_local=stored.ends_local, audience=json.loads(stored.audience), store_ids=chosen,
        total_limit=stored.total_limit, customer_limit=stored.customer_limit,
        budget_minor=stored.budget_minor, offline_policy=stored.offline_policy, priority=stored.priority,
        status=stored.status, version=stored.version, created_by=stored.created_by,
        created_ms=stored.created_ms, updated_ms=stored.updated_ms, edited_by=stored.edited_by,
        submitted_by=stored.submitted_by, submitted_ms=stored.submitted_ms, approved_by=stored.approved_by,
        approved_ms=stored.approved_ms, published_ms=stored.published_ms,
        stopped_ms=stored.stopped_ms, phase=_phase(stored, {zones[each] for each in placed}, now_ms),
        store_count=planned if stored.published_ms is None else len(placed), redemptions=redemptions,
        benefit=json.loads(stored.benefit), conditions=json.loads(stored.conditions),
        stacking=stored.stacking, store_limit=stored.store_limit, frequency=json.loads(stored.frequency),
        variants=json.loads(stored.variants), holdout_percent=stored.holdout_percent,
        picture_id=stored.picture_id, authors=wrote,
    )  # fmt: skip


def _phase(stored: PromotionRecord, zones: set[str], now_ms: int) -> Phase:
    """What it is doing; it runs from the first store's opening to the last store's close."""
    if stored.status != "published":
        return cast("Phase", stored.status)
    if not zones:
        return "scheduled"
    if all(now_ms < starts_ms(promotion_of(stored), zone) for zone in zones):
        return "scheduled"
    if all(now_ms >= ends_ms(promotion_of(stored), zone) for zone in zones):
        return "ended"
    return "running"


def names(session: Session, promotion_ids: Iterable[str]) -> dict[str, str]:
    """What those of the promotions are called that there are."""
    wanted = PromotionRecord.id.in_(list(promotion_ids))
    query = select(PromotionRecord.id, PromotionRecord.name).where(wanted)
    return dict(session.execute(query).all())


def rules(session: Session, promotion_ids: Iterable[str]) -> dict[str, Promotion]:
    """The rules of those of the promotions that there are, as both sides decide them."""
    query = select(PromotionRecord).where(PromotionRecord.id.in_(list(promotion_ids)))
    return {each.id: promotion_of(each) for each in session.scalars(query)}


def counted(session: Session, redemption_ids: Iterable[str]) -> frozenset[str]:
    """Those of the redemptions that count."""
    return frozenset(session.scalars(select(Redemption.id).where(Redemption.id.in_(list(redemption_ids)))))
