"""Looking up among the made-up people."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

from associate_app.presenters.view_models import SearchResult
from associate_app.store.filters import Choices
from tests.associate_app.fakes.people import PEOPLE

CHOICES = Choices(("VIP", "Gold", "Silver", "Member"), ("M", "39"), ("Dairy", "Produce"))


class FakeLookUp:
    """Looks into `people`; with a `gate` its answers wait until that is opened."""

    def __init__(self) -> None:
        self.people = PEOPLE
        self.gate: threading.Event | None = None
        self.is_ready = False

    def get_ready(self) -> None:
        self.is_ready = True

    def search(self, query: str, sequence: int = 0, wanted: Any = None, viewed: Any = ()) -> SearchResult:
        if self.gate is not None:
            self.gate.wait(10)
        found = tuple(row for row in self.people if query.lower() in row.name.lower())
        found = narrowed(found, wanted)
        if not query and not wanted:
            found = with_viewed(found, viewed)
        if query:
            found = tuple(replace(row, why=f"Name begins with “{query}”") for row in found)
        return SearchResult(query, found[:300], len(found), sequence)

    def choices(self) -> Choices:
        return CHOICES


def narrowed(people: tuple[Any, ...], wanted: Any) -> tuple[Any, ...]:
    """Those who are wanted: Olivia and Amara are mine, one of three has a birthday, nobody lapses."""
    if not wanted:
        return people
    found = tuple(row for row in people if not wanted.tier or row.tier == wanted.tier)
    if wanted.mine:
        found = tuple(row for row in found if row.id < 2)
    if wanted.birthday:
        found = tuple(row for row in found if row.id % 3 == 0)
    return () if wanted.lapsing else found


def with_viewed(people: tuple[Any, ...], viewed: Any) -> tuple[Any, ...]:
    """The people, those just viewed first."""
    first = [replace(row, why="Just viewed") for key in viewed for row in people if row.id == key]
    return (*first, *(row for row in people if row.id not in viewed))
