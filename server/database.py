"""The database: one declarative base, the naming of constraints, and how transactions begin.

SQLite and PostgreSQL keep the same columns. Moments are whole milliseconds since 1970 UTC (columns that end
in `_ms`), money is whole minor units (`_minor`), calendar days are ISO text: the same value in a row, on the
wire and in a tablet's replica, with nothing to convert on the bulk paths.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import BigInteger, Engine, Integer, MetaData, event
from sqlalchemy.orm import DeclarativeBase, Session

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

SQLITE_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "busy_timeout=15000",
    "secure_delete=ON",  # an erased customer must not live on in the gaps of pages
)

BigId = BigInteger().with_variant(Integer, "sqlite")
"""A 64-bit whole number; SQLite only makes a row id of INTEGER."""


class Base(DeclarativeBase):
    """Root of all tables."""

    metadata = MetaData(naming_convention=NAMING)


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


def prepare_sqlite(engine: Engine) -> None:
    """Every connection of the engine enforces foreign keys, writes durably and begins as it is told.

    Transactions begin IMMEDIATE, so that writers queue instead of failing half-way; a connection with the
    execution option `aisle_read_only` begins DEFERRED and reads one snapshot beside the writer. FULL sync:
    an acknowledged operation must survive a power cut.
    """

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in SQLITE_PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        read_only = connection.get_execution_options().get("aisle_read_only", False)
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")


def engine_options(url: str) -> dict[str, Any]:
    """Pool sizes: many short readers beside one writer on SQLite; a modest share of a PostgreSQL server.

    Parameters are hidden: an error that is logged must not carry names, notes or keys.
    """
    if url.startswith("sqlite"):
        return {"pool_size": 16, "max_overflow": 80, "hide_parameters": True}
    return {"pool_size": 8, "max_overflow": 24, "pool_pre_ping": True, "hide_parameters": True}


def begin_reading(session: Session) -> None:
    """The session's next transaction only reads: on SQLite it never queues behind the writer.

    Nothing happens if a transaction is open already: it may have written.
    """
    if not session.in_transaction():
        session.connection(execution_options={"aisle_read_only": True})


def trigger_of(name: str, event: str, table: str, rows: str, body: str) -> tuple[str, str]:
    """What makes a PostgreSQL trigger that runs the statements once after all rows of an event.

    `rows` names them: "NEW TABLE AS new_rows", or the old ones, or both.
    """
    does = f"RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN NULL; END $$"
    when = f"AFTER {event} ON {table} REFERENCING {rows} FOR EACH STATEMENT"
    return (
        f"CREATE OR REPLACE FUNCTION {name}() {does}",
        f"CREATE OR REPLACE TRIGGER {name} {when} EXECUTE FUNCTION {name}()",
    )
