"""What a scan leads to: a customer, a product, or a sentence about what was scanned instead."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal
from unicodedata import category

from associate_app.store import catalogue, scanned
from associate_app.store.desk import Desk
from shared.card_codes import Code, cards_of, read, skus_of
from shared.words import _, lazy

MOST_SHOWN: Final = 32
"""Signs of a strange code that are repeated on the screen: a QR may hold thousands."""

DAMAGED: Final = lazy("This code was not read whole, or is worn. Scan it once more: “{code}”.")
NOT_OURS: Final = lazy("That is not a card or product of ours: “{code}”.")
EMPTY: Final = lazy("There is nothing in this code. Scan it once more.")
NOBODY: Final = lazy("Nobody in your store's book has the card {card}.")


@dataclass(frozen=True, slots=True)
class Scanned:
    """Where a scan leads; `card` is the number to search by where nobody here has that card.

    `name` is what the product is called.
    """

    kind: Literal["customer", "product", "nobody", "nothing"]
    key: int = -1
    sentence: str = ""
    card: str = ""
    name: str = ""


class ScanningPresenter:
    """Scans at the open desk."""

    def __init__(self, desk: Callable[[], Desk]) -> None:
        self._desk = desk

    def resolve(self, text: str) -> Scanned:
        """What the scanned text leads to. A card of the book goes before a product with the same code."""
        code = read(text)
        with self._desk().reader.snapshot() as snapshot:
            customer_id = scanned.customer_with_card(snapshot, cards_of(code, text))
            if customer_id is not None:
                return Scanned("customer", customer_id)
            product_id = scanned.product_with_sku(snapshot, skus_of(code, text))
            if product_id is not None:
                name = catalogue.product_names(snapshot, [product_id])[product_id]
                return Scanned("product", product_id, name=name)
        if code.kind == "card":
            return Scanned("nobody", sentence=_(NOBODY).format(card=code.value), card=code.value)
        return Scanned("nothing", sentence=_told(code))


def _told(code: Code) -> str:
    shown = readable(code.value)
    if not shown:
        return _(EMPTY)
    return _(DAMAGED if code.kind == "damaged" else NOT_OURS).format(code=shown)


def readable(text: str) -> str:
    """The text on one line, without signs that cannot be seen, cut where it is longer than anybody reads."""
    seen = "".join(" " if category(sign).startswith(("C", "Z")) else sign for sign in text[: MOST_SHOWN * 2])
    line = " ".join(seen.split())
    return f"{line[:MOST_SHOWN]}…" if len(line) > MOST_SHOWN or len(text) > MOST_SHOWN * 2 else line
