"""Offers for one customer: what may be used now, and what has been used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from associate_app.presenters.view_models import OfferCard
from shared.customer import CustomerFacts
from shared.promotions import Decision, Promotion, Usage, benefit_text, decide

SAVED: Final = "Saved here; HQ confirms when the line is back."
PROVISIONAL: Final = "HQ confirms it when the line is back."
USED: Final = "Used. HQ has it."


def offer_cards(
    promotions: Iterable[Promotion],
    facts: CustomerFacts,
    usage: Mapping[str, Usage],
    awaiting: set[str],
    *,
    time_zone: str,
    now_ms: int,
    offline: bool,
) -> tuple[OfferCard, ...]:
    """Offers she may have, the most important first, then those she has used; nothing that is not for her."""
    shown = []
    for promotion in promotions:
        used = usage.get(promotion.id, Usage())
        decision = decide(
            promotion, facts=facts, usage=used, time_zone=time_zone, now_ms=now_ms, offline=offline
        )
        if decision.available or decision.reason == "customer_limit":
            shown.append(_card(promotion, decision, used, promotion.id in awaiting))
    return tuple(sorted(shown, key=lambda card: not card.available))


def _card(promotion: Promotion, decision: Decision, used: Usage, is_awaited: bool) -> OfferCard:
    if is_awaited:
        sentence = SAVED
    elif not decision.available:
        sentence = USED
    elif decision.provisional:
        sentence = f"{decision.sentence} {PROVISIONAL}"
    else:
        sentence = decision.sentence
    if promotion.text and decision.available and not is_awaited:
        sentence = f"{sentence} {promotion.text}"
    return OfferCard(
        promotion_id=promotion.id,
        title=f"{promotion.name}: {benefit_text(promotion)}",
        sentence=sentence,
        available=decision.available,
        provisional=decision.provisional or is_awaited,
        redeemed=used.by_customer > 0,
    )
