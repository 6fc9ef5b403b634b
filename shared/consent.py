"""One function decides whether a datum may be used; everything that uses personal data asks it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Purpose = Literal["personalization", "marketing"]
Channel = Literal["any", "store", "email", "phone", "message"]


@dataclass(frozen=True, slots=True)
class Consent:
    """A customer's last word on one purpose and channel, and when it was given."""

    purpose: str
    channel: str
    granted: bool
    at_ms: int


@dataclass(frozen=True, slots=True)
class Permission:
    """Whether it may be used, and why."""

    allowed: bool
    reason: Literal["granted", "withdrawn", "never_asked"]


def may_use(consents: Iterable[Consent], purpose: Purpose, channel: Channel = "any") -> Permission:
    """The answer for one purpose on one channel.

    A withdrawal for all channels beats any grant; otherwise the channel's own word counts, then the general
    one. Silence is a no.
    """
    own = general = None
    for consent in consents:
        if consent.purpose != purpose:
            continue
        if consent.channel == "any":
            general = consent
        if consent.channel == channel:
            own = consent
    if general is not None and not general.granted:
        return Permission(allowed=False, reason="withdrawn")
    decisive = own or general
    if decisive is None:
        return Permission(allowed=False, reason="never_asked")
    return Permission(allowed=decisive.granted, reason="granted" if decisive.granted else "withdrawn")


def agreed_ms(consents: Iterable[Consent], purpose: Purpose = "personalization") -> int | None:
    """When she last said yes to that purpose, on any channel; None if she never did, or took it back."""
    return max((each.at_ms for each in consents if each.purpose == purpose and each.granted), default=None)
