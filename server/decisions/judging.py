"""What another way of putting offers in order would have earned, told from what tablets showed and logged.

Judged is what stood first, by what it earned: its redemption within a few days, less what that cost. Each
decision says how likely it was, so that what another way would have done more often counts for more; a model
that knows only what had been counted before the decision steadies it (doubly robust). Ways that never try
anything are judged by decisions that happened to agree with them: where those are few, that is said.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.decisions.counting import TAKEN_WITHIN_MS
from server.decisions.models import CountedOdds, OfferDecision, OfferShowing
from server.decisions.policy import WAYS
from server.decisions.reading import Former
from server.promotions import service as promotions
from server.statistics.comparing import Estimate
from server.statistics.errors import StatisticsError
from server.statistics.policy import Caution, Log, doubly_robust
from shared.assignment import variant_of
from shared.clock import DAY_MS
from shared.decisioning import CERTAIN, Eligible, standing_first
from shared.promotions import Promotion, picture_for

MOST: Final = 5_000
"""So many decisions are judged; of more than that, as many of every time."""

_CHANCE_FROM: Final = 25
"""From this letter on the id of a decision is nothing but chance: what comes before is mostly when it was."""

_SENTENCES: Final[Mapping[Caution, str]] = {
    "thin_overlap": "Too few of the decisions are what this way would have done: take no figure from it.",
    "one_decides": "A single decision carries much of this figure: wait for more.",
    "weights_off": "What was shown was not as likely as was noted, or this way was hardly tried: be careful.",
}
_TOO_FEW: Final = "None of the decisions tells anything of this way yet. Let a part of the customers learn."


@dataclass(frozen=True, slots=True)
class JudgedWay:
    """What a way would have earned a decision, in minor units, and by how much that is more than was earned.

    `effective` is how many decisions of its own that is worth. `caution` is the first thing that is wrong
    with it, empty if nothing is, with `sentence` for whoever reads it.
    """

    strategy: str
    name: str
    value: Estimate | None = None
    gain: Estimate | None = None
    effective: float = 0.0
    caution: str = ""
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """All ways, by so many decisions of so many days; `earned_minor` is what a decision earned.

    The last days are not among them: what was shown then may still be redeemed.
    """

    days: int
    decisions: int
    earned_minor: float
    ways: tuple[JudgedWay, ...]


@dataclass(frozen=True, slots=True)
class _Decision:
    """One that was logged: what could have been shown, what stood first, how likely that was, and its end."""

    customer: int
    offers: tuple[Eligible, ...]
    size: int
    first: tuple[str, str]
    chance: float
    is_redeemed: bool


def judge(session: Session, now_ms: int, days: int) -> Judged:
    """Every way, by the decisions of the last so many days whose end is known."""
    decisions = _decisions(session, now_ms - days * DAY_MS, known_until(session, now_ms))
    rewards = [_reward(each) for each in decisions]
    earned = sum(rewards) / len(rewards) if rewards else 0.0
    ways = tuple(_judged(strategy, name, decisions, rewards) for strategy, name in WAYS.items())
    return Judged(days, len(decisions), earned, ways)


def known_until(session: Session, now_ms: int) -> int:
    """Of decisions until then it is known whether they led to a redemption: it was looked for afterwards."""
    last = session.scalar(select(func.max(CountedOdds.day)))
    if last is None:
        return 0
    counted_ms = (date.fromisoformat(last) - date(1970, 1, 1)).days * DAY_MS
    return min(now_ms, counted_ms) - TAKEN_WITHIN_MS


def _decisions(session: Session, since_ms: int, until_ms: int) -> list[_Decision]:
    """Decisions of all of that time whose first offer and its chance are known, the same ones every time."""
    made, shown = OfferDecision, OfferShowing
    query = (
        select(made, shown.redeemed_ms)
        .join(shown, shown.decision_id == made.id)
        .where(made.at_ms > since_ms, made.at_ms <= until_ms, shown.place == 1, shown.chance > 0)
        .order_by(func.substr(made.id, _CHANCE_FROM), made.id)
        .limit(MOST)
    )
    rows = [(record, json.loads(record.offers), used) for record, used in session.execute(query)]
    ids = {offer["promotion_id"] for _record, offers, _used in rows for offer in offers}
    rules, former = promotions.rules(session, ids), Former(session, ids)
    return [
        _Decision(
            customer=-place if record.customer_id is None else record.customer_id,
            offers=_offers(offers, rules, former, record),
            size=record.size, first=(offers[0]["promotion_id"], offers[0]["layout"]),
            chance=offers[0]["chance"] / CERTAIN, is_redeemed=used is not None,
        )
        for place, (record, offers, used) in enumerate(rows, 1)
    ]  # fmt: skip


def _offers(
    logged: Sequence[Mapping[str, Any]],
    rules: Mapping[str, Promotion],
    former: Former,
    record: OfferDecision,
) -> tuple[Eligible, ...]:
    """What could have been shown, the most important first."""
    found = [(rules[each["promotion_id"]], each) for each in logged if each["promotion_id"] in rules]
    found.sort(key=lambda pair: (pair[0].priority, pair[0].id), reverse=True)
    return tuple(_eligible(promotion, each, former, record) for promotion, each in found)


def _eligible(
    promotion: Promotion, offer: Mapping[str, Any], former: Former, record: OfferDecision
) -> Eligible:
    """The offer as it was ranked."""
    is_pictured = offer["layout"] == "picture" or _has_picture(promotion, record.customer_id)
    return Eligible(promotion, former.on(promotion.id, record.as_of), is_pictured, offer["fit"])


def _has_picture(promotion: Promotion, customer_id: int | None) -> bool:
    """Hers has one; of one who was erased nobody knows the variant: only if all of them have."""
    if customer_id is None:
        keys = [each["key"] for each in promotion.variants] or [None]
        return all(picture_for(promotion, key) for key in keys)
    hers = variant_of(promotion.id, customer_id, promotion.variants)
    return bool(picture_for(promotion, hers["key"] if hers else None))


def _reward(decision: _Decision) -> float:
    if not decision.is_redeemed:
        return 0.0
    arms = standing_first(decision.offers, decision.size, "value")
    return next((arm.minor for arm in arms if arm.promotion_id == decision.first[0]), 0.0)


def _judged(strategy: str, name: str, decisions: Sequence[_Decision], rewards: Sequence[float]) -> JudgedWay:
    chances, expected, of_policy = [], [], []
    for each in decisions:
        arms = standing_first(each.offers, each.size, strategy)
        shown = next((arm for arm in arms if (arm.promotion_id, arm.layout) == each.first), None)
        chances.append(min(1.0, shown.chance) if shown else 0.0)  # a sum of many parts, a hair above one
        expected.append(shown.likely * shown.minor if shown else 0.0)
        of_policy.append(sum(arm.chance * arm.likely * arm.minor for arm in arms))
    log = Log(rewards, [each.chance for each in decisions], chances, [each.customer for each in decisions])
    try:
        found = doubly_robust(log, expected, of_policy)
    except StatisticsError:
        return JudgedWay(strategy, name, caution="too_few", sentence=_TOO_FEW)
    caution = next(iter(found.overlap.cautions), None)
    return JudgedWay(
        strategy, name, found.value, found.gain, found.overlap.effective,
        caution or "", _SENTENCES[caution] if caution else "",
    )  # fmt: skip
