"""Erasing a customer: everything of hers goes, everywhere, and nothing brings her back.

What is hers is read from the tables themselves: every row that names a customer, and what hangs on it. A new
table is covered from its first day. What stays is listed here, with its reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sqlalchemy import ColumnElement, Engine, Table, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from server.customers import merges
from server.database import Base
from server.errors import NotFound
from server.privacy import receipts
from server.privacy.models import ErasedCustomer
from server.replication.service import give_numbers, reading
from server.replication.snapshots import forget_snapshots

CUSTOMER_ID: Final = "customer_id"

STAYING: Final = {
    "look_ups": "who looked at whom must be known even afterwards; it names nobody",
    "erasure_receipts": "which tablets have followed",
}
"""Tables that go on naming the customer's number, and why."""

COUNTED: Final = {
    "redemptions": "a promotion's limit counts them; they name nobody from then on",
    "exposures": "a trial counts them; they name nobody from then on",
    "exposures_set_aside": "a trial says how many it could not count; they name nobody from then on",
    "offer_decisions": "how offers were put in order is judged by them; they name nobody from then on",
    "offer_showings": "how often an offer is taken is counted by them; they name nobody from then on",
    "visit_ratings": "a store's average counts them; they name nobody from then on",
}
"""Tables whose rows stay without her."""


def erase(engine: Engine, customer_id: int, now_ms: int) -> bool:
    """The customer is gone from the database, and every tablet that may hold her is to follow.

    False if somebody was reading, so that the database's files may still show her: then do it again, which
    is harmless and does what was left undone. NotFound if there never was such a customer.
    """
    with Session(engine) as session:
        erase_rows(session, customer_id, now_ms)
        forget_snapshots(session)
        session.commit()
    number_receipts(engine)
    return scrub(engine)


def number_receipts(engine: Engine) -> None:
    """Every receipt asked for so far says which change it waits for, also what a killed erasure left."""
    with reading(engine) as connection, Session(connection) as session:
        asked = receipts.unnumbered(session)
    give_numbers(engine)
    with Session(engine) as session, session.begin():
        receipts.number(session, asked)


def erase_rows(session: Session, customer_id: int, now_ms: int) -> None:
    """Nothing of the customer's is left but her number; in the caller's transaction.

    Nor of the records that were merged with hers: they are of one person.
    """
    merges.hold_alone(session)
    for each in sorted(merges.one_person(session, customer_id)):
        _erase_record(session, each, now_ms)


def _erase_record(session: Session, customer_id: int, now_ms: int) -> None:
    customers = Base.metadata.tables["customers"]
    # whoever writes about her at this moment, or an import, has finished before it goes on, or finds her gone
    there = session.execute(
        select(customers.c.id).where(customers.c.id == customer_id).with_for_update()
    ).first()
    if session.get(ErasedCustomer, customer_id) is None:
        if there is None:
            raise NotFound("There is no customer with this number.")
        session.execute(insert(ErasedCustomer).values(id=customer_id, at_ms=now_ms))
    receipts.ask(session, customer_id)
    for name in COUNTED:
        table = Base.metadata.tables[name]
        hers = table.c[CUSTOMER_ID] == customer_id
        session.execute(update(table).where(hers).values({CUSTOMER_ID: None}))
    for table in _deepest_first():
        session.execute(delete(table).where(_names(table, customer_id)))
    session.execute(delete(customers).where(customers.c.id == customer_id))


def _deepest_first() -> Iterator[Table]:
    """The tables whose rows go with their customer: what refers to others before what it refers to."""
    for table in reversed(Base.metadata.sorted_tables):
        names_her = CUSTOMER_ID in table.c or _references(table)
        if names_her and table.name not in STAYING and table.name not in COUNTED:
            yield table


def _names(table: Table, customer_id: int) -> ColumnElement[bool]:
    """The table's rows that name her, in whatever column."""
    columns = {*_references(table), *([CUSTOMER_ID] if CUSTOMER_ID in table.c else [])}
    return or_(*(table.c[name] == customer_id for name in sorted(columns)))


def _references(table: Table) -> list[str]:
    keys = (key for key in table.foreign_keys if key.column.table.name == "customers")
    return [key.parent.name for key in keys]


def scrub(engine: Engine) -> bool:
    """True if what was deleted is in no file of the database any more, as far as that can promise it.

    SQLite overwrites what it deletes (see `prepare_sqlite`); its write-ahead log is emptied here. PostgreSQL
    keeps deleted rows until it cleans up, which it is asked to do at once.
    """
    if engine.dialect.name == "sqlite":
        outside = engine.raw_connection()  # a checkpoint is made in no transaction
        try:
            (is_busy, *_) = outside.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            outside.close()
        return not is_busy
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in (*_deepest_first(), Base.metadata.tables["customers"]):
            connection.exec_driver_sql(f'VACUUM "{table.name}"')
    return True
