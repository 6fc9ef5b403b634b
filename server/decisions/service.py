"""Which offers a customer is best made now, and whom a promotion is best made to: one call for both.

Push and pull are put in order alike, by `shared.decisioning.rank`, of what `shared.promotions.decide` allows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from server.audiences.counting import Counting
from server.catalogue import service as catalogue
from server.decisions.policy import SURFACE, policy
from server.decisions.reading import odds
from server.experiments.reading import running_in
from server.next_actions import guard
from server.promotions import chances
from server.promotions import service as promotions
from server.promotions.chances import Person
from server.purchases import service as purchases
from shared.clock import local_date
from shared.decisioning import CERTAIN, Eligible, Odds, Ranked, eligible, rank
from shared.experiments import Experiment, choose
from shared.promotions import OfferPolicy, benefit_text

ASKED = 400
"""Customers of an audience who are looked at for one promotion."""


@dataclass(frozen=True, slots=True)
class OfferView:
    """An offer in its place; amounts are minor units, rates parts of one."""

    promotion_id: str
    title: str
    layout: str
    is_best: bool
    reason: str
    likely: float
    margin_minor: int | None
    cost_minor: int | None
    value_minor: float
    chance: float


@dataclass(frozen=True, slots=True)
class DecisionView:
    """What she is best offered, the best first; `as_of` is the day of the counts behind it.

    `experiment_id` and `variant` say why the way is not the chain's own.
    """

    customer_id: int
    store_id: str
    day: str
    as_of: str | None
    strategy: str
    experiment_id: str | None
    variant: str | None
    offers: tuple[OfferView, ...]


@dataclass(frozen=True, slots=True)
class FirstRow:
    """A customer to whom the promotion may be made; `place` is where it stands among her offers."""

    customer_id: int
    name: str
    place: int
    of: int
    likely: float
    value_minor: float
    reason: str


@dataclass(frozen=True, slots=True)
class FirstView:
    """Whom a promotion is best made to: those for whom it stands first, then by what it is worth.

    `selected` are those of the store whom its audience takes in, `looked_at` how many of them were asked.
    """

    promotion_id: str
    store_id: str
    selected: int
    looked_at: int
    rows: tuple[FirstRow, ...]


@dataclass(frozen=True, slots=True)
class _Chosen:
    strategy: str
    experiment_id: str | None
    variant: str | None


class _Counter:
    """What ranks besides the customer: one store at one moment."""

    def __init__(self, session: Session, store_id: str, now_ms: int) -> None:
        self._zone = catalogue.store(session, store_id).time_zone
        self._store_id, self._now_ms = store_id, now_ms
        self.day = local_date(now_ms, self._zone)
        self.odds: Mapping[str, Odds] = odds(session)
        self._usual = policy(session).strategy
        self._guard: OfferPolicy = guard.policy(session)
        self._experiments: Sequence[Experiment] = running_in(session, store_id)

    def chosen(self, person: Person) -> _Chosen:
        """The way for her: of the experiment that she is in, or the chain's."""
        found = choose(
            self._experiments, SURFACE, person.facts, today=self.day, time_zone=self._zone,
            now_ms=self._now_ms, policy=self._guard,
        )  # fmt: skip
        if found.experiment is None or found.variant is None:
            return _Chosen(self._usual, None, None)
        return _Chosen(found.strategy, found.experiment.id, found.variant.key)

    def ranked(self, person: Person) -> tuple[Ranked, ...]:
        """Her offers in order."""
        return rank(self._eligible(person), person.facts, self.day.isoformat(), self.chosen(person).strategy)

    def people(self, session: Session, customer_ids: Sequence[int]) -> list[Person]:
        """The customers with their chances and the departments that they buy in."""
        rules = [each.audience for each in self._experiments]
        found = chances.people(session, customer_ids, self._store_id, self._now_ms, rules=rules)
        buys_in = purchases.departments_for(session, self._now_ms, customer_ids)
        return [
            replace(
                each,
                facts=replace(each.facts, departments=buys_in.get(each.facts.customer_id, frozenset())),
            )
            for each in found
        ]

    def _eligible(self, person: Person) -> list[Eligible]:
        found = (
            eligible(each.promotion, each.decision, self.odds.get(each.promotion.id), person.facts)
            for each in person.chances
        )
        return [each for each in found if each is not None]


def decide(session: Session, customer_id: int, store_id: str, now_ms: int) -> DecisionView:
    """What that customer is best offered in that store now."""
    counter = _Counter(session, store_id, now_ms)
    (person,) = counter.people(session, [customer_id])
    chosen, ranked = counter.chosen(person), counter.ranked(person)
    titles = {each.promotion.id: each.promotion for each in person.chances}
    return DecisionView(
        customer_id, store_id, counter.day.isoformat(),
        max((each.day for each in counter.odds.values()), default=None),
        chosen.strategy, chosen.experiment_id, chosen.variant,
        tuple(
            OfferView(
                promotion_id=each.promotion_id,
                title=f"{titles[each.promotion_id].name}: {benefit_text(titles[each.promotion_id])}",
                layout=each.layout, is_best=each.is_best, reason=each.reason, likely=each.likely,
                margin_minor=each.worth.margin_minor if each.worth else None,
                cost_minor=each.worth.cost_minor if each.worth else None,
                value_minor=each.value_minor, chance=each.chance / CERTAIN,
            )
            for each in ranked
        ),
    )  # fmt: skip


def first_for(session: Session, promotion_id: str, store_id: str, now_ms: int, *, most: int) -> FirstView:
    """Whom of the store's customers that promotion is best made to.

    Of a large audience customers at equal steps are looked at.
    """
    promotion = promotions.get(session, promotion_id, now_ms)
    counting = Counting(session, promotion.audience, [store_id], now_ms)
    selected = counting.count()
    some = counting.place(max(1, selected // ASKED), ASKED) if selected else []
    counter, rows = _Counter(session, store_id, now_ms), []
    for person in counter.people(session, some):
        ranked = counter.ranked(person)
        for place, each in enumerate(ranked, 1):
            if each.promotion_id == promotion_id:
                rows.append(
                    FirstRow(
                        person.facts.customer_id, person.name, place, len(ranked), each.likely,
                        each.value_minor, each.reason,
                    )
                )  # fmt: skip
    rows.sort(key=lambda row: (row.place, -row.value_minor, row.customer_id))
    return FirstView(promotion_id, store_id, selected, len(some), tuple(rows[:most]))
