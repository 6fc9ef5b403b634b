"""The guard over all channels as HQ has it: how often anybody is made an offer, and who never is."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.next_actions.models import ActionRule
from shared.next_action import rules_of
from shared.next_action.gathering import policy_of
from shared.promotions import OfferPolicy

COLUMNS = ("kind", "is_on", "weight", "rest_days", "settings")


def policy(session: Session) -> OfferPolicy:
    """What it says of offers."""
    stored = session.scalars(select(ActionRule).where(ActionRule.kind == "contact"))
    return policy_of(rules_of({name: getattr(each, name) for name in COLUMNS} for each in stored))
