"""Whom the figures are of: customers drawn by their visits, because who comes often is looked up often."""

from __future__ import annotations

import random
import string
from collections.abc import Iterable
from dataclasses import dataclass

from associate_app.store.desk import Desk


@dataclass(frozen=True, slots=True)
class Person:
    """A customer of the chain as one may look for her."""

    id: int
    name: str
    phone: str | None
    email: str | None
    card: str


def people(desk: Desk, count: int) -> list[Person]:
    """Customers of so many purchases, evenly picked: the same in every run."""
    with desk.reader.snapshot() as snapshot:
        ((first, last),) = snapshot.rows("SELECT min(id), max(id) FROM purchases")
        found = []
        for place in range(count):
            (row,) = snapshot.rows(
                "SELECT c.id, c.given_name || ' ' || c.family_name, c.phone, c.email, c.loyalty_number"
                " FROM customers c JOIN purchases p ON p.customer_id = c.id WHERE p.id = ?",
                (first + (last - first) * place // count,),
            )
            found.append(Person(*row))
    return found


def typed(names: Iterable[str]) -> list[str]:
    """Every beginning of every name, as somebody types it."""
    return [name[:length] for name in names for length in range(1, len(name) + 1)]


def mistyped(names: Iterable[str], chance: random.Random) -> list[str]:
    """Every name's longest word with one letter replaced."""
    return [_with_mistake(max(name.split(), key=len), chance) for name in names]


def _with_mistake(word: str, chance: random.Random) -> str:
    place = chance.randrange(1, len(word))
    return word[:place] + chance.choice(string.ascii_lowercase) + word[place + 1 :]
