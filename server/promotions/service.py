"""Promotions through their life: drafted, edited, copied; approved, published and stopped by `approval`.

A published promotion is never edited: tablets decide by what they hold. It is stopped, or copied and changed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.audiences.gathering import named_audiences
from server.catalogue import service as catalogue
from server.offers import service as pictures
from server.promotions import approval, history, reading
from server.promotions.approval import approve, bring_back, delete, publish, send_back, stop, submit, withdraw
from server.promotions.delivery import DeliveryRow, delivery
from server.promotions.history import EDITABLE
from server.promotions.models import PromotionRecord
from server.promotions.picture_uses import picture_ids
from server.promotions.preview import Preview, preview
from server.promotions.quotas import contact as renew_lease
from server.promotions.reading import PromotionView, counted, names, rules
from server.promotions.redemption import Outcome, redeem, refuse
from server.promotions.terms import keep_from_older
from server.promotions.whereabouts import Whereabouts, whereabouts
from shared.audience import check_rule, taken_in
from shared.errors import InvalidInput
from shared.promotions import Promotion, check_promotion
from shared.promotions.checking import wall_clock
from shared.promotions.rule import AS_JSON
from shared.redemption import PROVISIONAL

__all__ = [
    "EDITABLE", "DeliveryRow", "Outcome", "Preview", "PromotionView", "Whereabouts", "approve", "bring_back",
    "counted", "create", "delete", "delivery", "duplicate", "get", "keep_from_older", "list_deleted",
    "list_promotions", "names", "preview", "publish", "redeem", "refuse", "renew_lease", "rules", "send_back",
    "stop", "submit", "update", "whereabouts", "withdraw",
]  # fmt: skip

MAX_LISTED = 500
MAX_DELETED_LISTED = 50
YEARS = range(2000, 2101)


def list_promotions(session: Session, now_ms: int) -> list[PromotionView]:
    """The latest promotions, newest first."""
    query = select(PromotionRecord).where(PromotionRecord.status != "deleted")
    query = query.order_by(PromotionRecord.created_ms.desc(), PromotionRecord.id.desc())
    return reading.views(session, session.scalars(query.limit(MAX_LISTED)), now_ms)


def list_deleted(session: Session, now_ms: int) -> list[PromotionView]:
    """The drafts that were deleted last and can be brought back, newest first."""
    query = select(PromotionRecord).where(PromotionRecord.status == "deleted")
    query = query.order_by(PromotionRecord.updated_ms.desc(), PromotionRecord.id.desc())
    return reading.views(session, session.scalars(query.limit(MAX_DELETED_LISTED)), now_ms)


def get(session: Session, promotion_id: str, now_ms: int, *, lock: bool = False) -> PromotionView:
    """One promotion; NotFound if there is none. `lock` is for those who are about to change it."""
    return reading.views(session, [reading.record(session, promotion_id, lock=lock)], now_ms)[0]


def create(
    session: Session, values: Mapping[str, Any], *, by: str, now_ms: int, new_id: str
) -> PromotionView:
    """A new draft; InvalidInput names each field that cannot be used."""
    return _create(session, values, "created", by=by, now_ms=now_ms, new_id=new_id)


def duplicate(session: Session, promotion_id: str, *, by: str, now_ms: int, new_id: str) -> PromotionView:
    """A new draft that says the same."""
    original = approval.opened(session, promotion_id, "duplicate")
    values = history.content_of(original)
    values["name"] = f"{original.name[:70]} (copy)"
    note = f"of “{original.name}”, {original.code}"
    return _create(session, values, "copied", by=by, now_ms=now_ms, new_id=new_id, note=note)


def _create(
    session: Session,
    values: Mapping[str, Any],
    kind: history.Kind,
    *,
    by: str,
    now_ms: int,
    new_id: str,
    note: str = "",
) -> PromotionView:
    stored = PromotionRecord(
        id=new_id, name="", text="", benefit_kind="", benefit_value=0, starts_local="", ends_local="",
        customer_limit=1, offline_policy=PROVISIONAL, priority=0, audience="{}", status="draft", version=1,
        benefit="{}", conditions="{}", stacking="best_price", frequency="{}", variants="[]",
        holdout_percent=0, created_by=by, created_ms=now_ms, updated_ms=now_ms, edited_by=by,
    )  # fmt: skip
    _fill(session, stored, values)
    stored.code = _free_code(session, stored)
    session.add(stored)
    history.note_change(session, stored, kind, by=by, now_ms=now_ms, note=note)
    return reading.views(session, [stored], now_ms)[0]


def update(
    session: Session,
    promotion_id: str,
    values: Mapping[str, Any],
    *,
    by: str,
    now_ms: int,
    version: int | None = None,
) -> PromotionView:
    """The promotion has these values and is a draft; what is not given stays.

    An approval was given to what it said before, so an edit takes it back; one that changes nothing does not.
    PromotionIsLive if tablets hold it already, ChangedMeanwhile if it is not at that version any more.
    """
    stored = approval.opened(session, promotion_id, "edit", version=version)
    before = history.content_of(stored)
    _fill(session, stored, values)
    if history.content_of(stored) != before:
        approval.take_back(stored)
        stored.status, stored.edited_by = "draft", by
        stored.version += 1
        history.note_change(session, stored, "edited", by=by, now_ms=now_ms, before=before)
    return reading.views(session, [stored], now_ms)[0]


def _fill(session: Session, stored: PromotionRecord, values: Mapping[str, Any]) -> None:
    """The record has these values, all of which make sense together; InvalidInput otherwise."""
    merged = history.content_of(stored)
    merged |= {name: values[name] for name in EDITABLE if name in values}
    merged |= {name: _to_the_minute(merged[name]) for name in ("starts_local", "ends_local")}
    store_ids = merged.pop("store_ids")
    promotion = Promotion(id=stored.id, **merged)
    check_promotion(promotion)
    _check_audiences(session, promotion)
    _check_years(promotion)
    _check_stores(session, store_ids)
    _check_pictures(session, promotion)
    for name, value in merged.items():
        setattr(stored, name, json.dumps(value) if name in AS_JSON else value)
    stored.store_ids = None if store_ids is None else json.dumps(sorted(set(store_ids)))


def _to_the_minute(local: str) -> str:
    """The time as every promotion has it, "2026-11-27T09:00"; what is none stays for the check to refuse."""
    try:
        return wall_clock(local).isoformat(timespec="minutes")
    except ValueError:
        return local


def _check_audiences(session: Session, promotion: Promotion) -> None:
    """The audiences that its rule takes in are there; InvalidRule names the one that is not."""
    if taken_in(promotion.audience):
        check_rule(dict(promotion.audience), named_audiences(session))


def _check_years(promotion: Promotion) -> None:
    """Far years are typing errors, and no clock on a tablet reckons with them."""
    names = ("starts_local", "ends_local")
    wrong = [name for name in names if int(getattr(promotion, name)[:4]) not in YEARS]
    if wrong:
        sentence = f"Choose a year from {YEARS[0]} to {YEARS[-1]}."
        raise InvalidInput(sentence, **dict.fromkeys(wrong, sentence))


def _check_pictures(session: Session, promotion: Promotion) -> None:
    """A picture that is not there would be missing on every tablet."""
    sentence = "This picture is not among the offers any more. Choose another one, or none."
    gone = pictures.unknown(session, picture_ids(promotion.picture_id, promotion.variants))
    if gone:
        field = "picture_id" if promotion.picture_id in gone else "variants"
        raise InvalidInput(sentence, **{field: sentence})


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


def _free_code(session: Session, stored: PromotionRecord) -> str:
    """A short code that nobody else has: initials and year, "PSG-26", then "PSG-26-2"."""
    firsts = [word[0] for word in stored.name.upper().split()]
    initials = "".join(letter for letter in firsts if letter.isascii() and letter.isalpha())
    base = f"{initials[:3] or 'P'}-{stored.starts_local[2:4]}"
    taken = set(session.scalars(select(PromotionRecord.code).where(PromotionRecord.code.startswith(base))))
    if base not in taken:
        return base
    return next(code for n in range(2, len(taken) + 3) if (code := f"{base}-{n}") not in taken)
