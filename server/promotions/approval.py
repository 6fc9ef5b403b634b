"""A promotion from draft to tablets and off them: submitted, approved by somebody else, published, stopped.

Each step locks the promotion, asks its state, and notes itself in the history in the same transaction: of two
who press at once one is first, the other is told, and nothing is ever half-done. Whose role may what is asked
at the edges (`permissions.ROLES`); whose work it is, here.
"""

from __future__ import annotations

import json
from typing import Final

from sqlalchemy import insert
from sqlalchemy.orm import Session

from server.catalogue import service as catalogue
from server.errors import Conflict
from server.offers import placing
from server.promotions import history, permissions, reading, terms
from server.promotions.errors import (
    ChangedMeanwhile,
    OwnWork,
    PromotionIsApproved,
    PromotionIsDeleted,
    PromotionIsDraft,
    PromotionIsLive,
    PromotionIsStopped,
    PromotionIsSubmitted,
)
from server.promotions.models import PromotionRecord, PromotionStore
from server.promotions.permissions import Action
from server.promotions.picture_uses import picture_ids
from server.promotions.reading import PromotionView
from shared.errors import InvalidInput
from shared.promotions import ends_ms

LONGEST_WORD: Final = 400

_IN_STATE: Final[dict[str, type[Conflict]]] = {
    "draft": PromotionIsDraft,
    "submitted": PromotionIsSubmitted,
    "approved": PromotionIsApproved,
    "published": PromotionIsLive,
    "stopped": PromotionIsStopped,
    "deleted": PromotionIsDeleted,
}


def opened(
    session: Session, promotion_id: str, action: Action, *, version: int | None = None
) -> PromotionRecord:
    """The promotion, locked until the transaction ends, in a state that allows the action.

    ChangedMeanwhile if it is not at the version that whoever acts has read.
    """
    stored = reading.record(session, promotion_id, lock=True)
    if sentence := permissions.wrong_state(action, stored.status):
        raise _IN_STATE[stored.status](sentence)
    if version is not None and version != stored.version:
        raise ChangedMeanwhile(
            "Somebody changed it while you were reading. Look at it again, then decide.",
            version=stored.version,
        )
    return stored


def submit(session: Session, promotion_id: str, *, by: str, now_ms: int) -> PromotionView:
    """The draft waits for somebody else's approval."""
    stored = opened(session, promotion_id, "submit")
    check_ready(session, stored, now_ms)
    stored.submitted_by, stored.submitted_ms = by, now_ms
    return _moved(session, stored, "submitted", "submitted", by=by, now_ms=now_ms)


def withdraw(session: Session, promotion_id: str, *, by: str, now_ms: int) -> PromotionView:
    """What was submitted is a draft again, before anybody approved it."""
    stored = opened(session, promotion_id, "withdraw")
    take_back(stored)
    return _moved(session, stored, "draft", "withdrawn", by=by, now_ms=now_ms)


def send_back(session: Session, promotion_id: str, word: str, *, by: str, now_ms: int) -> PromotionView:
    """It is a draft again, with a word to its writer on what is to be changed; an approval is taken back."""
    stored = opened(session, promotion_id, "send_back")
    word = word.strip()
    if not word:
        sentence = "Say what is to be changed, so that its writer knows."
        raise InvalidInput(sentence, word=sentence)
    if len(word) > LONGEST_WORD:
        sentence = f"Say it in at most {LONGEST_WORD} characters."
        raise InvalidInput(sentence, word=sentence)
    take_back(stored)
    return _moved(session, stored, "draft", "returned", by=by, now_ms=now_ms, note=word)


def approve(session: Session, promotion_id: str, *, version: int, by: str, now_ms: int) -> PromotionView:
    """It may be published as it was read at that version. OwnWork for whoever wrote any of it."""
    stored = opened(session, promotion_id, "approve", version=version)
    if sentence := permissions.own_work(reading.views(session, [stored], now_ms)[0], by):
        raise OwnWork(sentence)
    check_ready(session, stored, now_ms)
    stored.approved_by, stored.approved_ms = by, now_ms
    return _moved(session, stored, "approved", "approved", by=by, now_ms=now_ms)


def publish(session: Session, promotion_id: str, *, by: str, now_ms: int) -> PromotionView:
    """The promotion is on its way to every tablet of its stores."""
    stored = opened(session, promotion_id, "publish")
    chosen = check_ready(session, stored, now_ms)
    stored.published_ms = now_ms
    stored.status = "published"
    stored.version += 1
    history.note_change(session, stored, "published", by=by, now_ms=now_ms)
    pairs = catalogue.store_ids_paired_with(promotion_id, chosen)
    session.execute(insert(PromotionStore).from_select(["promotion_id", "store_id"], pairs))
    placing.place(session, promotion_id, picture_ids(stored.picture_id, json.loads(stored.variants)))
    terms.published(session, stored)
    return reading.views(session, [stored], now_ms)[0]


def stop(session: Session, promotion_id: str, *, by: str, now_ms: int) -> PromotionView:
    """Nobody redeems it from now on. It stays with its stores, so that their tablets get the news.

    To stop what is stopped changes nothing: whoever presses twice in alarm is not refused.
    """
    stored = reading.record(session, promotion_id, lock=True)
    if stored.status == "stopped":
        return reading.views(session, [stored], now_ms)[0]
    stored = opened(session, promotion_id, "stop")
    stored.stopped_ms = now_ms
    view = _moved(session, stored, "stopped", "stopped", by=by, now_ms=now_ms)
    placing.take_back(session, promotion_id)
    terms.changed(session, stored)
    return view


def delete(session: Session, promotion_id: str, *, by: str, now_ms: int) -> PromotionView:
    """The draft is in no list any more; it can be brought back."""
    stored = opened(session, promotion_id, "delete")
    return _moved(session, stored, "deleted", "deleted", by=by, now_ms=now_ms)


def bring_back(session: Session, promotion_id: str, *, by: str, now_ms: int) -> PromotionView:
    """The deleted draft is there again as it was."""
    stored = opened(session, promotion_id, "bring_back")
    return _moved(session, stored, "draft", "brought_back", by=by, now_ms=now_ms)


def take_back(stored: PromotionRecord) -> None:
    """Nobody has submitted or approved it as it is now."""
    stored.submitted_by = stored.submitted_ms = None
    stored.approved_by = stored.approved_ms = None


def check_ready(session: Session, stored: PromotionRecord, now_ms: int) -> list[str] | None:
    """The stores it is meant for, None for all; InvalidInput if it could not run anywhere any more."""
    chosen: list[str] | None = json.loads(stored.store_ids) if stored.store_ids is not None else None
    zones = {s.time_zone for s in catalogue.stores(session) if chosen is None or s.id in chosen}
    if not zones:
        raise InvalidInput("There is no store to publish to yet.", store_ids="There is no store yet.")
    promotion = reading.promotion_of(stored)
    if all(ends_ms(promotion, zone) <= now_ms for zone in zones):
        sentence = "It has ended already. Choose a later end and publish it then."
        raise InvalidInput(sentence, ends_local=sentence)
    return chosen


def _moved(
    session: Session,
    stored: PromotionRecord,
    status: str,
    kind: history.Kind,
    *,
    by: str,
    now_ms: int,
    note: str = "",
) -> PromotionView:
    stored.status = status
    stored.version += 1
    history.note_change(session, stored, kind, by=by, now_ms=now_ms, note=note)
    return reading.views(session, [stored], now_ms)[0]
