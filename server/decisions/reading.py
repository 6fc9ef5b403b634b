"""The odds of promotions as they were counted last, or as they were on a day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.decisions.models import CountedOdds, OfferOdds
from shared.decisioning import Odds, odds_from_row
from shared.decisioning.odds import FIRST_RATE


def odds(session: Session, promotion_ids: Iterable[str] | None = None) -> dict[str, Odds]:
    """By promotion, as tablets have them; of all that have any, if none are named."""
    query = select(OfferOdds)
    if promotion_ids is not None:
        query = query.where(OfferOdds.promotion_id.in_(list(promotion_ids)))
    return {each.promotion_id: odds_from_row(_row(each)) for each in session.scalars(query)}


class Former:
    """The odds as they were: of each day the latest that had been counted until then.

    What a redemption is worth may be told by later counts, how likely it was may not.
    """

    def __init__(self, session: Session, promotion_ids: Collection[str]) -> None:
        query = select(CountedOdds).where(CountedOdds.promotion_id.in_(list(promotion_ids)))
        self._counted: dict[str, list[Odds]] = {}
        for each in session.scalars(query.order_by(CountedOdds.promotion_id, CountedOdds.day)):
            self._counted.setdefault(each.promotion_id, []).append(odds_from_row(_row(each)))

    def on(self, promotion_id: str, day: str | None) -> Odds | None:
        """What tablets put it in order by that held the counts of that day; None if it was never counted.

        If they held none, nothing was known but what everybody thinks before.
        """
        known = self._counted.get(promotion_id, [])
        held = next((each for each in reversed(known) if day is not None and each.day <= day), None)
        if held is not None or not known:
            return held
        return replace(known[0], day="", rate=FIRST_RATE, tallies={})


def _row(record: OfferOdds | CountedOdds) -> Mapping[str, Any]:
    return {name: getattr(record, name) for name in record.__table__.columns.keys()}  # noqa: SIM118 - not a dict
