"""One thing worth doing for a customer, with its reason and what doing it takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from shared.consent import Channel
from shared.next_action.rules import Kind

Deed = Literal["say", "close", "ask_consent", "ask_size", "give_offer", "give_guide"]
"""`say`: it is said. `close`: what was promised is done. The others are what their names say."""

DONE: Final = "done"
LATER: Final = "later"
UNWANTED: Final = "unwanted"
OUTCOMES: Final = (DONE, LATER, UNWANTED)

LATER_DAYS: Final = 3
"""How long something that was put off stays away."""

UNWANTED_DAYS: Final = 365

CONTACT_CHANNELS: Final[tuple[Channel, ...]] = ("message", "email", "phone")
"""Ways to reach somebody who is not in the store; what interrupts least stands first."""


@dataclass(frozen=True, slots=True)
class Action:
    """What to do, about what (`subject` names it for good), why, and how it ranks."""

    kind: Kind
    subject: str
    deed: Deed
    title: str
    reason: str
    score: float
