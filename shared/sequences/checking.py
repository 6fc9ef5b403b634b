"""Whether a sequence makes sense, field by field."""

from __future__ import annotations

from shared.errors import InvalidInput
from shared.ids import is_uuid
from shared.sequences.language import (
    DEEDS,
    LONGEST_NAME,
    LONGEST_TEXT,
    MOST_DAYS,
    MOST_STEPS,
    OFFER,
    STARTS,
    STOPS,
    FollowUpSequence,
    Step,
)


def check_sequence(sequence: FollowUpSequence) -> None:
    """Nothing happens if the sequence makes sense; otherwise InvalidInput names each wrong field.

    A wrong step is named by its place among them, as `step_1`.
    """
    wrong: dict[str, str] = {}
    if not 0 < len(sequence.name.strip()) <= LONGEST_NAME:
        wrong["name"] = f"A name has 1 to {LONGEST_NAME} characters."
    if sequence.starts_with not in STARTS:
        wrong["starts_with"] = f"It starts with one of {', '.join(STARTS)}."
    if sequence.starts_with == "bought" and not sequence.about:
        wrong["about"] = "Name the category or department, as the catalogue writes it."
    if sequence.starts_with == "audience" and not sequence.about:
        wrong["about"] = "Choose the audience."
    if sequence.starts_with in ("big_purchase", "silence") and (sequence.least or 0) < 1:
        wrong["least"] = "A whole number from 1 up."
    if not set(sequence.stops_with) <= set(STOPS):
        wrong["stops_with"] = f"It ends with some of {', '.join(STOPS)}."
    if not 0 < len(sequence.steps) <= MOST_STEPS:
        wrong["steps"] = f"A sequence has 1 to {MOST_STEPS} steps."
    wrong |= _wrong_steps(sequence.steps[:MOST_STEPS])
    if wrong:
        raise InvalidInput("The sequence cannot be saved like this: see the fields marked.", **wrong)


def _wrong_steps(steps: tuple[Step, ...]) -> dict[str, str]:
    days = [step.after_days for step in steps]
    found = {f"step_{place}": _complaint(step) for place, step in enumerate(steps, 1)}
    for place, day in enumerate(days, 1):
        if day in days[: place - 1]:
            found[f"step_{place}"] = "Each step has a day of its own: another step is on this one."
    return {name: text for name, text in found.items() if text}


def _complaint(step: Step) -> str:
    if not 0 <= step.after_days <= MOST_DAYS:
        return f"Its day is 0 to {MOST_DAYS} after the beginning."
    if step.deed not in DEEDS:
        return f"A step is one of {', '.join(DEEDS)}."
    if not 0 < len(step.title.strip()) <= LONGEST_NAME:
        return f"Say in at most {LONGEST_NAME} characters what is to be done."
    if len(step.text) > LONGEST_TEXT:
        return f"The words have at most {LONGEST_TEXT} characters."
    if step.deed == OFFER and not is_uuid(step.promotion_id or ""):
        return "Choose the promotion that is offered."
    return ""
