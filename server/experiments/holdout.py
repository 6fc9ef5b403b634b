"""The holdout from everything: how many customers are never made any offer, and since when."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from server.experiments.exposures import met_by
from server.next_actions import guard
from server.next_actions import service as actions
from shared.assignment import MOST_HELD_OUT
from shared.errors import InvalidInput
from shared.experiments import EVERYTHING


@dataclass(frozen=True, slots=True)
class Holdout:
    """So many of a hundred since that moment (0: always), and how many customers met either side of it."""

    percent: int
    since_ms: int
    met: dict[str, int]


def standing(session: Session) -> Holdout:
    """The holdout as it is now."""
    last = guard.holdouts(session)[-1]
    return Holdout(last.percent, last.since_ms, met_by(session, EVERYTHING))


def change(session: Session, percent: int, *, by: str, now_ms: int, new_id: str) -> Holdout:
    """So many are held out on every tablet soon; whoever was in it stays in it while it grows."""
    if not 0 <= percent <= MOST_HELD_OUT:
        sentence = f"Hold out 0 to {MOST_HELD_OUT} of a hundred customers."
        raise InvalidInput(sentence, percent=sentence)
    rule = actions.rules(session)[guard.CONTACT]
    settings = {**rule.settings, "holdout_percent": percent}
    actions.change(session, replace(rule, settings=settings), by=by, now_ms=now_ms, new_id=new_id)
    return standing(session)
