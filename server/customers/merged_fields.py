"""What the kept customer's record did not say is filled from the merged one's; what both say is told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from server.customers.models import Customer, FieldConflict
from shared.customer_fields import FIELDS
from shared.duplicates import digits_of
from shared.merge import Conflict, Who, conflict_row

_CARD: Final = "loyalty_number"
_EMPTY: Final[dict[str, str | None]] = {
    "phone": None, "email": None, _CARD: None, "birthday": None, "home_store_id": None, "since": None,
    "preferred_channel": None, "attributes": "{}",
}  # fmt: skip
"""The fields that are filled, and what each says while nobody has said anything."""


def fill(session: Session, kept: int, merged: int) -> list[str]:
    """The kept customer's empty fields say what the merged one's do; answers which.

    A card is one person's, so it moves; everything else stays with the merged one, too, for the way back.
    """
    hers, theirs = _said(session, kept), _said(session, merged)
    names = [name for name, nothing in _EMPTY.items() if hers[name] == nothing != theirs[name]]
    if _CARD in names:
        _write(session, merged, {_CARD: None})
    _write(session, kept, {name: theirs[name] for name in names})
    return names


def tell_differences(session: Session, who: Who, merged: int) -> list[str]:
    """Where both records say something of their own, the kept one's holds and both stand in a conflict.

    So whoever serves her sees both values, and may take the other. Answers the conflicts' ids.
    """
    columns = [getattr(Customer, field) for field in FIELDS]
    found = session.execute(
        select(Customer.id, *columns).where(Customer.id.in_((who.customer_id, merged)))
    ).mappings()
    said = {row["id"]: row for row in found}
    rows = [
        conflict_row(who, Conflict(field, kept=hers, lost=theirs))
        for field in FIELDS
        if _differ(field, hers := said[who.customer_id][field], theirs := said[merged][field])
    ]
    if rows:
        session.execute(insert(FieldConflict), rows)
    return [row["id"] for row in rows]


def forget_differences(session: Session, conflict_ids: Sequence[str]) -> None:
    """They are two again: there is nothing to choose between."""
    session.execute(delete(FieldConflict).where(FieldConflict.id.in_(conflict_ids)))


def _differ(field: str, hers: str | None, theirs: str | None) -> bool:
    if not hers or not theirs:
        return False
    if field == "phone":
        return digits_of(hers) != digits_of(theirs)
    return hers.strip().casefold() != theirs.strip().casefold()


def empty(session: Session, names: Sequence[str], kept: int, merged: int) -> None:
    """What was filled is empty again, unless somebody has said something else since."""
    hers, theirs = _said(session, kept), _said(session, merged)
    same = [name for name in names if hers[name] == theirs[name] or name == _CARD]
    _write(session, kept, {name: _EMPTY[name] for name in same})
    if _CARD in names:
        _write(session, merged, {_CARD: hers[_CARD]})


def _said(session: Session, customer_id: int) -> dict[str, Any]:
    columns = [getattr(Customer, name) for name in _EMPTY]
    return dict(session.execute(select(*columns).where(Customer.id == customer_id)).mappings().one())


def _write(session: Session, customer_id: int, values: dict[str, Any]) -> None:
    if values:
        session.execute(update(Customer).where(Customer.id == customer_id).values(values))
