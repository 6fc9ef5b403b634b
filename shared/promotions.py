"""Promotions: what one is, when it runs, and whether this customer may have it now, with the reason.

Server and tablet call `decide` with what each knows. A tablet without a lease on a limited promotion
decides provisionally and says so; the server has the last word.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from shared import audience
from shared.clock import local_date, local_to_millis
from shared.customer import CustomerFacts
from shared.errors import InvalidInput

Status = Literal["draft", "published", "stopped"]

DecisionReason = Literal[
    "available", "not_started", "ended", "stopped", "other_store", "not_in_audience",
    "no_consent", "customer_limit", "sold_out",
]  # fmt: skip


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
    priority: int = 0
    status: str = "published"
    version: int = 1


@dataclass(frozen=True, slots=True)
class Usage:
    """Redemptions counted so far, as far as whoever asks can know."""

    by_customer: int = 0
    in_total: int = 0


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
    for name in ("total_limit", "customer_limit"):
        limit = getattr(promotion, name)
        if limit is not None and limit < 1:
            wrong[name] = "A limit is at least 1; leave it empty for no limit."
    try:
        audience.check_rule(dict(promotion.audience))
    except InvalidInput as error:
        wrong["audience"] = error.sentence
    if wrong:
        raise InvalidInput("The promotion cannot be saved like this: see the fields marked.", **wrong)


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
    amount = (
        f"{promotion.benefit_value}%"
        if promotion.benefit_kind == "percent"
        else f"${promotion.benefit_value / 100:.2f}"
    )
    return f"{amount} off {promotion.department}" if promotion.department else f"{amount} off"


def decide(
    promotion: Promotion,
    *,
    facts: CustomerFacts,
    usage: Usage,
    time_zone: str,
    now_ms: int,
    offline: bool = False,
) -> Decision:
    """Whether this customer may have the offer now, in a store of that time zone.

    `offline` says that `usage` may lag behind: the answer is then provisional for a limited promotion.
    """
    starts = local_to_millis(promotion.starts_local, time_zone)
    ends = local_to_millis(promotion.ends_local, time_zone)
    refusal = _refused_by_schedule(promotion, starts, ends, now_ms) or _refused_by_customer(
        promotion, facts, usage, local_date(now_ms, time_zone)
    )
    if refusal:
        reason, sentence = refusal
        return Decision(available=False, reason=reason, sentence=sentence, ends_ms=ends)
    provisional = offline and promotion.total_limit is not None
    days = (ends - now_ms) // 86_400_000
    until = "Ends today" if days == 0 else ("Ends tomorrow" if days == 1 else f"Ends in {days} days")
    return Decision(
        available=True,
        reason="available",
        sentence=f"Eligible. {until}.",
        provisional=provisional,
        ends_ms=ends,
    )


Refusal = tuple[DecisionReason, str] | None


def _refused_by_schedule(promotion: Promotion, starts: int, ends: int, now_ms: int) -> Refusal:
    if promotion.status != "published":
        return "stopped", "HQ has stopped this offer."
    if now_ms < starts:
        return "not_started", f"Starts on {promotion.starts_local.replace('T', ' at ')}, store time."
    if now_ms >= ends:
        return "ended", f"Ended on {promotion.ends_local.replace('T', ' at ')}, store time."
    return None


def _refused_by_customer(promotion: Promotion, facts: CustomerFacts, usage: Usage, today: Any) -> Refusal:
    if not facts.may_personalize:
        return "no_consent", "This customer has asked not to get personal offers."
    answer = audience.evaluate(promotion.audience, facts, today)
    if not answer.selected:
        return "not_in_audience", f"Not for this customer: the offer asks “{answer.failed}”."
    if promotion.customer_limit is not None and usage.by_customer >= promotion.customer_limit:
        return "customer_limit", "This customer has already used this offer."
    if promotion.total_limit is not None and usage.in_total >= promotion.total_limit:
        return "sold_out", "All redemptions of this offer are used up."
    return None
