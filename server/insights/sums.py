"""Kept sums as statistics take them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.insights.models import TrialSum
from server.statistics.sums import Counts, Sums

CROSSED = ""
"""The arm of those who met two: they are told, and belong to no comparison."""


class Segment(NamedTuple):
    """A part of a trial's customers; the kind all has one, without a name."""

    kind: str
    name: str


EVERYBODY = Segment("all", "")


@dataclass(frozen=True, slots=True)
class ArmSums:
    """The sums over the customers of one arm, as `TrialSum` names them; money in minor units."""

    customers: int = 0
    buyers: int = 0
    purchases: int = 0
    redeemers: int = 0
    redemptions: int = 0
    withdrew: int = 0
    spent: int = 0
    spent_sq: int = 0
    before: int = 0
    before_sq: int = 0
    spent_by_before: int = 0
    bought: int = 0
    bought_sq: int = 0
    returned: int = 0
    returned_sq: int = 0
    returned_by_bought: int = 0
    ratings: int = 0
    ratings_sq: int = 0
    rating_sum: int = 0
    rating_sum_sq: int = 0
    rating_sum_by_ratings: int = 0

    @property
    def revenue(self) -> Sums:
        """What was spent, beside what had been spent before."""
        return Sums(
            self.customers, self.spent, self.spent_sq, self.before, self.before_sq, self.spent_by_before
        )

    @property
    def returns(self) -> Sums:
        """What came back, over what was bought."""
        return Sums(
            self.customers, self.returned, self.returned_sq, self.bought, self.bought_sq,
            self.returned_by_bought,
        )  # fmt: skip

    @property
    def rated(self) -> Sums:
        """The ratings that were given, over how many there were."""
        return Sums(
            self.customers, self.rating_sum, self.rating_sum_sq, self.ratings, self.ratings_sq,
            self.rating_sum_by_ratings,
        )  # fmt: skip

    @property
    def buying(self) -> Counts:
        """Who bought anything."""
        return Counts(self.customers, self.buyers)

    @property
    def redeeming(self) -> Counts:
        """Who used an offer."""
        return Counts(self.customers, self.redeemers)

    @property
    def withdrawing(self) -> Counts:
        """Who took a consent back."""
        return Counts(self.customers, self.withdrew)


NAMES = tuple(each.name for each in fields(ArmSums))

Arms = dict[str, ArmSums]


def sums_of(session: Session, trial_id: str) -> dict[Segment, Arms]:
    """The sums of each arm in each segment of the trial, whenever its customers met it."""
    totals = [func.sum(getattr(TrialSum, name)) for name in NAMES]
    keys = (TrialSum.kind, TrialSum.segment, TrialSum.arm)
    query = select(*keys, *totals).where(TrialSum.trial_id == trial_id).group_by(*keys)
    found: dict[Segment, Arms] = {}
    for kind, segment, arm, *values in session.execute(query):
        found.setdefault(Segment(kind, segment), {})[arm] = ArmSums(*(int(value) for value in values))
    return found


def everybody_of(session: Session, trial_ids: list[str]) -> dict[str, Arms]:
    """The sums of each arm of several trials over all their customers."""
    totals = [func.sum(getattr(TrialSum, name)) for name in NAMES]
    keys = (TrialSum.trial_id, TrialSum.arm)
    query = select(*keys, *totals).where(TrialSum.kind == "all", TrialSum.trial_id.in_(trial_ids))
    found: dict[str, Arms] = {}
    for trial_id, arm, *values in session.execute(query.group_by(*keys)):
        found.setdefault(trial_id, {})[arm] = ArmSums(*(int(value) for value in values))
    return found


def met_by_day(session: Session, trial_id: str) -> dict[int, dict[str, int]]:
    """How many customers of each arm met the trial first on each day, counted from 1970 UTC."""
    query = (
        select(TrialSum.day_no, TrialSum.arm, TrialSum.customers)
        .where(TrialSum.trial_id == trial_id, TrialSum.kind == "all")
        .order_by(TrialSum.day_no)
    )
    found: dict[int, dict[str, int]] = {}
    for day_no, arm, customers in session.execute(query):
        found.setdefault(day_no, {})[arm] = customers
    return found
