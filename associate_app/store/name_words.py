"""The distinct words of all names, in memory, for forgiving one typing mistake.

This is personal data: it is made soon after the sign-in, or when first needed, and dropped on lock.
"""

from __future__ import annotations

import threading
from collections.abc import Hashable
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from associate_app.store.reading import Snapshot
from shared.names import SHORTEST, folded

MOST_VARIANTS: Final = 40


def version_of(snapshot: Snapshot) -> Hashable:
    """Another one whenever a name in the index has changed, and the same while only other things have.

    The index's own records of its size and structure change with each write to it, the schema with each load.
    """
    records = snapshot.rows("SELECT block FROM customer_names_data WHERE id IN (1, 10) ORDER BY id")
    return (*snapshot.rows("PRAGMA schema_version"), *records)


class NameWords:
    """The words of the names in one version of the replica."""

    def __init__(self) -> None:
        self._version: Hashable = None
        self._words: set[str] = set()
        self._spelled: list[tuple[str, str]] = []
        self._heads: dict[int, tuple[str, ...]] = {}
        self._lock = threading.Lock()

    def drop(self) -> None:
        """No name is in memory any more."""
        with self._lock:
            self._version, self._words, self._spelled, self._heads = None, set(), [], {}

    def get_ready(self, snapshot: Snapshot, version: Hashable) -> None:
        """The words of that version are known."""
        with self._lock:
            self._know(snapshot, version)

    def spellings(self, snapshot: Snapshot, typed: str, version: Hashable) -> list[str]:
        """Indexed words that begin like `typed` but for accents; the index itself folds only Latin ones."""
        if typed.isascii():
            return []
        with self._lock:
            self._know(snapshot, version)
            return self._own_forms(folded(typed))

    def near(self, snapshot: Snapshot, typed: str, version: Hashable) -> list[str]:
        """Beginnings of indexed words that `typed` may mean with at most one letter wrong, missing, too many
        or swapped; the nearest first.

        `version` names the state of the replica: another one makes the list anew.
        """
        with self._lock:
            self._know(snapshot, version)
            word = folded(typed)
            if len(word) < SHORTEST:
                return []
            found: dict[str, int] = {}
            for length in (len(word), len(word) + 1, len(word) - 1):
                heads = self._heads_of(length)
                for head, distance, _ in process.extract(
                    word, heads, scorer=OSA.distance, score_cutoff=1, limit=MOST_VARIANTS
                ):
                    found.setdefault(head, distance)
            nearest = sorted(found, key=lambda head: (found[head], head))[:MOST_VARIANTS]
            return [form for head in nearest for form in (head, *self._own_forms(head))]

    def _know(self, snapshot: Snapshot, version: Hashable) -> None:
        if version == self._version:
            return
        terms = [str(term) for (term,) in snapshot.rows("SELECT term FROM customer_words")]
        self._words = {folded(term) for term in terms}
        self._spelled = [(folded(term), term) for term in terms if folded(term) != term]
        self._heads, self._version = {}, version

    def _heads_of(self, length: int) -> tuple[str, ...]:
        """The distinct beginnings of that length; shorter words have none."""
        if length not in self._heads:
            self._heads[length] = tuple(sorted({w[:length] for w in self._words if len(w) >= length}))
        return self._heads[length]

    def _own_forms(self, head: str) -> list[str]:
        """The words with that beginning that the index writes with letters that folding replaces."""
        return [term for plain, term in self._spelled if plain.startswith(head)]
