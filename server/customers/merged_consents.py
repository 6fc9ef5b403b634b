"""Two customers' words on consent become one person's: the stricter holds, the proof of both is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import delete, insert, select, tuple_
from sqlalchemy.orm import Session

from server.customers.models import ConsentRecord

_SAID: Final = ("purpose", "channel", "granted", "at_ms", "wording", "source", "operation_id")
Key = tuple[str, str]
Words = dict[Key, dict[str, Any]]


def united(kept: Words, merged: Words) -> Words:
    """What holds of both: a withdrawal by either, otherwise what the kept one said, or the only word."""
    return kept | {
        key: word
        for key, word in merged.items()
        if key not in kept or (kept[key]["granted"] and not word["granted"])
    }


def unite(session: Session, kept: int, merged: int) -> dict[str, list[dict[str, Any]]]:
    """The kept customer has the words that hold and the merged one none, so that nothing of hers is used.

    Answers the words of both as they were, with their proof.
    """
    hers, theirs = _words(session, kept), _words(session, merged)
    _write(session, kept, hers, united(hers, theirs))
    _write(session, merged, theirs, {})
    return {"kept": list(hers.values()), "merged": list(theirs.values())}


def part(session: Session, said: Mapping[str, list[dict[str, Any]]], kept: int, merged: int) -> None:
    """Each has her own words again; what was said since holds for the kept one, a withdrawal for both."""
    hers, theirs = _by_key(said["kept"]), _by_key(said["merged"])
    left, now = united(hers, theirs), _words(session, kept)
    since = {key: word for key, word in now.items() if word != left.get(key)}
    withdrawn = {key: word for key, word in since.items() if not word["granted"]}
    _write(session, kept, now, hers | since)
    _write(session, merged, _words(session, merged), theirs | withdrawn)


def _words(session: Session, customer_id: int) -> Words:
    columns = [getattr(ConsentRecord, name) for name in _SAID]
    found = session.execute(select(*columns).where(ConsentRecord.customer_id == customer_id)).mappings()
    return _by_key([dict(word) for word in found])


def _by_key(words: list[dict[str, Any]]) -> Words:
    return {(word["purpose"], word["channel"]): word for word in words}


def _write(session: Session, customer_id: int, before: Words, after: Words) -> None:
    """The customer's words are these; those that did not change are not touched."""
    gone = [key for key, word in before.items() if after.get(key) != word]
    if gone:
        key = tuple_(ConsentRecord.purpose, ConsentRecord.channel)
        session.execute(delete(ConsentRecord).where(ConsentRecord.customer_id == customer_id, key.in_(gone)))
    new = [{**word, "customer_id": customer_id} for key, word in after.items() if before.get(key) != word]
    if new:
        session.execute(insert(ConsentRecord), new)
