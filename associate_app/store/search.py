"""Finding customers while somebody types: by name, phone or card fragment, e-mail, and with one mistake.

Every path is an index look-up; nothing scans the book, nothing ranks (ordering by rank on short beginnings
costs 71 ms at a million customers).
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from associate_app.store import filters
from associate_app.store.customers import BookRow, book_size, by_ids, recent
from associate_app.store.filters import Condition
from associate_app.store.name_words import NameWords
from associate_app.store.reading import Snapshot
from shared.names import folded, words_of

Why = Literal["viewed", "recent", "name", "phone", "email", "card", "similar"]

MOST_ROWS: Final = 300
MOST_HITS: Final = 2_000
"""Hits beyond these are neither read nor counted: whoever typed so little will type on."""

FEW: Final = 3
"""Below so many hits the next, more forgiving path is tried too."""

SHORTEST_FRAGMENT: Final = 3
"""The trigram index knows nothing shorter."""

_PHONE_SIGNS: Final = frozenset(" -().+/")


@dataclass(frozen=True, slots=True)
class Match:
    """A customer who was found, and by what."""

    row: BookRow
    why: Why


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found; `total` counts what `matches` leaves out beyond the most rows."""

    matches: tuple[Match, ...]
    total: int


def search(
    snapshot: Snapshot,
    query: str,
    names: NameWords,
    version: Hashable,
    *,
    asked: Sequence[Condition] = (),
    viewed: Sequence[int] = (),
) -> Found:
    """Customers who match the query and for whom all that is asked holds.

    An empty query lists the book, first those just viewed, then the most recent visit first.
    """
    text = query.strip()
    if not text:
        return _book(snapshot, list(asked), viewed)
    hits = _by_number(snapshot, text) or _by_text(snapshot, text, names, version)
    hits = _as_just_written(snapshot, text) | hits
    hits = {key: why for key, why in hits.items() if key not in snapshot.merged_away}
    if asked:
        kept = filters.among(snapshot, hits, list(asked))
        hits = {key: why for key, why in hits.items() if key in kept}
    rows = by_ids(snapshot, list(hits)[:MOST_ROWS])
    matches = [Match(rows[key], why) for key, why in hits.items() if key in rows]
    order: dict[Why, int] = {why: place for place, why in enumerate(dict.fromkeys(hits.values()))}
    whole = _whole(matches, text)
    matches.sort(key=lambda m: (order[m.why], m.row.id not in whole, -(m.row.last_visit_ms or 0), m.row.id))
    return Found(tuple(matches), len(hits))


def _book(snapshot: Snapshot, asked: list[Condition], viewed: Sequence[int]) -> Found:
    away = snapshot.merged_away
    if asked:
        rows, total = filters.listed(snapshot, asked, MOST_ROWS)
        shown = [row for row in rows if row.id not in away]
        return Found(tuple(Match(row, "recent") for row in shown), total - len(rows) + len(shown))
    known = by_ids(snapshot, [key for key in viewed if key not in away])
    first = [Match(known[key], "viewed") for key in viewed if key in known]
    rest = [
        Match(row, "recent")
        for row in recent(snapshot, MOST_ROWS)
        if row.id not in known and row.id not in away
    ]
    return Found(tuple((first + rest)[:MOST_ROWS]), book_size(snapshot) - len(away))


def _whole(matches: Sequence[Match], text: str) -> Collection[int]:
    """Those in whose name every typed word stands whole: Ann before Anna."""
    typed = {folded(word) for word in words_of(text)}
    return {
        m.row.id
        for m in matches
        if typed <= {folded(word) for word in words_of(f"{m.row.given_name} {m.row.family_name}")}
    }


def _by_number(snapshot: Snapshot, text: str) -> dict[int, Why]:
    """Who has the card, or a phone or card number that contains these digits; empty for anything else."""
    cards: dict[int, Why] = dict.fromkeys(
        _ids(snapshot, "SELECT id FROM customers WHERE loyalty_number = ?", "".join(text.split())), "card"
    )
    digits = _digits(text)
    if cards or not digits.isdecimal() or len(digits) < SHORTEST_FRAGMENT:
        return cards
    return _fragment(snapshot, "phone", digits) | _fragment(snapshot, "loyalty_number", digits)


def _as_just_written(snapshot: Snapshot, text: str) -> dict[int, Why]:
    """Who has that in a name, number or address that was written here and is not in the checkpoint yet."""
    wanted, digits = text.casefold(), _digits(text)
    hits: dict[int, Why] = {}
    for row in by_ids(snapshot, sorted(snapshot.changed)).values():
        names = f"{row.given_name} {row.family_name}".casefold().split()
        if all(any(name.startswith(word) for name in names) for word in wanted.split()):
            hits[row.id] = "name"
        elif digits.isdecimal() and len(digits) >= SHORTEST_FRAGMENT and digits in _digits(row.phone or ""):
            hits[row.id] = "phone"
        elif row.id in snapshot.created and row.loyalty_number == "".join(text.split()):
            hits[row.id] = "card"
        elif "@" in wanted and wanted in (row.email or "").casefold():
            hits[row.id] = "email"
    return hits


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign not in _PHONE_SIGNS)


def _by_text(snapshot: Snapshot, text: str, names: NameWords, version: Hashable) -> dict[int, Why]:
    if "@" in text:
        return _fragment(snapshot, "email", text)
    words = words_of(text)
    if not words:
        return {}
    spelled = [_either(word, names.spellings(snapshot, word, version)) for word in words]
    whole = " AND ".join(f'"{word}"' for word in words)
    hits = _by_names(snapshot, whole, "name") | _by_names(snapshot, " AND ".join(spelled), "name")
    if len(hits) < FEW and len(words) == 1:
        hits = _fragment(snapshot, "email", text) | hits
    if len(hits) < FEW:
        similar: dict[int, Why] = dict.fromkeys(with_alike_names(snapshot, text, names, version), "similar")
        hits = similar | hits
    return {key: why for wanted in ("name", "email", "similar") for key, why in hits.items() if why == wanted}


def with_alike_names(snapshot: Snapshot, text: str, names: NameWords, version: Hashable) -> list[int]:
    """Who has each of these words in her name, whole or begun, with at most one mistake in each."""
    near = [_either(word, names.near(snapshot, word, version)) for word in words_of(text)]
    return list(_by_names(snapshot, " AND ".join(near), "similar")) if near else []


def with_phone_digits(snapshot: Snapshot, digits: str) -> list[int]:
    """Who has a phone number that contains these digits; fewer than three are in too many."""
    return list(_fragment(snapshot, "phone", digits))


def with_email(snapshot: Snapshot, address: str) -> list[int]:
    """Who has an e-mail address that contains this one."""
    return list(_fragment(snapshot, "email", address))


def _either(word: str, variants: list[str]) -> str:
    """The expression for a word as typed or as it may have been meant."""
    return "(" + " OR ".join(f'"{variant}"*' for variant in dict.fromkeys([word, *variants])) + ")"


def _by_names(snapshot: Snapshot, expression: str, why: Why) -> dict[int, Why]:
    return dict.fromkeys(
        _ids(snapshot, "SELECT rowid FROM customer_names WHERE customer_names MATCH ?", expression), why
    )


WHY_OF_COLUMN: Final[Mapping[str, Why]] = {"phone": "phone", "email": "email", "loyalty_number": "card"}


def _fragment(snapshot: Snapshot, column: str, text: str) -> dict[int, Why]:
    if len(text) < SHORTEST_FRAGMENT:
        return {}
    why = WHY_OF_COLUMN[column]
    quoted = text.replace('"', '""')
    expression = f'{column} : "{quoted}"'
    return dict.fromkeys(
        _ids(snapshot, "SELECT rowid FROM customer_contacts WHERE customer_contacts MATCH ?", expression), why
    )


def _ids(snapshot: Snapshot, sql: str, value: str) -> list[int]:
    return [key for (key,) in snapshot.rows(f"{sql} LIMIT {MOST_HITS}", (value,))]
