"""The decision: whether this customer may have the offer now, with the reason.

Server and tablet call `decide` with what each knows: the server what was counted and what tablets hold, a
tablet what it holds itself (`shared.redemption`). The server has the last word.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from shared import audience
from shared.assignment import is_held_out, is_held_out_of_everything, variant_of
from shared.clock import DAY_MS, local_date
from shared.customer import CustomerFacts
from shared.fatigue import STORE, guard
from shared.promotions.meeting import NEVER_MET, NO_POLICY, Met, OfferPolicy, is_often_enough, is_tired
from shared.promotions.rule import Promotion
from shared.promotions.schedule import ends_ms, starts_ms
from shared.redemption import UNTOLD, Limit, Standing, costs, most_cost
from shared.words import Lazy, _, lazy, plural

DecisionReason = Literal[
    "available", "not_started", "ended", "stopped", "other_store", "not_in_audience",
    "no_consent", "held_out", "customer_limit", "often_enough", "tired", "sold_out", "store_limit",
    "held_elsewhere", "needs_lease", "lease_over",
]  # fmt: skip

BY_HQ: Final = Standing(UNTOLD)
"""How a redemption stands that uses up nothing of a tablet's own."""

_ON_TABLETS: Final = lazy(
    "What is left of this offer is on tablets. Use one that holds some, or try again later."
)
HELD: Final[Mapping[Limit, Lazy]] = {
    "total": _ON_TABLETS,
    "budget": _ON_TABLETS,
    "store": lazy(
        "What is left for this store is on its tablets. Use one that holds some, or try again later."
    ),
    "customer": lazy("Another tablet may be giving her this offer. Bring that one online, then try again."),
}
"""Why there is no room although not all is used: somebody may be using it up offline right now."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Redemptions counted so far, as far as whoever asks can know.

    `held_…` is what tablets hold for redemptions to come, in units of each limit: only the server knows.
    """

    by_customer: int = 0
    in_total: int = 0
    held_total: int = 0
    held_budget: int = 0
    held_customer: int = 0
    in_store: int = 0
    held_store: int = 0


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether the offer may be made now, why, and whether the server must still confirm a redemption.

    `variant` is the key of the text and picture that she sees, if there are several.
    """

    available: bool
    reason: DecisionReason
    sentence: str
    provisional: bool = False
    ends_ms: int | None = None
    variant: str | None = None


def decide(
    promotion: Promotion,
    *,
    facts: CustomerFacts,
    usage: Usage,
    time_zone: str,
    now_ms: int,
    standing: Standing = BY_HQ,
    met: Met = NEVER_MET,
    policy: OfferPolicy = NO_POLICY,
) -> Decision:
    """Whether this customer may have the offer now, in a store of that time zone.

    `standing` says what the redemption would use up of a tablet's own; the server decides by itself. `met`
    is what she has met of offers, `policy` what holds over all of them.
    """
    starts, ends = starts_ms(promotion, time_zone), ends_ms(promotion, time_zone)
    refusal = (
        _refused_by_schedule(promotion, starts, ends, now_ms)
        or _refused_by_customer(promotion, facts, local_date(now_ms, time_zone))
        or _held_out(promotion, facts.customer_id, policy)
        or _refused_by_limits(promotion, usage, standing, ("customer",))
        or _refused_by_meeting(promotion, met, policy, now_ms)
        or _refused_by_limits(promotion, usage, standing, ("total", "budget", "store"))
        or _refused_by_lease(standing)
    )
    if refusal:
        reason, sentence = refusal
        return Decision(available=False, reason=reason, sentence=sentence, ends_ms=ends)
    days = (ends - now_ms) // DAY_MS
    variant = variant_of(promotion.id, facts.customer_id, promotion.variants)
    return Decision(
        available=True,
        reason="available",
        sentence=_eligible(days),
        provisional=standing.stands_on is not None and standing.stands_on.basis == "provisional",
        ends_ms=ends,
        variant=None if variant is None else str(variant["key"]),
    )


def _eligible(days: int) -> str:
    if days <= 1:
        return _("Eligible. Ends tomorrow.") if days == 1 else _("Eligible. Ends today.")
    return plural("Eligible. Ends in {count} day.", "Eligible. Ends in {count} days.", days)


Refusal = tuple[DecisionReason, str] | None


def _refused_by_schedule(promotion: Promotion, starts: int, ends: int, now_ms: int) -> Refusal:
    if promotion.status != "published":
        return "stopped", _("HQ has stopped this offer.")
    if now_ms < starts:
        day, _t, time = promotion.starts_local.partition("T")
        return "not_started", _("Starts on {day} at {time}, store time.").format(day=day, time=time)
    if now_ms >= ends:
        day, _t, time = promotion.ends_local.partition("T")
        return "ended", _("Ended on {day} at {time}, store time.").format(day=day, time=time)
    return None


def _refused_by_customer(promotion: Promotion, facts: CustomerFacts, today: Any) -> Refusal:
    if not facts.may_personalize:
        return "no_consent", _("This customer has asked not to get personal offers.")
    answer = audience.evaluate(promotion.audience, facts, today)
    if not answer.selected:
        text = _("Not for this customer: the offer asks “{condition}”.")
        return "not_in_audience", text.format(condition=answer.failed)
    return None


def _held_out(promotion: Promotion, customer_id: int, policy: OfferPolicy) -> Refusal:
    """The reason is for HQ's figures; the sentence tells nobody that she is held out."""
    if is_held_out_of_everything(customer_id, policy.holdout_percent) or is_held_out(
        promotion.id, customer_id, promotion.holdout_percent
    ):
        return "held_out", _("This offer is not for this customer.")
    return None


def _refused_by_meeting(promotion: Promotion, met: Met, policy: OfferPolicy, now_ms: int) -> Refusal:
    if is_often_enough(promotion, met, now_ms):
        return "often_enough", plural(
            "She has had this offer as often as she may in {count} day.",
            "She has had this offer as often as she may in {count} days.",
            promotion.frequency["days"],
        )
    if is_tired(policy, met, now_ms):
        return "tired", plural(
            "She has been made enough offers in the last {count} day. Leave it for another visit.",
            "She has been made enough offers in the last {count} days. Leave it for another visit.",
            policy.offer_days,
        )
    if not guard(STORE, met.touches, policy.fatigue, now_ms).allowed:
        return "tired", plural(
            "She has heard enough from us in the last {count} day. Leave it for another visit.",
            "She has heard enough from us in the last {count} days. Leave it for another visit.",
            policy.fatigue.touch_days,
        )
    return None


def _refused_by_limits(
    promotion: Promotion, usage: Usage, standing: Standing, limits: Iterable[Limit]
) -> Refusal:
    """Each of these limits whose units are not the tablet's own must have room for one more."""
    cost = most_cost(promotion) or 0
    room: Mapping[Limit, tuple[int | None, int, int]] = {
        "customer": (promotion.customer_limit, usage.by_customer, usage.held_customer),
        "total": (promotion.total_limit, usage.in_total, usage.held_total),
        "budget": (promotion.budget_minor, usage.in_total * cost, usage.held_budget),
        "store": (promotion.store_limit, usage.in_store, usage.held_store),
    }
    asked = costs(promotion)
    for limit in limits:
        most, used, held = room[limit]
        if most is None or limit in standing.covered:
            continue
        if used + asked[limit] > most:
            return _used_up(limit)
        if used + held + asked[limit] > most:
            return "held_elsewhere", _(HELD[limit])
    return None


def _used_up(limit: Limit) -> Refusal:
    if limit == "customer":
        return "customer_limit", _("This customer has already used this offer.")
    if limit == "store":
        return "store_limit", _("This store has given all that it may give of this offer.")
    return "sold_out", _("All redemptions of this offer are used up.")


def _refused_by_lease(standing: Standing) -> Refusal:
    if standing.stands_on is not None:
        return None
    if standing.is_over:
        return "lease_over", _(
            "HQ has not been heard of for too long and may have stopped this offer. Connect to give it."
        )
    return (
        "needs_lease",
        _("Not available offline: this tablet holds none of it. Connect it to give this offer."),
    )
