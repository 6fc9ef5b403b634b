"""Who is in which arm: the same answer on every tablet and on the server, with its reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from shared import audience
from shared.assignment import bucket, is_held_out_of_everything
from shared.customer import CustomerFacts
from shared.experiments.experiment import USUAL, Experiment, Surface, Variant
from shared.promotions.meeting import NO_POLICY, OfferPolicy
from shared.promotions.schedule import ends_ms, starts_ms

AssignmentReason = Literal["assigned", "no_consent", "not_in_audience", "held_out"]


@dataclass(frozen=True, slots=True)
class Assignment:
    """The arm she is in, None if she is in none, and why."""

    variant: Variant | None
    reason: AssignmentReason


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is done for her on a surface; `experiment` and `variant` are None where she is in none."""

    strategy: str
    experiment: Experiment | None = None
    variant: Variant | None = None


def is_running(experiment: Experiment, time_zone: str, now_ms: int) -> bool:
    """True if it goes on at that moment in a store of that zone."""
    if experiment.status != "running":
        return False
    return starts_ms(experiment, time_zone) <= now_ms < ends_ms(experiment, time_zone)


def assign(
    experiment: Experiment, facts: CustomerFacts, today: date, policy: OfferPolicy = NO_POLICY
) -> Assignment:
    """Her arm; `today` is the store's day, `policy` says how many are held out of everything."""
    if not facts.may_personalize:
        return Assignment(None, "no_consent")
    if not audience.evaluate(experiment.audience, facts, today).selected:
        return Assignment(None, "not_in_audience")
    if is_held_out_of_everything(facts.customer_id, policy.holdout_percent):
        return Assignment(None, "held_out")
    return Assignment(variant_at(experiment, facts.customer_id), "assigned")


def variant_at(experiment: Experiment, customer_id: int) -> Variant:
    """The arm in which her number falls, whoever she is: weights are ranges of buckets, in their order."""
    place, reached = bucket(f"experiment:{experiment.id}", customer_id), 0
    for each in experiment.variants:
        reached += each.weight
        if place < reached:
            return each
    raise AssertionError("the weights of an experiment fill all buckets")  # pragma: no cover


def choose(
    experiments: Iterable[Experiment],
    surface: Surface,
    facts: CustomerFacts,
    *,
    today: date,
    time_zone: str,
    now_ms: int,
    policy: OfferPolicy = NO_POLICY,
) -> Chosen:
    """What is done for her on that surface now: her arm of the one that runs there, or what everybody gets.

    HQ lets no two run on one surface of a store; should there be two all the same, the first by id decides.
    """
    for each in sorted(experiments, key=lambda one: one.id):
        if each.surface != surface or not is_running(each, time_zone, now_ms):
            continue
        found = assign(each, facts, today, policy).variant
        return Chosen(USUAL[surface]) if found is None else Chosen(found.strategy, each, found)
    return Chosen(USUAL[surface])
