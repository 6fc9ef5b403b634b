"""What a customer says of a recommended product, and what each answer does to the next lists, at once.

Of several answers on a product the last one counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from shared.clock import local_date
from shared.words import Lazy, lazy


@dataclass(frozen=True, slots=True)
class Answer:
    """What the customer said of a recommended product, and when."""

    product_id: int
    answer: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class Effect:
    """What an answer does.

    For how long the product is left out of every list (days counted by the calendar, today is 0; None: until
    she says something else of it); what its own score is multiplied by; how much it adds to what she has of
    it when its neighbours are looked for, and what they are multiplied by. `of_this_one` is true of what is
    said of this very article, and not of one like it. `says` confirms it to the associate.
    """

    says: Lazy
    out_for: Literal["never", "always"] | int = "always"
    own: float = 1.0
    adds: float = 0.0
    around: float = 1.0
    of_this_one: bool = False


BOUGHT: Final = "bought"
OPTED_OUT: Final = "opted_out"

EFFECTS: Final[Mapping[str, Effect]] = {
    "liked": Effect(lazy("Liked: it moves up, and so does what goes with it"), "never", own=1.5, adds=0.5),
    "not_now": Effect(lazy("Not now: it comes back in two weeks"), 14),
    "not_interested": Effect(lazy("Not interested: not suggested again")),
    "already_owns": Effect(lazy("Already has it: not suggested again")),
    "wrong_size": Effect(lazy("Wrong size: this one is not suggested again"), of_this_one=True),
    BOUGHT: Effect(lazy("Bought: counted with her purchases"), "never"),
    "out_of_stock": Effect(lazy("Out of stock: left out today"), 0, of_this_one=True),
    "returned": Effect(lazy("Returned: not suggested again, and what goes with it less"), around=0.5),
    OPTED_OUT: Effect(lazy("No suggestions from now on")),
}
"""Every answer there is. The first five are as old as 0.1.0."""

ANSWERS: Final = tuple(EFFECTS)

FIRST_ANSWERS: Final = ANSWERS[:5]
"""What a server of 0.1.0 or 0.2.0 understands: it would refuse the others."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The answer that counts on a product now, what it does, and how many days ago it was given."""

    answer: str
    effect: Effect
    days_ago: int

    @property
    def hides(self) -> bool:
        """True if the product is left out of the lists today."""
        out_for = self.effect.out_for
        return out_for == "always" or (out_for != "never" and self.days_ago <= out_for)


def standing(answers: Iterable[Answer], *, now_ms: int, time_zone: str) -> dict[int, Standing]:
    """What counts on each product now; an answer that a newer version knows counts for nothing here."""
    today = local_date(now_ms, time_zone)
    latest = {each.product_id: each for each in sorted(answers, key=lambda a: (a.at_ms, a.answer))}
    return {
        product: Standing(each.answer, effect, max(0, (today - local_date(each.at_ms, time_zone)).days))
        for product, each in latest.items()
        if (effect := EFFECTS.get(each.answer)) is not None
    }


def has_opted_out(answers: Iterable[Answer], agreed_ms: int | None = None) -> bool:
    """True if she wants no suggestions; only a consent that she gave afterwards (`agreed_ms`) ends that."""
    return any(a.answer == OPTED_OUT and (agreed_ms is None or a.at_ms >= agreed_ms) for a in answers)
