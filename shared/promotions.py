"""Promotions: what one is, when it runs, and whether this customer may have it now, with the reason.

Server and tablet call `decide` with what each knows: the server what was counted and what tablets hold, a
tablet what it holds itself (`shared.redemption`). The server has the last word.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

from shared import audience
from shared.clock import local_date, local_to_millis
from shared.customer import CustomerFacts
from shared.errors import InvalidInput
from shared.money import as_text
from shared.redemption import POLICIES, PROVISIONAL, UNTOLD, Limit, Standing, costs
from shared.words import Lazy, _, lazy, locale, plural

Status = Literal["draft", "published", "stopped"]

DecisionReason = Literal[
    "available", "not_started", "ended", "stopped", "other_store", "not_in_audience",
    "no_consent", "customer_limit", "sold_out", "held_elsewhere", "needs_lease",
]  # fmt: skip

BY_HQ: Final = Standing(UNTOLD)
"""How a redemption stands that uses up nothing of a tablet's own."""

_ON_TABLETS: Final = lazy(
    "What is left of this offer is on tablets. Use one that holds some, or try again later."
)
HELD: Final[Mapping[Limit, Lazy]] = {
    "total": _ON_TABLETS,
    "budget": _ON_TABLETS,
    "customer": lazy("Another tablet may be giving her this offer. Bring that one online, then try again."),
}
"""Why there is no room although not all is used: somebody may be using it up offline right now."""


@dataclass(frozen=True, slots=True)
class Promotion:
    """The rule: what it gives, to whom, where and when (wall-clock times, meant in each store's own zone)."""

    id: str
    name: str
    text: str
    benefit_kind: str
    benefit_value: int
    starts_local: str
    ends_local: str
    department: str | None = None
    audience: Mapping[str, Any] = field(default_factory=dict)
    total_limit: int | None = None
    customer_limit: int | None = 1
    budget_minor: int | None = None
    offline_policy: str = PROVISIONAL
    priority: int = 0
    status: str = "published"
    version: int = 1


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


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether the offer may be made now, why, and whether the server must still confirm a redemption."""

    available: bool
    reason: DecisionReason
    sentence: str
    provisional: bool = False
    ends_ms: int | None = None


def promotion_from_row(row: Mapping[str, Any]) -> Promotion:
    """The promotion of a stored or synchronised row; its audience may be JSON text or already read."""
    names = Promotion.__dataclass_fields__
    values = {name: row[name] for name in names if name in row}
    if isinstance(values.get("audience"), str):
        values["audience"] = json.loads(values["audience"])
    if values.get("offline_policy", "") is None:  # a row from a server that knew none
        del values["offline_policy"]
    return Promotion(**values)


def check_promotion(promotion: Promotion) -> None:
    """Nothing happens if the promotion makes sense; otherwise InvalidInput names each wrong field."""
    wrong: dict[str, str] = {}
    if not promotion.name.strip():
        wrong["name"] = "Give the promotion a name that associates will recognise."
    if promotion.benefit_kind not in ("percent", "amount"):
        wrong["benefit_kind"] = "Choose percent off or an amount off."
    elif promotion.benefit_value <= 0:
        wrong["benefit_value"] = "The benefit must be more than nothing."
    elif promotion.benefit_kind == "percent" and promotion.benefit_value > 100:
        wrong["benefit_value"] = "A percentage cannot be above 100."
    wrong |= _wrong_dates(promotion)
    wrong |= _wrong_limits(promotion)
    try:
        audience.check_rule(dict(promotion.audience))
    except InvalidInput as error:
        wrong["audience"] = error.sentence
    if wrong:
        raise InvalidInput("The promotion cannot be saved like this: see the fields marked.", **wrong)


def _wrong_limits(promotion: Promotion) -> dict[str, str]:
    wrong: dict[str, str] = {}
    for name in ("total_limit", "customer_limit"):
        limit = getattr(promotion, name)
        if limit is not None and limit < 1:
            wrong[name] = "A limit is at least 1; leave it empty for no limit."
    if promotion.budget_minor is not None and promotion.benefit_kind != "amount":
        wrong["budget_minor"] = (
            "Only an amount off can have a budget: what a percentage costs is known at the till."
        )
    elif promotion.budget_minor is not None and promotion.budget_minor < promotion.benefit_value:
        wrong["budget_minor"] = "The budget must be enough for one redemption; leave it empty for no budget."
    if promotion.offline_policy not in POLICIES:
        wrong["offline_policy"] = "Choose what tablets do with it offline."
    return wrong


def _wrong_dates(promotion: Promotion) -> dict[str, str]:
    wrong: dict[str, str] = {}
    parsed: dict[str, datetime] = {}
    for name in ("starts_local", "ends_local"):
        try:
            parsed[name] = datetime.fromisoformat(getattr(promotion, name))
        except ValueError:
            wrong[name] = "Give a date and a time, for example 2026-11-27 09:00."
        else:
            if parsed[name].tzinfo is not None:
                wrong[name] = "Leave the time zone out: each store uses its own."
    if not wrong and parsed["ends_local"] <= parsed["starts_local"]:
        wrong["ends_local"] = "It ends before it starts. Choose an end after the start."
    return wrong


def benefit_text(promotion: Promotion) -> str:
    """The benefit as people say it: "20% off Produce", "$5.00 off"."""
    is_percent = promotion.benefit_kind == "percent"
    value = promotion.benefit_value
    amount = locale().percentage(value) if is_percent else as_text(value)
    if promotion.department:
        return _("{amount} off {department}").format(amount=amount, department=promotion.department)
    return _("{amount} off").format(amount=amount)


def decide(
    promotion: Promotion,
    *,
    facts: CustomerFacts,
    usage: Usage,
    time_zone: str,
    now_ms: int,
    standing: Standing = BY_HQ,
) -> Decision:
    """Whether this customer may have the offer now, in a store of that time zone.

    `standing` says what the redemption would use up of a tablet's own; the server decides by itself.
    """
    starts = local_to_millis(promotion.starts_local, time_zone)
    ends = local_to_millis(promotion.ends_local, time_zone)
    refusal = (
        _refused_by_schedule(promotion, starts, ends, now_ms)
        or _refused_by_customer(promotion, facts, local_date(now_ms, time_zone))
        or _refused_by_limits(promotion, usage, standing)
    )
    if refusal:
        reason, sentence = refusal
        return Decision(available=False, reason=reason, sentence=sentence, ends_ms=ends)
    days = (ends - now_ms) // 86_400_000
    return Decision(
        available=True,
        reason="available",
        sentence=_eligible(days),
        provisional=standing.stands_on is not None and standing.stands_on.basis == "provisional",
        ends_ms=ends,
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


def _refused_by_limits(promotion: Promotion, usage: Usage, standing: Standing) -> Refusal:
    """Each limit whose units are not the tablet's own must have room for one more."""
    room: Mapping[Limit, tuple[int | None, int, int]] = {
        "customer": (promotion.customer_limit, usage.by_customer, usage.held_customer),
        "total": (promotion.total_limit, usage.in_total, usage.held_total),
        "budget": (promotion.budget_minor, usage.in_total * promotion.benefit_value, usage.held_budget),
    }
    asked = costs(promotion)
    for limit, (most, used, held) in room.items():
        if most is None or limit in standing.covered:
            continue
        if used + asked[limit] > most:
            if limit == "customer":
                return "customer_limit", _("This customer has already used this offer.")
            return "sold_out", _("All redemptions of this offer are used up.")
        if used + held + asked[limit] > most:
            return "held_elsewhere", _(HELD[limit])
    if standing.stands_on is None:
        return (
            "needs_lease",
            _("Not available offline: this tablet holds none of it. Connect it to give this offer."),
        )
    return None
