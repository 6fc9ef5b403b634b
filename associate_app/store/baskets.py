"""What customers are about to buy, as the associate at this tablet has it: hers alone, in the replica.

It lies in the encrypted file, in the name of its associate, until it is handed over, put aside or emptied. A
lock or a flat battery loses nothing of it, and it goes with the customer it is about.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from associate_app.store.reading import Snapshot
from shared.basket import MOST_LINES, MOST_QUANTITY
from sync.device.storage import Storage, transaction

_NAME: Final = "basket {} {}"  # forgetting.DRAFT_CLEANING knows it, too


@dataclass(frozen=True, slots=True)
class Basket:
    """How many of which product, in the order in which they came; and offers kept for another time."""

    lines: tuple[tuple[int, int], ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def products(self) -> tuple[int, ...]:
        """What lies in it."""
        return tuple(product_id for product_id, _ in self.lines)

    @property
    def is_full(self) -> bool:
        """True if no other product fits."""
        return len(self.lines) >= MOST_LINES

    def quantity(self, product_id: int) -> int:
        """How many of the product lie in it."""
        return dict(self.lines).get(product_id, 0)

    def with_quantity(self, product_id: int, quantity: int) -> Basket:
        """So many of the product lie in it, at its place; none with 0. A full one takes no other product."""
        wanted = max(0, min(quantity, MOST_QUANTITY))
        lines = dict(self.lines)
        if product_id not in lines and self.is_full:
            return self
        lines[product_id] = wanted
        return replace(self, lines=tuple((key, count) for key, count in lines.items() if count))

    def without(self, promotion_id: str) -> Basket:
        """The offer is kept for another time; if it was, it is used again."""
        kept = [each for each in self.left_out if each != promotion_id]
        if len(kept) == len(self.left_out):
            kept.append(promotion_id)
        return replace(self, left_out=tuple(kept))


EMPTY: Final = Basket()


def of(snapshot: Snapshot, associate_id: str, customer_id: int) -> Basket:
    """What lies in her basket; nothing if another version of the app wrote it."""
    return _read(snapshot.connection, associate_id, customer_id)


def change(
    connection: Storage, associate_id: str, customer_id: int, made: Callable[[Basket], Basket]
) -> Basket:
    """Her basket is what `made` makes of it, durably; answers what it was before."""
    with transaction(connection):
        before = _read(connection, associate_id, customer_id)
        write(connection, associate_id, customer_id, made(before))
    return before


def write(connection: Storage, associate_id: str, customer_id: int, basket: Basket) -> None:
    """Her basket is that one; runs inside the caller's transaction."""
    name = _NAME.format(associate_id, customer_id)
    connection.execute("DELETE FROM sync_meta WHERE name = ?", (name,))
    if basket.lines:
        content = {"customer_id": customer_id, "lines": basket.lines, "left_out": basket.left_out}
        connection.execute("INSERT INTO sync_meta VALUES (?, ?)", (name, json.dumps(content)))


def _read(connection: Storage, associate_id: str, customer_id: int) -> Basket:
    name = _NAME.format(associate_id, customer_id)
    row = connection.execute("SELECT value FROM sync_meta WHERE name = ?", (name,)).fetchone()
    if row is None:
        return EMPTY
    known: dict[str, Any] = json.loads(row[0])
    lines = tuple((int(product), int(count)) for product, count in known["lines"])
    return Basket(lines, tuple(known["left_out"]))
