"""The trial: what results are about, whether an experiment, a promotion or the holdout from everything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

from shared.assignment import is_held_out, is_held_out_of_everything, variant_of
from shared.experiments.assigning import variant_at
from shared.experiments.experiment import WHOLE, Experiment
from shared.promotions.rule import Promotion

EVERYTHING: Final = "everything"
"""The id of the trial that compares those to whom nothing is ever offered with everybody else."""

HELD_OUT: Final = "held_out"
"""The arm of those who are held out of a promotion or of everything: its control."""

OFFERED: Final = "offered"
"""The arm of all others where a promotion has no variants."""

_PER_CENT: Final = WHOLE // 100


class Arm(NamedTuple):
    """One side of a comparison; `weight` is how many of ten thousand are meant to be in it."""

    key: str
    name: str
    weight: int


@dataclass(frozen=True, slots=True)
class Trial:
    """What is compared with what; times are by the clock on each store's wall, None where there is none."""

    id: str
    name: str
    arms: tuple[Arm, ...]
    control: str
    starts_local: str | None = None
    ends_local: str | None = None


def trial_of_experiment(experiment: Experiment) -> Trial:
    """Its variants are the arms."""
    arms = tuple(Arm(each.key, each.name, each.weight) for each in experiment.variants)
    return Trial(
        experiment.id, experiment.name, arms, experiment.control,
        experiment.starts_local, experiment.ends_local,
    )  # fmt: skip


def trial_of_promotion(promotion: Promotion) -> Trial | None:
    """Its variants, and those held out of it as control; None where nothing is compared.

    Without a holdout its first variant is the control.
    """
    held = promotion.holdout_percent * _PER_CENT
    if not held and not promotion.variants:
        return None
    shown = _shared_out(promotion, WHOLE - held) if promotion.variants else []
    shown = shown or [Arm(OFFERED, "Offered", WHOLE - held)]
    arms = ([Arm(HELD_OUT, "Held out", held)] if held else []) + shown
    return Trial(
        promotion.id, promotion.name, tuple(arms), arms[0].key, promotion.starts_local, promotion.ends_local
    )


def _shared_out(promotion: Promotion, rest: int) -> list[Arm]:
    """The variants with their parts of what is not held out, which sum to it exactly."""
    whole, reached, given = sum(each["weight"] for each in promotion.variants), 0, 0
    arms = []
    for each in promotion.variants:
        reached += each["weight"]
        until = reached * rest // whole
        arms.append(Arm(str(each["key"]), str(each["key"]), until - given))
        given = until
    return arms


def trial_of_everything(percent: int, starts_local: str | None = None) -> Trial | None:
    """Those to whom nothing is ever offered beside all others; None while nobody is held out."""
    if not percent:
        return None
    held = percent * _PER_CENT
    arms = (Arm(HELD_OUT, "Held out of everything", held), Arm(OFFERED, "All others", WHOLE - held))
    return Trial(EVERYTHING, "Holdout from everything", arms, HELD_OUT, starts_local)


def arm_in(promised: Experiment | Promotion, customer_id: int) -> str | None:
    """The key of the arm in which her number falls, whoever she is; None where nothing is compared."""
    if isinstance(promised, Experiment):
        return variant_at(promised, customer_id).key
    if is_held_out(promised.id, customer_id, promised.holdout_percent):
        return HELD_OUT
    variant = variant_of(promised.id, customer_id, promised.variants)
    if variant is not None:
        return str(variant["key"])
    return OFFERED if promised.holdout_percent else None


def arm_of_everything(customer_id: int, percent: int) -> str | None:
    """Her side of the holdout from everything; None while nobody is held out."""
    if not percent:
        return None
    return HELD_OUT if is_held_out_of_everything(customer_id, percent) else OFFERED
