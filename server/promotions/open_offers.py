"""The offers of a store that a customer may have now, for whoever works out what to say to her."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from server.catalogue import service as catalogue
from server.customers import service as customers
from server.promotions import reading
from server.promotions.models import PromotionRecord, PromotionStore, Redemption
from shared.fatigue import touches_of
from shared.next_action.facts import OpenOffer, Outcome
from shared.next_action.gathering import open_offer
from shared.promotions import OfferPolicy, Usage, decide, met_of


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

    Units that tablets hold count as free: it is tablets that would give them to her. `outcomes` are what
    became of what was put to her, `policy` what holds over all offers.
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
    rules = [each.audience for each in promotions]
    (known,) = customers.facts_for(session, [customer_id], now_ms=now_ms, rules=rules)
    zone = catalogue.store(session, store_id).time_zone
    everyone = select(Redemption.promotion_id, func.count()).group_by(Redemption.promotion_id)
    in_total = _counted(session, everyone)
    own = _counted(session, everyone.where(Redemption.customer_id == customer_id))
    here = _counted(session, everyone.where(Redemption.store_id == store_id))
    hers = select(Redemption.promotion_id, Redemption.at_ms).where(Redemption.customer_id == customer_id)
    said = list(outcomes)
    told = ((each.action, each.subject, each.at_ms) for each in said)
    met = met_of(session.execute(hers).all(), told, touches_of(said))
    found = []
    for promotion in promotions:
        used = Usage(
            own.get(promotion.id, 0), in_total.get(promotion.id, 0), in_store=here.get(promotion.id, 0)
        )
        decision = decide(
            promotion, facts=known.facts, usage=used, time_zone=zone, now_ms=now_ms, met=met, policy=policy
        )
        found.append(open_offer(promotion, decision, used, zone))
    return tuple(each for each in found if each is not None)


def _counted(session: Session, query: Select[str, int]) -> dict[str, int]:
    return dict(session.execute(query).all())
