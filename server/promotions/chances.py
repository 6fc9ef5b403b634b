"""What customers may have of a store's promotions now, decided by the same call as on a tablet.

Units that tablets hold count as free: it is tablets that would give them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from server.catalogue import service as catalogue
from server.customers import service as customers
from server.next_actions import guard
from server.next_actions.outcomes import outcomes_for
from server.promotions import reading
from server.promotions.models import PromotionRecord, PromotionStore, Redemption
from shared.customer import CustomerFacts
from shared.fatigue import touches_of
from shared.next_action.facts import Outcome
from shared.promotions import Decision, OfferPolicy, Promotion, Usage, decide, met_of


@dataclass(frozen=True, slots=True)
class Chance:
    """A promotion for one customer now: the decision, and how often it was used."""

    promotion: Promotion
    used: Usage
    decision: Decision


@dataclass(frozen=True, slots=True)
class Person:
    """A customer as rules see her, her name, and her chances, the most important promotion first."""

    facts: CustomerFacts
    name: str
    chances: tuple[Chance, ...]


def live_in(session: Session, store_id: str | None = None) -> list[Promotion]:
    """The promotions that are published there, or anywhere, the most important first."""
    query = select(PromotionRecord).where(PromotionRecord.status == "published")
    if store_id is not None:
        here = select(PromotionStore.promotion_id).where(PromotionStore.store_id == store_id)
        query = query.where(PromotionRecord.id.in_(here))
    query = query.order_by(PromotionRecord.priority.desc(), PromotionRecord.id.desc())
    return [reading.promotion_of(each) for each in session.scalars(query)]


def people(
    session: Session,
    customer_ids: Sequence[int],
    store_id: str,
    now_ms: int,
    *,
    outcomes: Mapping[int, Iterable[Outcome]] | None = None,
    policy: OfferPolicy | None = None,
    rules: Iterable[Mapping[str, Any]] = (),
) -> list[Person]:
    """Each of the customers with her chances in that store, by a few queries whatever their number.

    `outcomes` are what became of what was put to them, `policy` what holds over all offers, for whoever has
    read them already; of the `rules` of other things her facts can be asked, too.
    """
    promotions = live_in(session, store_id)
    zone = catalogue.store(session, store_id).time_zone
    policy = guard.policy(session) if policy is None else policy
    said = outcomes_for(session, customer_ids) if outcomes is None else outcomes
    asked = [*(each.audience for each in promotions), *rules]
    known = customers.facts_for(session, customer_ids, now_ms=now_ms, rules=asked)
    counts = _Counts(session, customer_ids, store_id)
    return [
        Person(
            each.facts,
            f"{each.given_name} {each.family_name}",
            tuple(
                counts.chances(
                    promotions, each.facts, said.get(each.facts.customer_id, ()), policy, zone, now_ms
                )
            ),
        )
        for each in known
    ]


class _Counts:
    """Redemptions of everybody, of the store, and of those customers with their moments."""

    def __init__(self, session: Session, customer_ids: Iterable[int], store_id: str) -> None:
        everyone = select(Redemption.promotion_id, func.count()).group_by(Redemption.promotion_id)
        self._in_total = _counted(session, everyone)
        self._here = _counted(session, everyone.where(Redemption.store_id == store_id))
        hers = select(Redemption.customer_id, Redemption.promotion_id, Redemption.at_ms)
        self._hers: dict[int, list[tuple[str, int]]] = {}
        for customer_id, promotion_id, at_ms in session.execute(
            hers.where(Redemption.customer_id.in_(list(customer_ids)))
        ):
            if customer_id is not None:
                self._hers.setdefault(customer_id, []).append((promotion_id, at_ms))

    def chances(
        self,
        promotions: Iterable[Promotion],
        facts: CustomerFacts,
        said: Iterable[Outcome],
        policy: OfferPolicy,
        zone: str,
        now_ms: int,
    ) -> Iterable[Chance]:
        """What she may have of them, each decided."""
        hers = self._hers.get(facts.customer_id, [])
        said = list(said)
        met = met_of(hers, ((each.action, each.subject, each.at_ms) for each in said), touches_of(said))
        for promotion in promotions:
            own = sum(promotion_id == promotion.id for promotion_id, _ in hers)
            used = Usage(own, self._in_total.get(promotion.id, 0), in_store=self._here.get(promotion.id, 0))
            decision = decide(
                promotion, facts=facts, usage=used, time_zone=zone, now_ms=now_ms, met=met, policy=policy
            )
            yield Chance(promotion, used, decision)


def _counted(session: Session, query: Select[str, int]) -> Mapping[str, int]:
    return dict(session.execute(query).all())
