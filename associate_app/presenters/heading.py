"""The lines under a customer's name: who she is to the store, and what she has agreed to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from associate_app.presenters.heading_views import HeaderFact
from associate_app.presenters.operation_words import PREFERENCE_NAMES
from associate_app.presenters.wording import channel_name, day_text, local
from associate_app.store import customers
from associate_app.store.customers import CustomerRecord
from associate_app.store.reading import Snapshot
from shared.consent import Consent, may_use
from shared.life_dates import ANNIVERSARY, BIRTHDAY, CHILD_BIRTHDAY, DUE_DATE, LABELS, NOTED, day_of
from shared.words import _, lazy, listed

_MOST_DEPARTMENTS: Final = 2

UNCONFIRMED: Final = lazy("Changed here; HQ has not confirmed it yet")


def unconfirmed(snapshot: Snapshot, customer_id: int) -> str:
    """What waits for HQ about her; empty if nothing does."""
    kept = snapshot.merged_away.get(customer_id)
    if kept is not None:
        her = customers.customer(snapshot, kept)
        text = _("She goes on as {name}: HQ puts both records together at the next contact")
        return text.format(name=f"{her.given_name} {her.family_name}")
    return _(UNCONFIRMED) if customer_id in snapshot.changed else ""


def line(record: CustomerRecord, departments: list[str]) -> str:
    """ "Customer since 2016 · Prefers e-mail · Usually buys Produce, Dairy"."""
    parts = []
    if record.since:
        parts.append(_("Customer since {year}").format(year=record.since[:4]))
    if record.preferred_channel:
        parts.append(_("Prefers {channel}").format(channel=channel_name(record.preferred_channel)))
    if departments:
        usual = listed(departments[:_MOST_DEPARTMENTS])
        parts.append(_("Usually buys {departments}").format(departments=usual))
    return " · ".join(parts)


_ICONS: Final = {
    "sizes": "ruler",
    "colours": "tshirt-crew-outline",
    "likes": "heart-outline",
    "dislikes": "thumb-down-outline",
    BIRTHDAY: "gift-outline",
    DUE_DATE: "baby-carriage",
    CHILD_BIRTHDAY: "party-popper",
    ANNIVERSARY: "flower-outline",
}


def header_facts(
    preferences: Mapping[str, Sequence[str]],
    birthday: str | None,
    days: Mapping[str, Sequence[str]],
    today: date,
) -> tuple[HeaderFact, ...]:
    """What fits her first, then what she likes, then her days; nothing stands for what is not known."""
    order = ("sizes", "colours", "likes", "dislikes")
    facts = [
        HeaderFact(_ICONS[kind], _(PREFERENCE_NAMES[kind]), listed(tuple(preferences[kind])))
        for kind in order
        if preferences[kind]
    ]
    known = ((BIRTHDAY, (birthday,) if birthday else ()), *((kind, days.get(kind, ())) for kind in NOTED))
    for kind, texts in known:
        read = [_day_text(kind, day, today) for day in map(day_of, texts) if day is not None]
        if read:
            facts.append(HeaderFact(_ICONS[kind], _(LABELS[kind]), listed(read)))
    return tuple(facts)


def _day_text(kind: str, day: date, today: date) -> str:
    """A birthday is a day of every year; what comes once has its year, unless it is this one."""
    return day_text(day, today if kind == DUE_DATE else day)


def consent_line(consents: Iterable[Consent], now_ms: int, time_zone: str) -> str:
    """What the customer has agreed to, with the day of her last word."""
    known = list(consents)
    today = local(now_ms, time_zone).date()
    permission = may_use(known, "personalization")
    personal = _(_PERSONAL[permission.reason])
    if since := _last_word(known, "personalization", today, time_zone):
        personal = _("{sentence} ({day})").format(sentence=personal, day=since)
    by_mail = may_use(known, "marketing", "email").allowed
    return f"{personal} · {_('E-mail news welcome') if by_mail else _('No e-mail news')}"


_PERSONAL: Final = {
    "granted": lazy("Agreed to personal offers"),
    "withdrawn": lazy("Wants no personal offers"),
    "never_asked": lazy("Not asked about personal offers yet"),
}


def _last_word(consents: list[Consent], purpose: str, today: date, time_zone: str) -> str:
    moments = [consent.at_ms for consent in consents if consent.purpose == purpose]
    return day_text(local(max(moments), time_zone).date(), today) if moments else ""
