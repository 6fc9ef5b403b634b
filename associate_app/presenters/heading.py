"""The lines under a customer's name: who she is to the store, and what she has agreed to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from associate_app.presenters.operation_words import PREFERENCE_NAMES
from associate_app.presenters.wording import CHANNELS, day_text, local
from associate_app.store.customers import CustomerRecord
from shared.consent import Consent, may_use

_MOST_DEPARTMENTS: Final = 2

UNCONFIRMED: Final = "Changed here; HQ has not confirmed it yet"


def line(record: CustomerRecord, departments: list[str]) -> str:
    """ "Customer since 2016 · Prefers e-mail · Usually buys Produce, Dairy"."""
    parts = []
    if record.since:
        parts.append(f"Customer since {record.since[:4]}")
    if record.preferred_channel:
        parts.append(f"Prefers {CHANNELS.get(record.preferred_channel, record.preferred_channel)}")
    if departments:
        parts.append(f"Usually buys {', '.join(departments[:_MOST_DEPARTMENTS])}")
    return " · ".join(parts)


def tastes(preferences: Mapping[str, Sequence[str]]) -> str:
    """ "Likes oat milk, rye bread · Dislikes celery"."""
    kinds = ((PREFERENCE_NAMES[kind], values) for kind, values in preferences.items())
    return " · ".join(f"{name} {', '.join(values)}" for name, values in kinds if values)


def consent_line(consents: Iterable[Consent], now_ms: int, time_zone: str) -> str:
    """What the customer has agreed to, with the day of her last word."""
    known = list(consents)
    today = local(now_ms, time_zone).date()
    permission = may_use(known, "personalization")
    since = _last_word(known, "personalization", today, time_zone)
    personal = {
        "granted": f"Agreed to personal offers{since}",
        "withdrawn": f"Wants no personal offers{since}",
        "never_asked": "Not asked about personal offers yet",
    }[permission.reason]
    by_mail = may_use(known, "marketing", "email").allowed
    return f"{personal} · {'E-mail news welcome' if by_mail else 'No e-mail news'}"


def _last_word(consents: list[Consent], purpose: str, today: date, time_zone: str) -> str:
    moments = [consent.at_ms for consent in consents if consent.purpose == purpose]
    return f" ({day_text(local(max(moments), time_zone).date(), today)})" if moments else ""
