"""The customers whom a push makes: which of them can be, with which card, and in whose book they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from sqlalchemy.orm import Session

from server.customers import creating
from shared.errors import AisleError
from shared.merge import Conflict, Effect, conflict_row
from shared.operation_newcomers import CARD, CREATED, NewCustomer
from shared.operations import Operation
from sync.source.intake import Decision

NUMBER_TAKEN: Final = Decision(
    "rejected",
    "number_taken",
    "Another tablet had made the same number for somebody else, by chance. Record her once more.",
)
CARD_TAKEN: Final = Decision(
    "merged",
    "card_taken",
    "HQ knows somebody else with this card, so she is saved without it. Perhaps both are one person.",
)


class NotMadeYet(AisleError):
    """The customer it is about could not be made in this push; both wait for the next."""

    code = "customer_not_made_yet"


class Newcomers:
    """Whom one push makes. Everything else about them is decided after they are there."""

    def __init__(self, session: Session, store_id: str) -> None:
        self._session = session
        self._store_id = store_id
        self._tried: set[int] = set()
        self._numbers: set[int] = set()
        self._cards: dict[str, int] = {}
        self._waiting: list[int] = []
        self._told: list[dict[str, Any]] = []

    def meet(self, operations: Iterable[Operation]) -> None:
        """What is taken already of what these operations would make is known."""
        made = [each for each in operations if each.kind == CREATED]
        self._numbers = creating.numbers_taken(self._session, {each.customer_id for each in made})
        cards = {str(each.arguments[CARD]) for each in made if each.arguments[CARD]}
        self._cards = creating.cards_taken(self._session, cards)
        self._waiting, self._told = [], []

    def makes(self, operation: Operation) -> bool:
        """True if somebody new begins with it, False if she cannot: somebody has her number."""
        if operation.customer_id in self._numbers:
            return False
        self._numbers.add(operation.customer_id)
        self._tried.add(operation.customer_id)
        return True

    def check_made(self, customer_id: int) -> None:
        """NotMadeYet if she was to be made in this push and is not there: whatever is about her waits, too.

        Refusing it would lose it: the server's trouble is not its author's.
        """
        if customer_id in self._tried:
            raise NotMadeYet("The customer this is about is not there yet. It will be tried again.")

    def ready(self, effects: tuple[Effect, ...]) -> tuple[Effect, ...]:
        """The effects as they may happen: a card is one person's."""
        return tuple(self._ready(each) if isinstance(each, NewCustomer) else each for each in effects)

    def _ready(self, effect: NewCustomer) -> NewCustomer:
        self._waiting.append(effect.who.customer_id)
        card = effect.row[CARD]
        if card is None or self._cards.setdefault(card, effect.who.customer_id) == effect.who.customer_id:
            return effect
        self._told.append(conflict_row(effect.who, Conflict(CARD, kept=None, lost=str(card))))
        row: Mapping[str, object] = {**effect.row, CARD: None}
        return replace(effect, row=row)

    def told(self, operation: Operation, decision: Decision) -> Decision:
        """What is said to her author: also that the card is somebody else's."""
        if operation.kind != CREATED:
            return decision
        card = operation.arguments[CARD]
        is_hers = card is None or self._cards.get(card) == operation.customer_id
        return decision if is_hers else CARD_TAKEN

    def write(self) -> None:
        """Whoever was made so far is in the store's book, with a word on her screen if her card is taken."""
        creating.into_book(self._session, self._store_id, self._waiting)
        creating.tell(self._session, self._told)
        self._waiting, self._told = [], []
