"""The operation that makes a customer, on a tablet that may have no line: her number is made there, too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from shared.card_codes import LONGEST
from shared.clock import from_millis
from shared.customer_fields import (
    CHANNELS,
    FIELDS,
    LONGEST_WORDING,
    PURPOSES,
    complaint_about,
    is_plain,
)
from shared.merge import ConsentGiven, Effect, Merged, Place, Row, Who
from shared.words import _, listed

CREATED: Final = "customer_created"
CUSTOMERS: Final = "customers"
CARD: Final = "loyalty_number"
"""The field of a card; as the field of a conflict it says that somebody else has that card."""

WRITTEN: Final = tuple(FIELDS)
"""The fields she can be created with; a card and consents stand beside them."""

CREATED_FIELDS: Final = frozenset({*WRITTEN, "loyalty_number", "consents"})

Arguments = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class NewCustomer:
    """She is there, under the number that the tablet made for her."""

    who: Who
    row: Row

    @property
    def place(self) -> Place:
        """Her own record."""
        return CUSTOMERS, (self.who.customer_id,)

    def on(self, row: Row | None) -> Merged:
        """Her record; somebody who is there already stays."""
        return Merged(self.row if row is None else row)


def check_created(arguments: Arguments) -> str | None:
    """What is wrong with a new customer, in a few words."""
    for field in WRITTEN:
        if wrong := complaint_about(field, arguments[field]):
            return wrong
    if wrong := card_complaint(arguments["loyalty_number"]):
        return wrong
    return _check_consents(arguments["consents"])


def card_complaint(card: object) -> str | None:
    """What is wrong with the number of a card; None, too, for no card."""
    if card is None:
        return None
    fits = (
        isinstance(card, str)
        and is_plain(card, LONGEST)
        and all(sign.isascii() and (sign.isalnum() or sign == "-") for sign in card)
    )
    return None if fits else _("a card number has at most {most} letters and digits").format(most=LONGEST)


def _check_consents(consents: object) -> str | None:
    if not isinstance(consents, list) or len(consents) > len(PURPOSES) * len(CHANNELS):
        return _("consents are a list of what she was asked")
    said = set()
    for each in consents:
        if not isinstance(each, dict) or set(each) != {"purpose", "channel", "granted", "wording"}:
            return _("each consent has its purpose, channel, answer and wording")
        if each["purpose"] not in PURPOSES or each["channel"] not in CHANNELS:
            return _("consent is for one of {purposes} on one of {channels}").format(
                purposes=listed(PURPOSES), channels=listed(CHANNELS)
            )
        if not isinstance(each["granted"], bool):
            return _("consent is given or refused")
        if not is_plain(each["wording"], LONGEST_WORDING):
            return _("consent keeps the words she was asked in, at most {most} characters").format(
                most=LONGEST_WORDING
            )
        said.add((each["purpose"], each["channel"]))
    return None if len(said) == len(consents) else _("she is asked once for each use")


def created(who: Who, arguments: Arguments) -> Iterator[Effect]:
    """Her record, in the book of the store that made it, and what she said to each use of her data."""
    yield NewCustomer(
        who,
        {
            "id": who.customer_id, **{field: arguments[field] for field in WRITTEN},
            "loyalty_number": arguments["loyalty_number"], "tier": "Member", "home_store_id": who.store_id,
            "since": from_millis(who.at_ms).date().isoformat(), "attributes": "{}",
        },
    )  # fmt: skip
    for each in arguments["consents"]:
        key = {
            "customer_id": who.customer_id, "purpose": each["purpose"], "channel": each["channel"],
        }  # fmt: skip
        row = key | {
            "granted": int(each["granted"]), "at_ms": who.at_ms, "operation_id": who.id,
            "wording": each["wording"], "source": f"store {who.store_id}",
        }  # fmt: skip
        yield ConsentGiven(who, ("consents", tuple(key.values())), row, seen=None)


def born(arguments: Arguments) -> Iterable[str]:
    """Her birthday, if it was told."""
    if arguments["birthday"] is not None:
        yield arguments["birthday"]
