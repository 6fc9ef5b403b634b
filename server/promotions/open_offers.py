"""The offers of a store that a customer may have now, for whoever works out what to say to her."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from server.catalogue import service as catalogue
from server.promotions import chances
from shared.next_action.facts import OpenOffer, Outcome
from shared.next_action.gathering import open_offer
from shared.promotions import OfferPolicy


def open_offers(
    session: Session,
    customer_id: int,
    store_id: str,
    now_ms: int,
    *,
    outcomes: Iterable[Outcome] = (),
    policy: OfferPolicy,
) -> tuple[OpenOffer, ...]:
    """What she may have there and has never used, the most important first.

    `outcomes` are what became of what was put to her, `policy` what holds over all offers.
    """
    said = {customer_id: outcomes}
    people = chances.people(session, [customer_id], store_id, now_ms, outcomes=said, policy=policy)
    zone = catalogue.store(session, store_id).time_zone
    hers = (each for person in people for each in person.chances)
    found = (open_offer(each.promotion, each.decision, each.used, zone) for each in hers)
    return tuple(each for each in found if each is not None)
