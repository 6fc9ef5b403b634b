"""A customer of another store stands here: her record is fetched from HQ by her card and stays for a day."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from associate_app.errors import ServerUnreachable
from associate_app.platform.head_office import VisitorGrant
from associate_app.store.desk import Desk
from shared.card_codes import cards_of, is_likely, read
from shared.words import _, lazy

OFFLINE: Final = lazy(
    "Only HQ can fetch a customer of another store, and HQ does not answer. Try again when the line is back."
)


def card_in(query: str) -> str:
    """The number of the card that somebody typed or scanned; empty if it is none."""
    code = read(query)
    cards = cards_of(code, query)
    return cards[0] if cards and (code.kind == "card" or is_likely(query)) else ""


class WalkInPresenter:
    """Visitors at the open desk."""

    def __init__(
        self, desk: Callable[[], Desk], pin: Callable[[str], VisitorGrant], nudge: Callable[[], None]
    ) -> None:
        self._desk = desk
        self._pin = pin
        self._nudge = nudge

    def fetch(self, card: str) -> int:
        """She is on her way to this tablet; ServerUnreachable or ServerRefused with a sentence if not."""
        desk = self._desk()
        try:
            grant = self._pin(card)
        except ServerUnreachable as error:
            raise ServerUnreachable(_(OFFLINE)) from error
        desk.visitors.note(grant.customer_id, grant.until_ms)
        self._nudge()
        return grant.customer_id
