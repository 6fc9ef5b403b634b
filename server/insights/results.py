"""What a trial earned so far, by arm and segment, with all that says how far the figures may be trusted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy.orm import Session

from server.catalogue import service as catalogue
from server.experiments.started import Phase, Started
from server.insights.arrivals import Missing, missing
from server.insights.outcomes import GUARDS, MAIN, Asked, Metric, Outcome, is_worse, outcome, outcomes
from server.insights.sums import CROSSED, EVERYBODY, Arms, ArmSums, Segment, sums_of
from server.insights.verdict import WORTHLESS, Case, Verdict, verdict
from server.statistics.always_valid import PLANNED, final_level
from server.statistics.comparing import Estimate
from server.statistics.errors import StatisticsError
from server.statistics.families import benjamini_hochberg, level_of_each
from server.statistics.splits import Split, check_split
from shared.experiments import Arm

RARE: Final = 0.05
"""Of the segments that are said to stand out, so many of a hundred do not."""

NAMED: Final[Mapping[tuple[str, str], str]] = {
    ("known", "known"): "Had bought before",
    ("known", "new"): "New customers",
    ("department", ""): "Nothing bought before",
    ("region", ""): "No region",
}


@dataclass(frozen=True, slots=True)
class ArmResult:
    """What one arm did; `spent` is in minor units, returns taken off."""

    arm: Arm
    is_control: bool
    sums: ArmSums

    @property
    def per_customer(self) -> float | None:
        """What a customer of it spent, on average; None without any."""
        return self.sums.spent / self.sums.customers if self.sums.customers else None

    def share(self, count: int) -> float | None:
        """So many of its customers as a part of one."""
        return count / self.sums.customers if self.sums.customers else None


@dataclass(frozen=True, slots=True)
class SegmentResult:
    """The trial's metric in one segment; `adjusted_p` makes up for there being many of them."""

    segment: Segment
    name: str
    outcome: Outcome
    customers: int
    adjusted_p: float | None

    @property
    def stands_out(self) -> bool:
        """True if its difference is one, for all that is asked of other segments as well.

        The last look at a trial that was watched is as strict here as its interval is.
        """
        rare = 1 - final_level(1 - RARE) if self.outcome.is_final else RARE
        return self.adjusted_p is not None and self.adjusted_p < rare


@dataclass(frozen=True, slots=True)
class Results:
    """A trial's results as they are now.

    `is_final` once its planned end is reached and no tablet is out that could still add to them: the last
    look is one look, so it waits for what it is about.
    """

    started: Started
    phase: Phase
    metric: Metric
    arms: tuple[ArmResult, ...]
    split: Split | None
    main: tuple[Outcome, ...]
    others: tuple[Outcome, ...]
    guards: tuple[Outcome, ...]
    segments: tuple[SegmentResult, ...]
    is_final: bool
    crossed: int
    missing: Missing
    verdict: Verdict

    @property
    def customers(self) -> int:
        """Everybody who is compared."""
        return sum(each.sums.customers for each in self.arms)

    @property
    def earned(self) -> Estimate | None:
        """What all its arms brought beyond their control; None where figures say nothing of money or worth.

        The arms share one control, so their errors go the same way: half-widths are added as they are.
        """
        told = [each.earned for each in self.main if each.metric == "revenue" and each.earned]
        if not told or self.verdict.kind in WORTHLESS:
            return None
        ends = ([each.low for each in told], [each.high for each in told])
        return Estimate(sum(each.value for each in told), *map(sum, ends))

    @property
    def broken(self) -> tuple[Outcome, ...]:
        """Guard-rails that got worse for sure."""
        return tuple(each for each in self.guards if is_worse(each))


def results(session: Session, started: Started, now_ms: int) -> Results:
    """The results of that trial, from kept sums: as quick with millions of customers as with ten."""
    found = sums_of(session, started.trial.id)
    stores = catalogue.stores(session)
    chosen = [s for s in stores if started.store_ids is None or s.id in started.store_ids]
    phase = started.phase({store.time_zone for store in chosen}, now_ms)
    return compared(
        started, phase, found, {store.id: store.name for store in stores}, missing(session, started, now_ms)
    )


def compared(
    started: Started,
    phase: Phase,
    found: Mapping[Segment, Arms],
    stores: Mapping[str, str],
    out_there: Missing,
) -> Results:
    """The results that these sums give."""
    trial = started.trial
    arms = found.get(EVERYBODY, {})
    metric: Metric = next((each for each in MAIN if each == started.metric), "revenue")
    treated = [arm.key for arm in trial.arms if arm.key != trial.control]
    is_provisional = phase == "ended" and out_there.tablets > 0
    is_final = phase == "ended" and not is_provisional
    asked = Asked(planned=started.planned or PLANNED, is_final=is_final)
    main = outcomes([metric], arms, trial.control, treated, asked)
    others = [each for each in MAIN if each != metric and (each != "redemption_rate" or _redeems(started))]
    guards = outcomes(list(GUARDS), arms, trial.control, treated, asked)
    split = split_of(trial.arms, arms) if started.changed_ms is None else None
    over = phase in ("ended", "stopped")
    return Results(
        started=started,
        phase=phase,
        metric=metric,
        arms=tuple(_arm(arm, trial.control, arms) for arm in trial.arms),
        split=split,
        main=tuple(main),
        others=tuple(outcomes(others, arms, trial.control, treated, asked)),
        guards=tuple(guards),
        segments=_segments(found, metric, trial.control, treated, asked, stores),
        is_final=is_final,
        crossed=arms.get(CROSSED, ArmSums()).customers,
        missing=out_there,
        verdict=verdict(
            Case(
                main, [each for each in guards if is_worse(each)], split,
                {arm.key: arm.name for arm in trial.arms}, trial.control, over,
                any(arms[arm.key].customers for arm in trial.arms if arm.key in arms),
                started.changed_ms, is_provisional,
            )
        ),
    )  # fmt: skip


def _arm(arm: Arm, control: str, arms: Arms) -> ArmResult:
    return ArmResult(arm, arm.key == control, arms.get(arm.key, ArmSums()))


def split_of(planned: Sequence[Arm], arms: Arms) -> Split | None:
    """Whether the customers of the arms are split as planned; None while there are none."""
    try:
        return check_split(
            [arms.get(arm.key, ArmSums()).customers for arm in planned], [arm.weight for arm in planned]
        )
    except StatisticsError:
        return None


def _redeems(started: Started) -> bool:
    """Whoever is held out can redeem nothing: comparing that says nothing."""
    return started.kind == "experiment"


def _segments(
    found: Mapping[Segment, Arms],
    metric: Metric,
    control: str,
    treated: Sequence[str],
    asked: Asked,
    stores: Mapping[str, str],
) -> tuple[SegmentResult, ...]:
    """Every segment beside its own control, the largest of each kind first; all corrected together."""
    strict = replace(asked, level=level_of_each(asked.level, len(treated)))
    rows = []
    for segment in sorted(each for each in found if each != EVERYBODY):
        arms = found[segment]
        for arm in treated:
            pair = (arms.get(control, ArmSums()), arms.get(arm, ArmSums()))
            rows.append((segment, outcome(metric, arm, *pair, strict), sum(each.customers for each in pair)))
    told = [each for _, each, _ in rows if each.decisive_p is not None]
    adjusted = iter(benjamini_hochberg([each.decisive_p or 0.0 for each in told]))
    made = [
        SegmentResult(
            segment, _named(segment, stores), each, customers,
            next(adjusted) if each.decisive_p is not None else None,
        )
        for segment, each, customers in rows
    ]  # fmt: skip
    return tuple(sorted(made, key=lambda each: (each.segment.kind, -each.customers, each.name)))


def _named(segment: Segment, stores: Mapping[str, str]) -> str:
    if segment.kind == "store":
        return stores.get(segment.name, segment.name)
    return NAMED.get((segment.kind, segment.name), segment.name)
