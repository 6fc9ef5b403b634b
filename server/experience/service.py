"""How visits were rated in a time and before it, beside what was sold: all, by store, associate, offer.

A change is told with its interval: what moved by no more than chance moves it is not called better or worse.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy.orm import Session

from server.catalogue import service as catalogue
from server.experience import measuring
from server.experience.measuring import OfPromotion, Rated, Sold
from server.staff import service as staff
from server.statistics.comparing import Estimate, means
from server.statistics.errors import StatisticsError
from server.statistics.sums import Sums
from shared.clock import DAY_MS
from shared.visit_ratings import RATINGS, RatingFigures, figures_of

PERIODS: Final = (7, 28, 91)
"""Days that can be looked back on."""

USUAL_DAYS: Final = 28
WEEK: Final = 7
"""Days of one slice of a longer time, if it is one of whole weeks."""

GOOD: Final = 4
"""A rating from which a visit is called good."""

Counts = dict[int, int]
Course = Literal["better", "worse", "same", "unknown"]


@dataclass(frozen=True, slots=True)
class Sales:
    """What was sold, returns taken off."""

    purchases: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Experience:
    """Ratings and sales of a time and of the time before.

    `change` is that of the mean rating, with its interval; None where too few visits were rated to say.
    """

    rated: RatingFigures
    before: RatingFigures
    change: Estimate | None
    sales: Sales
    sales_before: Sales

    @property
    def good_share(self) -> float | None:
        """The share of rated visits that were good; None if none was rated."""
        return sum(self.rated.counts[GOOD - 1 :]) / self.rated.count if self.rated.count else None

    @property
    def course(self) -> Course:
        """Where the rating goes, as far as chance allows to say."""
        if self.change is None:
            return "unknown"
        return "better" if self.change.is_above_zero else "worse" if self.change.is_below_zero else "same"


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of the time, from that moment on."""

    from_ms: int
    rated: RatingFigures
    sales: Sales


@dataclass(frozen=True, slots=True)
class StoreExperience:
    """One store."""

    store_id: str
    name: str
    figures: Experience


@dataclass(frozen=True, slots=True)
class AssociateExperience:
    """Visits that one associate looked after; `name` is empty where nobody noted who it was."""

    associate_id: str
    name: str
    store_id: str
    store_name: str
    rated: RatingFigures
    before: RatingFigures
    change: Estimate | None


@dataclass(frozen=True, slots=True)
class PromotionExperience:
    """Visits on which a promotion was redeemed beside all others; `difference` of their mean ratings.

    Nobody drew lots who redeems it, so a difference is no proof that the promotion made it.
    """

    promotion_id: str
    name: str
    redemptions: int
    rated: RatingFigures
    others: RatingFigures
    difference: Estimate | None
    sales: Sales


@dataclass(frozen=True, slots=True)
class ExperienceView:
    """The KPI over a time; stores with most ratings first, so do associates; promotions by redemptions."""

    since_ms: int
    until_ms: int
    days: int
    whole: Experience
    slices: tuple[Slice, ...]
    stores: tuple[StoreExperience, ...]
    associates: tuple[AssociateExperience, ...]
    promotions: tuple[PromotionExperience, ...]


def view(session: Session, *, days: int, now_ms: int) -> ExperienceView:
    """The last `days` days up to now, beside as many before them."""
    since_ms, before_ms = now_ms - days * DAY_MS, now_ms - 2 * days * DAY_MS
    slice_ms = (1 if days <= USUAL_DAYS or days % WEEK else WEEK) * DAY_MS
    per_time = days * DAY_MS // slice_ms
    rated = measuring.rated(session, before_ms, now_ms, slice_ms)
    sold = measuring.sold(session, before_ms, now_ms, slice_ms)
    whole = _experience(rated, sold, per_time)
    return ExperienceView(
        since_ms=since_ms,
        until_ms=now_ms,
        days=days,
        whole=whole,
        slices=_slices(since_ms, slice_ms, per_time, rated, sold),
        stores=_stores(session, rated, sold, per_time),
        associates=_associates(session, rated, per_time),
        promotions=tuple(
            _promotion(each, whole.rated) for each in measuring.promotions(session, since_ms, now_ms)
        ),
    )


def overall(session: Session, *, days: int, now_ms: int) -> Experience:
    """The headline alone: all stores, the last `days` days beside as many before them."""
    span = (now_ms - 2 * days * DAY_MS, now_ms, days * DAY_MS)
    return _experience(measuring.rated(session, *span), measuring.sold(session, *span), 1)


def of_promotion(session: Session, promotion_id: str, *, since_ms: int, now_ms: int) -> RatingFigures:
    """How the visits were rated on which that promotion was redeemed since then."""
    return figures_of(measuring.rated_with(session, promotion_id, since_ms, now_ms))


def _experience(rated: Iterable[Rated], sold: Iterable[Sold], per_time: int) -> Experience:
    now, before = _split(rated, per_time)
    sales, sales_before = [Sales(0, 0), Sales(0, 0)]
    for each in sold:
        if each.slice >= per_time:
            sales = _plus(sales, each)
        else:
            sales_before = _plus(sales_before, each)
    figures, figures_before = figures_of(now), figures_of(before)
    return Experience(figures, figures_before, difference(figures_before, figures), sales, sales_before)


def _plus(sales: Sales, each: Sold) -> Sales:
    return Sales(sales.purchases + each.purchases, sales.amount_minor + each.amount_minor)


def _split(rated: Iterable[Rated], per_time: int) -> tuple[Counts, Counts]:
    """How often each rating was given, in the time and before it."""
    now: Counts = dict.fromkeys(RATINGS, 0)
    before: Counts = dict.fromkeys(RATINGS, 0)
    for each in rated:
        (now if each.slice >= per_time else before)[each.rating] += each.visits
    return now, before


def difference(one: RatingFigures, other: RatingFigures) -> Estimate | None:
    """By how much the other's mean lies above the one's; None where too few were rated, or all alike."""
    try:
        return means(_sums(one), _sums(other)).difference
    except StatisticsError:
        return None


def _sums(figures: RatingFigures) -> Sums:
    pairs = list(zip(RATINGS, figures.counts, strict=True))
    return Sums(
        figures.count, sum(rating * many for rating, many in pairs),
        sum(rating * rating * many for rating, many in pairs),
    )  # fmt: skip


def _slices(
    since_ms: int, slice_ms: int, per_time: int, rated: Iterable[Rated], sold: Iterable[Sold]
) -> tuple[Slice, ...]:
    """The parts of the time itself; those of the time before stand first in what was counted."""
    counts: list[Counts] = [dict.fromkeys(RATINGS, 0) for _ in range(2 * per_time)]
    for each in rated:
        counts[each.slice][each.rating] += each.visits
    sales = [Sales(0, 0)] * (2 * per_time)
    for one in sold:
        sales[one.slice] = _plus(sales[one.slice], one)
    return tuple(
        Slice(since_ms + place * slice_ms, figures_of(counts[per_time + place]), sales[per_time + place])
        for place in range(per_time)
    )


def _stores(
    session: Session, rated: Iterable[Rated], sold: Iterable[Sold], per_time: int
) -> tuple[StoreExperience, ...]:
    said = _by_store(rated)
    bought: dict[str, list[Sold]] = {}
    for each in sold:
        bought.setdefault(each.store_id, []).append(each)
    found = [
        StoreExperience(
            store.id,
            store.name,
            _experience(said.get(store.id, ()), bought.get(store.id, ()), per_time),
        )
        for store in catalogue.stores(session)
        if store.id in said or store.id in bought
    ]
    return tuple(
        sorted(found, key=lambda each: (-each.figures.rated.count, -each.figures.sales.amount_minor))
    )


def _by_store(rated: Iterable[Rated]) -> Mapping[str, list[Rated]]:
    found: dict[str, list[Rated]] = {}
    for each in rated:
        found.setdefault(each.store_id, []).append(each)
    return found


def _associates(session: Session, rated: Iterable[Rated], per_time: int) -> tuple[AssociateExperience, ...]:
    names = staff.associate_names(session)
    stores = {store.id: store.name for store in catalogue.stores(session)}
    theirs: dict[tuple[str, str], list[Rated]] = {}
    for each in rated:
        theirs.setdefault((each.associate_id, each.store_id), []).append(each)
    found = []
    for (associate_id, store_id), some in theirs.items():
        now, before = (figures_of(counts) for counts in _split(some, per_time))
        found.append(
            AssociateExperience(
                associate_id, names.get(associate_id, ""), store_id, stores[store_id], now, before,
                difference(before, now),
            )
        )  # fmt: skip
    found.sort(key=lambda each: (-each.rated.count, each.name, each.associate_id, each.store_id))
    return tuple(each for each in found if each.rated.count)


def _promotion(each: OfPromotion, all_rated: RatingFigures) -> PromotionExperience:
    rated = figures_of(each.ratings)
    rest = {
        rating: whole - hers
        for rating, whole, hers in zip(RATINGS, all_rated.counts, rated.counts, strict=True)
    }
    others = figures_of(rest)
    return PromotionExperience(
        each.promotion_id, each.name, each.redemptions, rated, others, difference(others, rated),
        Sales(each.purchases, each.amount_minor),
    )  # fmt: skip
