"""Which products may be suggested, asked of the catalogue for those alone that would be shown."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import TypeVar

from sqlalchemy.orm import Session

from server.catalogue import service as catalogue
from shared.recommendation import Suggestion

Made = TypeVar("Made")


def settled(
    session: Session,
    make: Callable[[Callable[[int], bool]], Made],
    shown: Callable[[Made], Iterable[Suggestion]],
    doubtful: Collection[int] = (),
) -> Made:
    """What `make` makes when it is told truly of every product whether it may be suggested.

    A model is built of products that may be, so nearly always the first answer stands: it is made again,
    without them, only if some of what it shows may not be. `doubtful` are asked for beforehand.
    """
    asked = set(doubtful)
    refused = asked - catalogue.recommendable(session, asked).keys()

    def allowed(product: int) -> bool:
        return product not in refused

    while True:
        made = make(allowed)
        new = {each.product_id for each in shown(made)} - asked
        refused_now = new - catalogue.recommendable(session, new).keys()
        if not refused_now:
            return made
        asked |= new
        refused |= refused_now
