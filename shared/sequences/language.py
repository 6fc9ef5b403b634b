"""What HQ writes of a sequence: what it begins with, its steps, and what ends it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

STARTS: Final[Mapping[str, str]] = {
    "first_purchase": "her first purchase",
    "big_purchase": "a purchase of at least so many dollars",
    "bought": "a purchase from that category or department",
    "silence": "her latest purchase, if she has been here at least so often",
    "left_in_cart": "something left in the online cart",
    "audience": "her coming into that audience",
}
"""What begins a sequence; `least` is the number, `about` the name or the audience's id."""

STOPS: Final[Mapping[str, str]] = {
    "purchase": "she buys something",
    "word": "she answers a suggestion",
    "offer": "she uses an offer",
}
"""Her reactions after which a sequence can end. A consent taken back and “not wanted” end every one."""

TASK: Final = "task"
MESSAGE: Final = "message"
OFFER: Final = "offer"
DEEDS: Final = (TASK, MESSAGE, OFFER)

STEP: Final = "sequence"
"""The action under which what became of a step is kept."""

STAYS_DAYS: Final = 7
"""How long a step waits for somebody to take it; then it is too late for it."""

MOST_STEPS, MOST_DAYS = 8, 400
LONGEST_NAME, LONGEST_TEXT = 80, 300


@dataclass(frozen=True, slots=True)
class Step:
    """What is suggested so many days after the beginning: to do something, to write, or to make an offer."""

    after_days: int
    deed: str
    title: str
    text: str = ""
    promotion_id: str | None = None


@dataclass(frozen=True, slots=True)
class FollowUpSequence:
    """A chain of steps, what it begins with, and her reactions that end it."""

    id: str
    name: str
    starts_with: str
    about: str | None
    least: int | None
    steps: tuple[Step, ...]
    is_on: bool
    stops_with: tuple[str, ...] = tuple(STOPS)


def sequence_of(row: Mapping[str, Any]) -> FollowUpSequence:
    """The sequence of a stored row; what another version writes into a step is passed over."""
    given: list[Mapping[str, Any]] = json.loads(row["steps"])
    steps = tuple(
        Step(each["after_days"], each["deed"], each["title"], each.get("text", ""), each.get("promotion_id"))
        for each in given
    )
    return FollowUpSequence(
        row["id"], row["name"], row["starts_with"], row["about"], row["least"],
        tuple(sorted(steps, key=lambda step: step.after_days)), bool(row["is_on"]),
        tuple(json.loads(row["stops_with"])),
    )  # fmt: skip


def steps_as_json(steps: Iterable[Step]) -> str:
    """The steps as they are stored: what a step does not have is left out."""
    return json.dumps(
        [
            {"after_days": each.after_days, "deed": each.deed, "title": each.title, "text": each.text}
            | ({"promotion_id": each.promotion_id} if each.promotion_id else {})
            for each in steps
        ]
    )
