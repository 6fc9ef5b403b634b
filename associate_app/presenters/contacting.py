"""The ways to reach a customer, what she has agreed to on each, and the contact as an event."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from associate_app.store.customers import CustomerRecord
from shared.consent import Channel, Consent, may_use
from shared.words import Lazy, _, lazy

ACTION: Final = "contact"
OWN_REQUEST: Final = lazy("About what she asked for")
NEWS: Final = lazy("About news and offers")

_WELCOME: Final = lazy("News and offers are welcome this way.")
_NOT_ASKED: Final = lazy("Nobody has asked her about news and offers: speak only of what she asked for.")
_WITHDRAWN: Final = lazy("She wants no news and offers this way: speak only of what she asked for.")
_SENTENCES: Final = {"granted": _WELCOME, "never_asked": _NOT_ASKED, "withdrawn": _WITHDRAWN}


@dataclass(frozen=True, slots=True)
class ContactWay:
    """One way to reach her: where, whether news are `welcome` there, and the words of its buttons."""

    channel: str
    label: str
    address: str
    icon: str
    welcome: bool
    sentence: str
    done_text: str


_WAYS: Final[Mapping[Channel, tuple[Lazy, str, Lazy, Callable[[CustomerRecord], str | None]]]] = {
    "phone": (lazy("Call"), "phone-outline", lazy("I called her"), lambda record: record.phone),
    "message": (lazy("Message"), "message-text-outline", lazy("I messaged her"), lambda record: record.phone),
    "email": (lazy("E-mail"), "email-outline", lazy("I e-mailed her"), lambda record: record.email),
}


def contact_ways(record: CustomerRecord, consents: Iterable[Consent]) -> tuple[ContactWay, ...]:
    """Those for which there is a number or an address."""
    known = list(consents)
    ways = []
    for channel, (label, icon, done_text, address_of) in _WAYS.items():
        address = address_of(record)
        if address:
            permission = may_use(known, "marketing", channel)
            ways.append(
                ContactWay(
                    channel=channel,
                    label=_(label),
                    address=address,
                    icon=icon,
                    welcome=permission.allowed,
                    sentence=_(_SENTENCES[permission.reason]),
                    done_text=_(done_text),
                )
            )
    return tuple(ways)


def contacted(channel: Channel, consents: Iterable[Consent]) -> dict[str, Any]:
    """The contact as an action that was taken: it counts for the guard over all channels."""
    welcome = may_use(consents, "marketing", channel).allowed
    return {
        "action": ACTION, "subject": channel, "outcome": "done", "channel": channel,
        "text": _(NEWS if welcome else OWN_REQUEST),
    }  # fmt: skip
