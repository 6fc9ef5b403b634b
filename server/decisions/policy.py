"""How the chain puts offers in order, as staff set it: the way, and what is earned of a purchase."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import update
from sqlalchemy.orm import Session

from server.decisions.models import DecisionPolicy, OfferOdds
from server.errors import Conflict
from shared.errors import InvalidInput
from shared.experiments import STRATEGIES, USUAL

SURFACE: Final = "offers"
WAYS: Final = STRATEGIES["offers"]
FIRST_MARGIN: Final = 30


@dataclass(frozen=True, slots=True)
class Policy:
    """The way that everybody gets who is in no experiment, and what of a hundred spent is earned."""

    strategy: str = USUAL["offers"]
    margin_percent: int = FIRST_MARGIN
    version: int = 0
    updated_by: str = ""
    updated_ms: int = 0


def policy(session: Session) -> Policy:
    """What is set, or how it is from the beginning."""
    found = session.get(DecisionPolicy, 1)
    if found is None:
        return Policy()
    return Policy(found.strategy, found.margin_percent, found.version, found.updated_by, found.updated_ms)


def change(
    session: Session, strategy: str, margin_percent: int, *, version: int, by: str, now_ms: int
) -> Policy:
    """It is set; tablets follow in seconds. A margin counts from the next counting on.

    Conflict if somebody changed it since that version was read, InvalidInput for what cannot be.
    """
    wrong = {}
    if strategy not in WAYS:
        wrong["strategy"] = "Choose one of the list."
    if not 1 <= margin_percent <= 100:
        wrong["margin_percent"] = "A whole number, 1 to 100."
    if wrong:
        raise InvalidInput("It cannot be set like this: see the fields marked.", **wrong)
    stored = session.get(DecisionPolicy, 1, with_for_update=True)
    if version != (stored.version if stored else 0):
        raise Conflict("Somebody changed it while you were reading. Look at it again, then decide.")
    if stored is None:
        stored = DecisionPolicy(id=1, version=0)
        session.add(stored)
    stored.strategy, stored.margin_percent = strategy, margin_percent
    stored.version += 1
    stored.updated_by, stored.updated_ms = by, now_ms
    session.execute(update(OfferOdds).where(OfferOdds.strategy != strategy).values(strategy=strategy))
    session.flush()
    return policy(session)
