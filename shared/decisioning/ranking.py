"""The one call: all offers that she may have now, in order, each with how likely that order was, and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, NamedTuple

from shared.customer import CustomerFacts
from shared.decisioning.drawing import chances, draw, quantiles
from shared.decisioning.odds import FIRST_RATE, LAYOUTS, NEVER, PARTS, Layout, Odds
from shared.decisioning.saying import reason_of
from shared.decisioning.worth import ANY, Fit, Worth, fit_of, size_of, usual_minor, worth_of
from shared.promotions.deciding import Decision
from shared.promotions.rule import Promotion, picture_for

CERTAIN: Final = PARTS
"""How likely what is sure is, in parts of a million."""

MOST_OFFERS: Final = 20
"""So many are put in order, the most important first: nobody looks through more."""

MOST_BEST: Final = 2
_CLOSE: Final = 0.6
"""A second one is pointed out if it is worth at least so much of the first."""


@dataclass(frozen=True, slots=True)
class Eligible:
    """An offer that she may have now; `odds` is None where HQ has counted nothing of it."""

    promotion: Promotion
    odds: Odds | None = None
    is_pictured: bool = False
    fit: Fit = ANY


@dataclass(frozen=True, slots=True)
class Ranked:
    """An offer in its place. `likely` is how likely she takes it, `value_minor` what that is worth.

    `chance` is how likely it was, in parts of a million, that just this offer in this layout came to stand
    first: what a later judgement of other ways divides by. `reason` is empty but for the best one or two.
    """

    promotion_id: str
    layout: Layout
    fit: Fit
    likely: float
    worth: Worth | None
    value_minor: float
    chance: int
    is_best: bool = False
    reason: str = ""


class First(NamedTuple):
    """An offer in a layout: how likely it comes to stand first, how likely it is taken, and for what."""

    promotion_id: str
    layout: Layout
    chance: float
    likely: float
    minor: float


@dataclass(frozen=True, slots=True)
class _Arm:
    """An offer in one layout, with what is believed of it."""

    place: int
    offer: Eligible
    layout: Layout
    worth: Worth | None
    minor: float
    beliefs: tuple[float, float]

    @property
    def likely(self) -> float:
        a, b = self.beliefs
        return a / (a + b)

    @property
    def value(self) -> float:
        return self.likely * self.minor

    @property
    def shown(self) -> int:
        odds = self.offer.odds
        return odds.tallies.get((self.layout, self.offer.fit), NEVER).shown if odds else 0


def eligible(
    promotion: Promotion, decision: Decision, odds: Odds | None, facts: CustomerFacts
) -> Eligible | None:
    """The offer as something to be ranked; None if she may not have it now."""
    if not decision.available:
        return None
    pictured = bool(picture_for(promotion, decision.variant))
    return Eligible(promotion, odds, pictured, fit_of(promotion, facts))


def rank(offers: Sequence[Eligible], facts: CustomerFacts, day: str, strategy: str) -> tuple[Ranked, ...]:
    """The offers in the order in which they are put to her on that day of the store, the best first.

    `offers` come the most important first, which decides between equals. `strategy` is "value" (the largest
    expected value), "learning" (the same of values drawn from what is believed, so that what is little known
    is tried) or "newest"; one that this version does not know is the first.
    """
    offers = offers[:MOST_OFFERS]
    arms = _arms(offers, size_of(facts, [each.odds for each in offers if each.odds is not None]))
    if not arms:
        return ()
    scores = _SCORES.get(strategy, _by_value)(arms, facts.customer_id, day)
    likely_first = _chances_of(arms, strategy)
    best: dict[int, int] = {}
    for place, arm in enumerate(arms):
        kept = best.setdefault(arm.place, place)
        if scores[place] > scores[kept]:
            best[arm.place] = place
    ordered = sorted(best.values(), key=lambda place: (-scores[place], place))
    ranked = [_ranked(arms[place], likely_first[place]) for place in ordered]
    safest = max(arm.value for arm in arms)
    return _pointed_out(ranked, [arms[place] for place in ordered], facts, strategy, safest)


def standing_first(offers: Sequence[Eligible], size: int, strategy: str) -> tuple[First, ...]:
    """How likely each offer in each layout comes to stand first that way, for a basket of that size.

    It sums to one. What another way would have earned is judged by it.
    """
    arms = _arms(offers[:MOST_OFFERS], size)
    found = zip(arms, _chances_of(arms, strategy) if arms else (), strict=True)
    return tuple(
        First(arm.offer.promotion.id, arm.layout, chance, arm.likely, arm.minor) for arm, chance in found
    )


def _arms(offers: Sequence[Eligible], size: int) -> list[_Arm]:
    """Each offer in each layout; what is not known of one is as of the others."""
    worths = [worth_of(each.promotion, each.odds, size) for each in offers]
    usual = usual_minor(worths)
    rate = next((each.odds.rate for each in offers if each.odds is not None), FIRST_RATE)
    arms = []
    for place, (offer, worth) in enumerate(zip(offers, worths, strict=True)):
        odds = offer.odds or Odds(offer.promotion.id, rate=rate)
        minor = usual if worth is None else float(worth.minor)
        arms += [
            _Arm(place, offer, layout, worth, minor, odds.beliefs(layout, offer.fit))
            for layout in (LAYOUTS if offer.is_pictured else LAYOUTS[1:])
        ]
    return arms


def _by_value(arms: Sequence[_Arm], _customer_id: int, _day: str) -> list[float]:
    return [arm.value for arm in arms]


def _by_newest(arms: Sequence[_Arm], _customer_id: int, _day: str) -> list[float]:
    starts = sorted({arm.offer.promotion.starts_local for arm in arms})
    return [float(starts.index(arm.offer.promotion.starts_local)) for arm in arms]


def _by_drawing(arms: Sequence[_Arm], customer_id: int, day: str) -> list[float]:
    """Each arm's draw of what it earns; what that says depends on customer, day and offer only."""
    return [
        arm.minor * draw(quantiles(*arm.beliefs), f"{day}:{arm.offer.promotion.id}:{arm.layout}", customer_id)
        for arm in arms
    ]


_SCORES: Final[Mapping[str, Callable[[Sequence[_Arm], int, str], list[float]]]] = {
    "value": _by_value,
    "learning": _by_drawing,
    "newest": _by_newest,
}
"""By strategy what arms are ordered by."""


def _chances_of(arms: Sequence[_Arm], strategy: str) -> tuple[float, ...]:
    """How likely each arm comes to stand first; of what is not drawn the first is sure."""
    if strategy == "learning":
        return _chances(tuple((arm.minor, *arm.beliefs) for arm in arms))
    scores = _SCORES.get(strategy, _by_value)(arms, 0, "")
    first = scores.index(max(scores))
    return tuple(float(place == first) for place in range(len(scores)))


@lru_cache(maxsize=1_024)
def _chances(arms: tuple[tuple[float, float, float], ...]) -> tuple[float, ...]:
    """How likely each arm, of its worth and Beta(a, b), has the largest draw; of many customers the same."""
    return tuple(chances([[minor * rate for rate in quantiles(a, b)] for minor, a, b in arms]))


def _ranked(arm: _Arm, first: float) -> Ranked:
    return Ranked(
        arm.offer.promotion.id,
        arm.layout,
        arm.offer.fit,
        arm.likely,
        arm.worth,
        arm.value,
        round(first * CERTAIN),
    )


def _pointed_out(
    ranked: Sequence[Ranked], arms: Sequence[_Arm], facts: CustomerFacts, strategy: str, safest: float
) -> tuple[Ranked, ...]:
    """The best one of several stands out, and the next one if it is nearly as good; each says why.

    Where there is no choice nothing is the best, nor where nobody has counted anything.
    """
    if len(ranked) == 1 or not any(arm.offer.odds for arm in arms):
        return tuple(ranked)
    least_close = ranked[0].value_minor * _CLOSE
    found = []
    for place, (each, arm) in enumerate(zip(ranked, arms, strict=True)):
        is_near = 0 < place < MOST_BEST < len(ranked) and each.value_minor >= least_close > 0
        if place == 0 or is_near:
            reason = reason_of(
                arm.offer.promotion, facts, strategy,
                likely=arm.likely, shown=arm.shown, is_tried=arm.value < safest, is_second=place > 0,
            )  # fmt: skip
            found.append(replace(each, is_best=True, reason=reason))
        else:
            found.append(each)
    return tuple(found)
