"""Promotions through their life: drafted, published to stores, stopped, copied.

A published promotion is never edited: tablets decide by what they hold. It is stopped, or copied and changed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from server.catalogue import service as catalogue
from server.promotions import reading, terms
from server.promotions.delivery import DeliveryRow, delivery
from server.promotions.errors import PromotionIsDraft, PromotionIsLive, PromotionIsStopped
from server.promotions.models import PromotionRecord, PromotionStore
from server.promotions.preview import Preview, preview
from server.promotions.quotas import contact as renew_lease
from server.promotions.reading import PromotionView, counted, names
from server.promotions.redemption import Outcome, redeem, refuse
from server.promotions.whereabouts import Whereabouts, whereabouts
from shared.clock import local_to_millis
from shared.errors import InvalidInput
from shared.promotions import Promotion, check_promotion
from shared.promotions.rule import AS_JSON
from shared.redemption import PROVISIONAL

__all__ = [
    "DeliveryRow", "Outcome", "Preview", "PromotionView", "Whereabouts", "counted", "create", "delivery",
    "duplicate", "get", "list_promotions", "names", "preview", "publish", "redeem", "refuse", "renew_lease",
    "stop", "update", "whereabouts",
]  # fmt: skip

MAX_LISTED = 500
YEARS = range(2000, 2101)

EDITABLE = (
    "name", "text", "benefit_kind", "benefit_value", "department", "starts_local", "ends_local", "audience",
    "store_ids", "total_limit", "customer_limit", "budget_minor", "offline_policy", "priority", "benefit",
    "conditions", "stacking", "store_limit", "frequency", "variants", "holdout_percent", "picture_id",
)  # fmt: skip
"""What may be given to `create` and `update`; `audience` is a rule, `store_ids` a list or None for all."""

_JSON = (*AS_JSON, "store_ids")


def list_promotions(session: Session, now_ms: int) -> list[PromotionView]:
    """The latest promotions, newest first."""
    query = select(PromotionRecord).order_by(PromotionRecord.created_ms.desc(), PromotionRecord.id.desc())
    return reading.views(session, session.scalars(query.limit(MAX_LISTED)), now_ms)


def get(session: Session, promotion_id: str, now_ms: int, *, lock: bool = False) -> PromotionView:
    """One promotion; NotFound if there is none. `lock` is for those who are about to change it."""
    return reading.views(session, [reading.record(session, promotion_id, lock=lock)], now_ms)[0]


def create(
    session: Session, values: Mapping[str, Any], *, by: str, now_ms: int, new_id: str
) -> PromotionView:
    """A new draft; InvalidInput names each field that cannot be used."""
    stored = PromotionRecord(
        id=new_id, name="", text="", benefit_kind="", benefit_value=0, starts_local="", ends_local="",
        customer_limit=1, offline_policy=PROVISIONAL, priority=0, audience="{}", status="draft", version=1,
        benefit="{}", conditions="{}", stacking="best_price", frequency="{}", variants="[]",
        holdout_percent=0, created_by=by, created_ms=now_ms, updated_ms=now_ms,
    )  # fmt: skip
    _fill(session, stored, values)
    stored.code = _free_code(session, stored)
    session.add(stored)
    session.flush()
    return reading.views(session, [stored], now_ms)[0]


def update(session: Session, promotion_id: str, values: Mapping[str, Any], *, now_ms: int) -> PromotionView:
    """The draft has these values; what is not given stays. PromotionIsLive if tablets hold it already."""
    stored = reading.record(session, promotion_id, lock=True)
    if stored.status == "published":
        raise PromotionIsLive(
            "This promotion is live: tablets hold it as it is. Stop it, or duplicate it and change the copy."
        )
    if stored.status == "stopped":
        raise PromotionIsStopped("This promotion was stopped. Duplicate it and change the copy.")
    _fill(session, stored, values)
    _changed(stored, now_ms)
    session.flush()
    return reading.views(session, [stored], now_ms)[0]


def publish(session: Session, promotion_id: str, *, now_ms: int) -> PromotionView:
    """The promotion is on its way to every tablet of its stores."""
    stored = reading.record(session, promotion_id, lock=True)
    if stored.status == "published":
        raise PromotionIsLive("This promotion is live already.")
    if stored.status == "stopped":
        raise PromotionIsStopped("This promotion was stopped. Duplicate it and publish the copy.")
    chosen: list[str] | None = json.loads(stored.store_ids) if stored.store_ids is not None else None
    _check_not_over(session, stored, chosen, now_ms)
    stored.status, stored.published_ms = "published", now_ms
    _changed(stored, now_ms)
    session.flush()
    pairs = catalogue.store_ids_paired_with(promotion_id, chosen)
    session.execute(insert(PromotionStore).from_select(["promotion_id", "store_id"], pairs))
    terms.published(session, stored)
    return reading.views(session, [stored], now_ms)[0]


def stop(session: Session, promotion_id: str, *, now_ms: int) -> PromotionView:
    """Nobody redeems it from now on. It stays with its stores, so that their tablets get the news."""
    stored = reading.record(session, promotion_id, lock=True)
    if stored.status == "draft":
        raise PromotionIsDraft("This promotion was never published: there is nothing to stop.")
    if stored.status == "published":
        stored.status, stored.stopped_ms = "stopped", now_ms
        _changed(stored, now_ms)
        session.flush()
        terms.changed(session, stored)
    return reading.views(session, [stored], now_ms)[0]


def duplicate(session: Session, promotion_id: str, *, by: str, now_ms: int, new_id: str) -> PromotionView:
    """A new draft that says the same."""
    original = get(session, promotion_id, now_ms)
    values = {name: getattr(original, name) for name in EDITABLE}
    values["name"] = f"{original.name[:70]} (copy)"
    return create(session, values, by=by, now_ms=now_ms, new_id=new_id)


def _changed(stored: PromotionRecord, now_ms: int) -> None:
    stored.version += 1
    stored.updated_ms = now_ms


def _fill(session: Session, stored: PromotionRecord, values: Mapping[str, Any]) -> None:
    """The record has these values, all of which make sense together; InvalidInput otherwise."""
    merged: dict[str, Any] = {name: getattr(stored, name) for name in EDITABLE}
    merged |= {name: json.loads(merged[name] or "null") for name in _JSON}
    merged |= {name: values[name] for name in EDITABLE if name in values}
    store_ids = merged.pop("store_ids")
    promotion = Promotion(id=stored.id, **merged)
    check_promotion(promotion)
    _check_years(promotion)
    _check_stores(session, store_ids)
    for name, value in merged.items():
        setattr(stored, name, json.dumps(value) if name in AS_JSON else value)
    stored.store_ids = None if store_ids is None else json.dumps(sorted(set(store_ids)))


def _check_years(promotion: Promotion) -> None:
    """Far years are typing errors, and no clock on a tablet reckons with them."""
    names = ("starts_local", "ends_local")
    wrong = [name for name in names if int(getattr(promotion, name)[:4]) not in YEARS]
    if wrong:
        sentence = f"Choose a year from {YEARS[0]} to {YEARS[-1]}."
        raise InvalidInput(sentence, **dict.fromkeys(wrong, sentence))


def _check_stores(session: Session, store_ids: list[str] | None) -> None:
    if store_ids is None:
        return
    if not store_ids:
        sentence = "Choose at least one store, or all."
        raise InvalidInput(sentence, store_ids=sentence)
    unknown = catalogue.unknown_stores(session, store_ids)
    if unknown:
        sentence = f"There is no store {', '.join(unknown[:5])}. Choose among the stores listed."
        raise InvalidInput(sentence, store_ids=sentence)


def _check_not_over(session: Session, stored: PromotionRecord, chosen: list[str] | None, now_ms: int) -> None:
    zones = {s.time_zone for s in catalogue.stores(session) if chosen is None or s.id in chosen}
    if not zones:
        raise InvalidInput("There is no store to publish to yet.", store_ids="There is no store yet.")
    if all(local_to_millis(stored.ends_local, zone) <= now_ms for zone in zones):
        sentence = "It has ended already. Choose a later end and publish it then."
        raise InvalidInput(sentence, ends_local=sentence)


def _free_code(session: Session, stored: PromotionRecord) -> str:
    """A short code that nobody else has: initials and year, "PSG-26", then "PSG-26-2"."""
    firsts = [word[0] for word in stored.name.upper().split()]
    initials = "".join(letter for letter in firsts if letter.isascii() and letter.isalpha())
    base = f"{initials[:3] or 'P'}-{stored.starts_local[2:4]}"
    taken = set(session.scalars(select(PromotionRecord.code).where(PromotionRecord.code.startswith(base))))
    if base not in taken:
        return base
    return next(code for n in range(2, len(taken) + 3) if (code := f"{base}-{n}") not in taken)
