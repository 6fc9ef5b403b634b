"""Which of her offers stands first on a customer's screen, and what is told HQ of it once it was in sight."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from associate_app.presenters.giving import Chance
from associate_app.store.desk import Desk
from associate_app.store.odds import odds
from associate_app.store.reading import Snapshot
from shared.clock import local_date
from shared.customer import CustomerFacts
from shared.decisioning import Ranked, eligible, rank, size_of
from shared.experiments import Chosen


@dataclass(frozen=True, slots=True)
class Ranking:
    """Her offers in order by promotion, and how they came to stand so."""

    customer_id: int
    offers: Mapping[str, Ranked] = field(default_factory=dict)
    strategy: str = ""
    day: str = ""
    as_of: str | None = None
    size: int = 100

    def arguments(self) -> dict[str, Any]:
        """What an operation says that she was shown them."""
        return {
            "strategy": self.strategy, "day": self.day, "as_of": self.as_of, "size": self.size,
            "offers": [
                {name: getattr(each, name) for name in ("promotion_id", "layout", "fit", "chance")}
                for each in self.offers.values()
            ],
        }  # fmt: skip


class Offered:
    """What this tablet has told HQ since it was unlocked: once per customer, offer and day."""

    def __init__(self) -> None:
        self._ranking: Ranking | None = None
        self._day = ""
        self._told: set[tuple[int, str]] = set()

    def shows(self, ranking: Ranking) -> None:
        """That is on the screen now, or is about to be."""
        self._ranking = ranking

    def untold(self, customer_id: int) -> dict[str, Any] | None:
        """What is to be told of the offers that are shown to her; None if all of them were told today."""
        ranking = self._ranking
        if ranking is None or ranking.customer_id != customer_id:
            return None
        if ranking.day != self._day:
            self._day, self._told = ranking.day, set()
        fresh = {(customer_id, promotion_id) for promotion_id in ranking.offers} - self._told
        self._told |= fresh
        return ranking.arguments() if fresh else None


def ranking(
    desk: Desk, snapshot: Snapshot, facts: CustomerFacts, chances: Sequence[Chance], chosen: Chosen
) -> Ranking:
    """The offers that she may have now, the best first: the way of her experiment, or the chain's."""
    counted = odds(snapshot)
    found = (
        eligible(each.promotion, each.decision, counted.get(each.promotion.id), facts) for each in chances
    )
    offers = [each for each in found if each is not None]
    usual = next((each.strategy for each in counted.values()), chosen.strategy)
    strategy = usual if chosen.experiment is None else chosen.strategy
    day = local_date(desk.now_ms(), desk.enrolment.time_zone).isoformat()
    return Ranking(
        facts.customer_id,
        {each.promotion_id: each for each in rank(offers, facts, day, strategy)},
        strategy, day,
        max((each.day for each in counted.values()), default=None),
        size_of(facts, [each.odds for each in offers if each.odds is not None]),
    )  # fmt: skip
