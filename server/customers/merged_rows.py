"""What moves when two customers become one person, found from the tables themselves, and the way back.

A new table is covered from its first day: rows under an id of their own change their customer, sets are
united. Nothing here says what a row contains: undoing needs keys, stores and places in an order, no more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import (
    Column,
    ColumnElement,
    Table,
    UniqueConstraint,
    and_,
    delete,
    exists,
    false,
    insert,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.orm import Session

from server.database import Base

CUSTOMER_ID: Final = "customer_id"
CONSENTS: Final = "consents"
BOOKS: Final = ("client_book", "pinned_customers")
"""Who holds her: the one who is merged is held by nobody from then on."""
REBUILT: Final = (
    "model_counts", "counted_customers", "bought_lines", "bought_totals",
    "trial_customers", "trial_due", "trial_work",
)  # fmt: skip
"""Worked out from the rest, again and again or by triggers: not worth moving."""
FOLLOWING: Final = {"purchase_lines": "purchases"}
"""Tables that repeat the customer of what they hang on, by `<its name without s>_id`."""
_AT_ONCE: Final = 5_000

Moved = dict[str, Any]


def with_own_ids() -> Iterator[Table]:
    """The tables whose rows are a customer's without her being their key."""
    return (table for table in _naming() if CUSTOMER_ID not in table.primary_key.columns)


def sets() -> Iterator[Table]:
    """The tables whose rows are members of a customer's sets."""
    known = {CONSENTS, *BOOKS, *REBUILT}
    return (t for t in _naming() if CUSTOMER_ID in t.primary_key.columns and t.name not in known)


def _naming() -> Iterator[Table]:
    customers = Base.metadata.tables["customers"]
    for table in Base.metadata.sorted_tables:
        column = table.c.get(CUSTOMER_ID)
        if column is not None and any(key.column.table is customers for key in column.foreign_keys):
            yield table


def move(session: Session, kept: int, merged: int) -> Moved:
    """Everything of the merged customer's is the kept one's, and no store holds her; answers what moved."""
    return {
        "rows": _move_rows(session, kept, merged),
        "sets": {table.name: places for table in sets() if (places := _unite(session, table, kept, merged))},
        "books": {name: _change_books(session, Base.metadata.tables[name], kept, merged) for name in BOOKS},
    }


def give_back(session: Session, moved: Moved, kept: int, merged: int) -> None:
    """What moved and is still there is the merged customer's again."""
    for name, ids in moved["rows"].items():
        table = Base.metadata.tables[name]
        for first in range(0, len(ids), _AT_ONCE):
            some = ids[first : first + _AT_ONCE]
            mine = (_id_of(table).in_(some), table.c[CUSTOMER_ID] == kept)
            session.execute(update(table).where(*mine).values({CUSTOMER_ID: merged}))
    _follow(session, kept, merged)
    for name, places in moved["sets"].items():
        _part(session, Base.metadata.tables[name], places, kept, merged)
    for name, books in moved["books"].items():
        _give_books_back(session, Base.metadata.tables[name], books, kept, merged)


def _move_rows(session: Session, kept: int, merged: int) -> dict[str, list[Any]]:
    moved = {}
    for table in with_own_ids():
        hers = and_(table.c[CUSTOMER_ID] == merged, ~_is_there_already(table, kept))
        ids = list(session.scalars(select(_id_of(table)).where(hers).order_by(_id_of(table))))
        if ids:
            session.execute(update(table).where(hers).values({CUSTOMER_ID: kept}))
            moved[table.name] = ids
    _follow(session, merged, kept)
    return moved


def _is_there_already(table: Table, kept: int) -> ColumnElement[bool]:
    """True for a row that the kept one has already, where she may have it only once: it stays where it is."""
    there = table.alias()
    once = [
        and_(*(there.c[each.name] == table.c[each.name] for each in rule.columns if each.name != CUSTOMER_ID))
        for rule in table.constraints
        if isinstance(rule, UniqueConstraint) and CUSTOMER_ID in rule.columns
    ]
    return or_(*(exists().where(there.c[CUSTOMER_ID] == kept, same) for same in once)) if once else false()


def _id_of(table: Table) -> Column[Any]:
    (column,) = table.primary_key.columns
    return column


def _follow(session: Session, before: int, now: int) -> None:
    """What hangs on rows that moved has moved, too."""
    for name, leading in FOLLOWING.items():
        table, leaders = Base.metadata.tables[name], Base.metadata.tables[leading]
        on_them = select(leaders.c.id).where(leaders.c[CUSTOMER_ID] == now)
        mine = (table.c[f"{leading.removesuffix('s')}_id"].in_(on_them), table.c[CUSTOMER_ID] == before)
        session.execute(update(table).where(*mine).values({CUSTOMER_ID: now}))


def _unite(session: Session, table: Table, kept: int, merged: int) -> list[int]:
    """The kept customer's set has the members of both; answers which of the merged one's were new to it.

    They are named by their places in the order of the merged one's set, which nobody changes meanwhile:
    what a member says stays in her own rows.
    """
    theirs, known = _rows(session, table, merged), {_key(table, row) for row in _rows(session, table, kept)}
    places = [place for place, row in enumerate(theirs) if _key(table, row) not in known]
    _add(session, table, kept, [theirs[place] for place in places])
    return places


def _part(session: Session, table: Table, places: Sequence[int], kept: int, merged: int) -> None:
    """The members that came by the merge are gone from the kept one's set; what was said since stays."""
    theirs = _rows(session, table, merged)
    came = [tuple(theirs[place].values()) for place in places if place < len(theirs)]
    if came:
        columns = tuple_(*(column for column in table.c if column.name != CUSTOMER_ID))
        session.execute(delete(table).where(table.c[CUSTOMER_ID] == kept, columns.in_(came)))


def _change_books(session: Session, table: Table, kept: int, merged: int) -> Moved:
    """Whoever held one of them holds the kept one."""
    left, known = _rows(session, table, merged), {_key(table, row) for row in _rows(session, table, kept)}
    entered = [row for row in left if _key(table, row) not in known]
    session.execute(delete(table).where(table.c[CUSTOMER_ID] == merged))
    _add(session, table, kept, entered)
    return {"left": left, "entered": [list(_key(table, row)) for row in entered]}


def _give_books_back(session: Session, table: Table, books: Moved, kept: int, merged: int) -> None:
    holders = [holder for (holder,) in books["entered"]]
    (column,) = (each for each in table.primary_key.columns if each.name != CUSTOMER_ID)
    session.execute(delete(table).where(table.c[CUSTOMER_ID] == kept, column.in_(holders)))
    known = {_key(table, row) for row in _rows(session, table, merged)}
    _add(session, table, merged, [row for row in books["left"] if _key(table, row) not in known])


def _rows(session: Session, table: Table, customer_id: int) -> list[dict[str, Any]]:
    """Her rows without her number, in an order that no database decides."""
    columns = [column for column in table.c if column.name != CUSTOMER_ID]
    found = session.execute(select(*columns).where(table.c[CUSTOMER_ID] == customer_id)).mappings()
    return sorted(map(dict, found), key=lambda row: _key(table, row))


def _key(table: Table, row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row[c.name] for c in table.primary_key.columns if c.name != CUSTOMER_ID)


def _add(session: Session, table: Table, customer_id: int, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        session.execute(insert(table), [{**row, CUSTOMER_ID: customer_id} for row in rows])
