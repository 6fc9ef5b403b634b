"""How often she has met offers lately: what a promotion's frequency and the guard against too much count.

An offer is met when it is redeemed, and when it was put to her and what she said was kept; both on one day
are one meeting, for then she wanted it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from shared.clock import DAY_MS
from shared.fatigue import NO_FATIGUE, Fatigue, Touch
from shared.promotions.rule import Promotion

OFFER: Final = "offer"
"""The action under which is kept what became of an offer that was put to her."""


@dataclass(frozen=True, slots=True)
class Met:
    """Moments by promotion, of one customer: of her redemptions, and of when it was put to her."""

    redeemed: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    shown: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    touches: tuple[Touch, ...] = ()
    """Everything that she was met with, on all channels."""


@dataclass(frozen=True, slots=True)
class OfferPolicy:
    """What holds over all promotions: how many of a hundred are held out of everything, and after how many
    offers that she let pass in so many days she is made no more, 0 for never."""

    holdout_percent: int = 0
    most_offers: int = 0
    offer_days: int = 0
    fatigue: Fatigue = NO_FATIGUE


NEVER_MET: Final = Met()
NO_POLICY: Final = OfferPolicy()


def is_often_enough(promotion: Promotion, met: Met, now_ms: int) -> bool:
    """True if she has had this one as often as its frequency allows."""
    if not promotion.frequency:
        return False
    shown = met.shown.get(promotion.id, ()) if promotion.frequency["counts"] == "shown" else ()
    since_ms = now_ms - promotion.frequency["days"] * DAY_MS
    times = _times(met.redeemed.get(promotion.id, ()), shown, since_ms)
    return bool(times >= promotion.frequency["most"])


def is_tired(policy: OfferPolicy, met: Met, now_ms: int) -> bool:
    """True if she has let as many offers pass lately as anybody should be made, whichever they were."""
    if not policy.most_offers:
        return False
    since_ms = now_ms - policy.offer_days * DAY_MS
    passed = sum(len(_passed(met.redeemed.get(key, ()), met.shown[key], since_ms)) for key in met.shown)
    return passed >= policy.most_offers


def met_of(
    redeemed: Iterable[tuple[str, int]],
    outcomes: Iterable[tuple[str, str, int]],
    touches: Iterable[Touch] = (),
) -> Met:
    """What she has met, of her redemptions (promotion, moment) and outcomes (action, subject, moment)."""
    used, shown = defaultdict[str, list[int]](list), defaultdict[str, list[int]](list)
    for promotion_id, at_ms in redeemed:
        used[promotion_id].append(at_ms)
    for action, subject, at_ms in outcomes:
        if action == OFFER:
            shown[subject].append(at_ms)
    return Met(
        {key: tuple(some) for key, some in used.items()},
        {key: tuple(some) for key, some in shown.items()},
        tuple(touches),
    )


def _times(redeemed: Iterable[int], shown: Iterable[int], since_ms: int) -> int:
    used = [at_ms for at_ms in redeemed if at_ms > since_ms]
    return len(used) + len(_passed(used, shown, since_ms))


def _passed(redeemed: Iterable[int], shown: Iterable[int], since_ms: int) -> set[int]:
    """The days on which it was put to her and she did not use it."""
    days = {at_ms // DAY_MS for at_ms in redeemed}
    return {at_ms // DAY_MS for at_ms in shown if at_ms > since_ms} - days
