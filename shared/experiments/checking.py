"""Whether an experiment makes sense before it is saved: every wrong field with what to do about it."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from shared import audience
from shared.errors import InvalidInput
from shared.experiments.experiment import STRATEGIES, WHOLE, Experiment, Variant
from shared.experiments.trial import HELD_OUT

LEAST_VARIANTS: Final = 2
MOST_VARIANTS: Final = 8
LONGEST_NAME: Final = 80
LONGEST_KEY: Final = 40


def check_experiment(experiment: Experiment) -> None:
    """Nothing happens if it makes sense; otherwise InvalidInput names each wrong field."""
    wrong: dict[str, str] = {}
    if not experiment.name.strip():
        wrong["name"] = "Give the experiment a name that says what is tried."
    elif len(experiment.name) > LONGEST_NAME:
        wrong["name"] = f"A name has at most {LONGEST_NAME} characters."
    if experiment.surface not in STRATEGIES:
        wrong["surface"] = "Choose what it is about: suggestions, next actions or offers."
    wrong |= _wrong_variants(experiment) | _wrong_control(experiment) | _wrong_dates(experiment)
    try:
        audience.check_rule(dict(experiment.audience))
    except InvalidInput as error:
        wrong["audience"] = error.sentence
    if wrong:
        raise InvalidInput("The experiment cannot be saved like this: see the fields marked.", **wrong)


def _wrong_variants(experiment: Experiment) -> dict[str, str]:
    variants = experiment.variants
    if not LEAST_VARIANTS <= len(variants) <= MOST_VARIANTS:
        return {"variants": f"Try {LEAST_VARIANTS} to {MOST_VARIANTS} variants against each other."}
    found = [sentence for each in variants if (sentence := _wrong_variant(experiment, each))]
    if found:
        return {"variants": found[0]}
    if len({each.key for each in variants}) < len(variants):
        return {"variants": "Give each variant a key of its own."}
    if len({each.name.strip().casefold() for each in variants}) < len(variants):
        return {"variants": "Give each variant a name of its own."}
    return _wrong_weights(variants)


def _wrong_variant(experiment: Experiment, variant: Variant) -> str | None:
    if not 0 < len(variant.key.strip()) <= LONGEST_KEY or variant.key == HELD_OUT:
        return f"A variant’s key has 1 to {LONGEST_KEY} characters and is not “{HELD_OUT}”."
    if not 0 < len(variant.name.strip()) <= LONGEST_NAME:
        return "Give each variant a name."
    ways = next((ways for surface, ways in STRATEGIES.items() if surface == experiment.surface), {})
    if ways and variant.strategy not in ways:
        return "Choose for each variant what is done, of what there is for this kind of experiment."
    return None


def _wrong_weights(variants: tuple[Variant, ...]) -> dict[str, str]:
    if any(each.weight < 1 for each in variants):
        return {"weights": "Each variant needs some customers: give it more than nothing."}
    whole = sum(each.weight for each in variants)
    if whole == WHOLE:
        return {}
    return {"weights": f"The shares sum to {whole / 100:g} %. Change them so that they sum to 100 %."}


def _wrong_control(experiment: Experiment) -> dict[str, str]:
    if experiment.control in {each.key for each in experiment.variants}:
        return {}
    return {"control": "Choose the variant that the others are compared with."}


def _wrong_dates(experiment: Experiment) -> dict[str, str]:
    wrong: dict[str, str] = {}
    parsed: dict[str, datetime] = {}
    for name in ("starts_local", "ends_local"):
        try:
            parsed[name] = datetime.fromisoformat(getattr(experiment, name))
        except ValueError:
            wrong[name] = "Give a date and a time, for example 2026-11-27 09:00."
        else:
            if parsed[name].tzinfo is not None:
                wrong[name] = "Leave the time zone out: each store uses its own."
    if not wrong and parsed["ends_local"] <= parsed["starts_local"]:
        wrong["ends_local"] = "It ends before it starts. Choose an end after the start."
    return wrong
