"""Which arm of what HQ tries out a customer is in, and what of it her screen shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from associate_app.presenters.giving import Chance, Counter, counter
from associate_app.store import trials
from associate_app.store.desk import Desk
from associate_app.store.particulars import particulars
from associate_app.store.purchases import Story
from associate_app.store.reading import Snapshot
from associate_app.store.trials import Met
from shared.clock import local_date
from shared.customer import CustomerFacts
from shared.experiments import (
    EVERYTHING,
    HELD_OUT,
    SURFACES,
    USUAL,
    Chosen,
    Surface,
    arm_in,
    arm_of_everything,
    choose,
    is_running,
)


@dataclass(frozen=True, slots=True)
class Tried:
    """What is done for her by surface, and the arms that she meets when a surface is on the screen."""

    chosen: Mapping[Surface, Chosen]
    met: tuple[Met, ...] = ()

    def strategy(self, surface: Surface) -> str:
        """What is done for her there."""
        return self.chosen[surface].strategy


NOTHING_TRIED = Tried({surface: Chosen(way) for surface, way in USUAL.items()})


def tried(
    desk: Desk, snapshot: Snapshot, facts: CustomerFacts, story: Story, chances: Iterable[Chance]
) -> Tried:
    """What of the trials of this store she is in now."""
    here = counter(desk, snapshot)
    chosen = _chosen(snapshot, facts, story, here)
    return Tried(chosen, tuple(_met(chosen, facts.customer_id, chances, here.policy.holdout_percent)))


def _chosen(
    snapshot: Snapshot, facts: CustomerFacts, story: Story, here: Counter
) -> Mapping[Surface, Chosen]:
    running = [each for each in trials.experiments(snapshot) if is_running(each, here.time_zone, here.now_ms)]
    if not running:
        return NOTHING_TRIED.chosen
    rules = [each.audience for each in running]
    known = replace(facts, particulars=particulars(snapshot, facts, lambda: story, rules, here.now_ms))
    today = local_date(here.now_ms, here.time_zone)
    return {
        surface: choose(
            running, surface, known, today=today, time_zone=here.time_zone, now_ms=here.now_ms,
            policy=here.policy,
        )
        for surface in SURFACES
    }  # fmt: skip


def _met(
    chosen: Mapping[Surface, Chosen], customer_id: int, chances: Iterable[Chance], percent: int
) -> Iterator[Met]:
    """Offers are met where she may have one now, or might were she not held out."""
    offered = [each for each in chances if each.decision.available or each.is_withheld]
    for surface, each in chosen.items():
        if each.experiment is not None and each.variant is not None and (surface != "offers" or offered):
            yield Met(each.experiment.id, each.variant.key, surface)
    if not offered:
        return
    side = arm_of_everything(customer_id, percent)
    if side is not None:
        yield Met(EVERYTHING, side, "offers")
    if side != HELD_OUT:
        for chance in offered:
            if (arm := arm_in(chance.promotion, customer_id)) is not None:
                yield Met(chance.promotion.id, arm, "offers")
