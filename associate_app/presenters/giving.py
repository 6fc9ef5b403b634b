"""Giving a customer an offer: decided on what this tablet holds now, recorded with what it uses up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from associate_app.errors import OfferNotAvailable
from associate_app.store import advice, offers
from associate_app.store.desk import Desk
from associate_app.store.particulars import particulars
from associate_app.store.purchases import Story
from associate_app.store.reading import Snapshot
from associate_app.store.recorder import Deed, Spending
from shared.customer import CustomerFacts
from shared.next_action.gathering import policy_of
from shared.particulars import Particulars
from shared.promotions import Decision, Met, OfferPolicy, Promotion, Usage, decide, ends_ms, starts_ms
from shared.redemption import LEASE_ONLY, Holdings, Standing, costs, quota_id, standing
from shared.words import _


@dataclass(frozen=True, slots=True)
class Chance:
    """A promotion for one customer now: the decision, and on what a redemption would stand.

    `is_withheld` is true where she might have it and is only held out, to compare with.
    """

    promotion: Promotion
    used: Usage
    standing: Standing
    decision: Decision
    store_id: str = ""
    is_withheld: bool = False


@dataclass(frozen=True, slots=True)
class Counter:
    """What decides besides promotion and customer: this tablet, at this moment."""

    store_id: str
    time_zone: str
    now_ms: int
    online: bool
    holdings: Holdings
    policy: OfferPolicy

    def chance(self, promotion: Promotion, facts: CustomerFacts, used: Usage, met: Met) -> Chance:
        """Whether she may have it now, and on what that would stand."""
        found = standing(
            promotion, customer_id=facts.customer_id, is_home=facts.home_store_id == self.store_id,
            holdings=self.holdings, online=self.online,
        )  # fmt: skip
        decision = decide(
            promotion, facts=facts, usage=used, time_zone=self.time_zone, now_ms=self.now_ms, standing=found,
            met=met, policy=self.policy,
        )  # fmt: skip
        withheld = decision.reason == "held_out" and self._decided_for_all(promotion, facts, used, met, found)
        return Chance(promotion, used, found, decision, self.store_id, withheld)

    def _decided_for_all(
        self, promotion: Promotion, facts: CustomerFacts, used: Usage, met: Met, found: Standing
    ) -> bool:
        """True if she might have it were nobody held out of anything."""
        return decide(
            replace(promotion, holdout_percent=0), facts=facts, usage=used, time_zone=self.time_zone,
            now_ms=self.now_ms, standing=found, met=met, policy=replace(self.policy, holdout_percent=0),
        ).available  # fmt: skip


def counter(desk: Desk, snapshot: Snapshot) -> Counter:
    """This tablet as it is now; its own clock is put right by HQ's."""
    own_ms = desk.now_ms()
    return Counter(
        store_id=desk.enrolment.store_id,
        time_zone=desk.enrolment.time_zone,
        now_ms=offers.server_ms(snapshot, own_ms),
        online=desk.line.is_fresh(own_ms),
        holdings=offers.holdings(snapshot, own_ms),
        policy=policy_of(advice.rules(snapshot)),
    )


def chances(desk: Desk, snapshot: Snapshot, facts: CustomerFacts) -> list[Chance]:
    """Every promotion of the store for that customer, the most important first."""
    here, usage = counter(desk, snapshot), offers.usage(snapshot, facts.customer_id)
    met, known = offers.met(snapshot, facts.customer_id), offers.promotions(snapshot)
    facts = replace(facts, particulars=_particulars(desk, snapshot, facts, here, known))
    return [here.chance(promotion, facts, usage.get(promotion.id, Usage()), met) for promotion in known]


def _particulars(
    desk: Desk, snapshot: Snapshot, facts: CustomerFacts, here: Counter, known: Iterable[Promotion]
) -> Particulars:
    """What the rules of those promotions ask of her that run now: the others are refused without looking."""
    rules = [
        promotion.audience
        for promotion in known
        if promotion.status == "published"
        and starts_ms(promotion, here.time_zone) <= here.now_ms < ends_ms(promotion, here.time_zone)
    ]

    def story() -> Story:
        return desk.stories.of(snapshot, facts.customer_id)

    return particulars(snapshot, facts, story, rules, here.now_ms)


def give(desk: Desk, found: Iterable[Chance], customer_id: int, promotion_id: str) -> None:
    """The redemption is on the disk with what it uses up; OfferNotAvailable says why it cannot be.

    LeaseExhausted if what was held a moment ago was given up since: then the chances are others now.
    """
    chance = next((each for each in found if each.promotion.id == promotion_id), None)
    if chance is None:
        raise OfferNotAvailable(
            _("HQ has taken this offer back. Open the customer again to see what there is.")
        )
    redemption = _redemption(chance, customer_id, None)
    desk.recorder.record(redemption.kind, customer_id, redemption.arguments, redemption.spending)


def redemptions(desk: Desk, used: Iterable[Chance], customer_id: int) -> dict[str, Deed]:
    """The redemptions of several offers, by promotion, each with an id; OfferNotAvailable for one in vain."""
    return {chance.promotion.id: _redemption(chance, customer_id, desk.recorder.new_id()) for chance in used}


def _redemption(chance: Chance, customer_id: int, own_id: str | None) -> Deed:
    stands_on = chance.standing.stands_on
    if stands_on is None or not chance.decision.available:
        raise OfferNotAvailable(chance.decision.sentence)
    arguments = {"promotion_id": chance.promotion.id, "stands_on": stands_on.to_wire()}
    spending = None
    if stands_on.lease is not None:
        spending = Spending(stands_on.lease, _spent(chance, customer_id))
    return Deed("offer_redeemed", arguments, spending, own_id)


def _spent(chance: Chance, customer_id: int) -> Mapping[str, int]:
    asked = costs(chance.promotion)
    covered = chance.standing.covered
    quotas = {limit: quota_id(chance.promotion.id, limit, customer_id, chance.store_id) for limit in covered}
    return {quota: asked[limit] for limit, quota in quotas.items()}


def rights_wanted(found: Iterable[Chance], customer_id: int) -> tuple[str, ...]:
    """Her own rights that this tablet should hold while she is served: of offers that ask for a lease."""
    return tuple(
        quota_id(chance.promotion.id, "customer", customer_id)
        for chance in found
        if chance.promotion.offline_policy == LEASE_ONLY
        and chance.promotion.customer_limit is not None
        and (chance.decision.available or chance.decision.reason == "needs_lease")
    )
