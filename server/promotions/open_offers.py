"""The offers of a store that a customer may have now, for whoever works out what to say to her."""

from __future__ import annotations

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from server.catalogue import service as catalogue
from server.customers import service as customers
from server.promotions import reading
from server.promotions.models import PromotionRecord, PromotionStore, Redemption
from shared.next_action.facts import OpenOffer
from shared.next_action.gathering import open_offer
from shared.promotions import Usage, decide


def open_offers(session: Session, customer_id: int, store_id: str, now_ms: int) -> tuple[OpenOffer, ...]:
    """What she may have there and has never used, the most important first.

    Units that tablets hold count as free: it is tablets that would give them to her.
    """
    running = (
        select(PromotionRecord)
        .join(PromotionStore, PromotionStore.promotion_id == PromotionRecord.id)
        .where(PromotionStore.store_id == store_id, PromotionRecord.status == "published")
        .order_by(PromotionRecord.priority.desc(), PromotionRecord.id.desc())
    )
    promotions = [reading.promotion_of(each) for each in session.scalars(running)]
    if not promotions:
        return ()
    (known,) = customers.facts_for(session, [customer_id], now_ms=now_ms)
    zone = catalogue.store(session, store_id).time_zone
    everyone = select(Redemption.promotion_id, func.count()).group_by(Redemption.promotion_id)
    in_total = _counted(session, everyone)
    own = _counted(session, everyone.where(Redemption.customer_id == customer_id))
    found = []
    for promotion in promotions:
        used = Usage(own.get(promotion.id, 0), in_total.get(promotion.id, 0))
        decision = decide(promotion, facts=known.facts, usage=used, time_zone=zone, now_ms=now_ms)
        found.append(open_offer(promotion, decision, used, zone))
    return tuple(each for each in found if each is not None)


def _counted(session: Session, query: Select[str, int]) -> dict[str, int]:
    return dict(session.execute(query).all())
