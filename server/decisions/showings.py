"""What tablets showed: kept as they recorded it, once per customer, offer and day.

A decision is kept whole, whatever it names: what HQ does not know of it is only not counted.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID, uuid5

from sqlalchemy import insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from server.decisions.models import OfferDecision, OfferShowing
from server.promotions import service as promotions

Row = Mapping[str, Any]

_SHOWINGS: Final = UUID("0198f7a0-0000-7000-8000-0ffe25000000")


def take_in(session: Session, rows: Sequence[Row], now_ms: int) -> None:
    """Each decision is kept, and of each offer in it that it was shown; what is known changes nothing.

    A decision that shows nothing new on that day, for example a second tablet's, is known.
    """
    by_id = {row["id"]: row for row in rows}
    for decision_id in session.scalars(select(OfferDecision.id).where(OfferDecision.id.in_(list(by_id)))):
        del by_id[decision_id]
    showings = _showings(session, by_id.values())
    fresh = _fresh(session, showings)
    repeats = {each["decision_id"] for each in showings} - {each["decision_id"] for each in fresh}
    made = [{**row, "received_ms": now_ms} for row in by_id.values() if row["id"] not in repeats]
    if made:
        session.execute(insert(OfferDecision), made)
    if fresh:
        dialect: Any = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
        session.execute(dialect.insert(OfferShowing).on_conflict_do_nothing(), fresh)


def _fresh(session: Session, showings: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The first showing under each id of those that HQ does not have."""
    by_id: dict[str, dict[str, Any]] = {}
    for each in showings:
        by_id.setdefault(each["id"], each)
    for known in session.scalars(select(OfferShowing.id).where(OfferShowing.id.in_(list(by_id)))):
        del by_id[known]
    return list(by_id.values())


def _showings(session: Session, rows: Iterable[Row]) -> list[dict[str, Any]]:
    """What the decisions show of what there is, in order."""
    shown = [(row, json.loads(row["offers"])) for row in rows]
    there = promotions.names(session, {offer["promotion_id"] for _row, offers in shown for offer in offers})
    return [
        {
            "id": showing_id(row["customer_id"], offer["promotion_id"], row["day"]),
            "decision_id": row["id"], "place": place,
            **{name: row[name] for name in ("customer_id", "store_id", "at_ms")},
            **{name: offer[name] for name in ("promotion_id", "layout", "fit", "chance")},
        }
        for row, offers in shown
        for place, offer in enumerate(offers, 1)
        if offer["promotion_id"] in there
    ]  # fmt: skip


def showing_id(customer_id: int, promotion_id: str, day: str) -> str:
    """The id under which it is kept that she was shown the offer on that day."""
    return str(uuid5(_SHOWINGS, f"{customer_id}/{promotion_id}/{day}"))


def keep_refused(session: Session, rows: Sequence[Row], now_ms: int) -> None:
    """Decisions about somebody who is not here are kept without her, and show nothing that counts."""
    by_id = {row["id"]: row for row in rows}
    for decision_id in session.scalars(select(OfferDecision.id).where(OfferDecision.id.in_(list(by_id)))):
        del by_id[decision_id]
    if by_id:
        made = [{**row, "customer_id": None, "received_ms": now_ms} for row in by_id.values()]
        session.execute(insert(OfferDecision), made)
