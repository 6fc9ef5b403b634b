"""Audiences that take in others: whether those are there, and whether it ends somewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from shared.audience.walking import number_of_nodes, taken_in
from shared.particulars import NamedAudience

MAX_CHAIN: Final = 8
"""Audiences that may take in one another in a row."""

MAX_TOGETHER: Final = 300
"""Conditions and groups of a rule, and of all that it takes in, counted as often as they are taken in."""


class CannotTakeIn(Exception):
    """Its words say why."""


class TakingIn:
    """The audiences there are, for a rule that may be the own rule of one of them."""

    def __init__(self, audiences: Mapping[str, NamedAudience], own_id: str | None) -> None:
        self._audiences = audiences
        self._own_id = own_id
        self._weighed: dict[str, int] = {}

    def weigh(self, audience_id: str, chain: tuple[str, ...] = ()) -> int:
        """How much the audience asks for with all that it takes in; CannotTakeIn says why it cannot be.

        `chain` are the audiences that led to it.
        """
        self._check_place(audience_id, chain)
        if audience_id not in self._weighed:
            rule: Mapping[str, Any] = self._audiences[audience_id].rule or {}
            inside = sum(self.weigh(each, (*chain, audience_id)) for each in taken_in(rule))
            self._weighed[audience_id] = number_of_nodes(rule) + inside
        return self._weighed[audience_id]

    def _check_place(self, audience_id: str, chain: tuple[str, ...]) -> None:
        if audience_id == self._own_id or audience_id in chain:
            through = self._name(chain[-1] if chain else audience_id)
            raise CannotTakeIn(f"“{through}” would take itself in, in a circle. Choose another audience.")
        if audience_id not in self._audiences:
            raise CannotTakeIn(f"there is no audience “{audience_id}”. Choose among those there are.")
        if len(chain) >= MAX_CHAIN:
            name = self._name(chain[0])
            raise CannotTakeIn(f"“{name}” takes others in more than {MAX_CHAIN} deep. Choose a simpler one.")

    def _name(self, audience_id: str) -> str:
        return self._audiences[audience_id].name if audience_id in self._audiences else audience_id
