"""What is kept about customers so that a million of them are counted at once: made and held by triggers.

No writer can go round them: `counted_customers` says in the same transaction what customers, their consents,
their purchases and the stores' books say. `rebuild` makes it anew.

Visits and spending are kept from one moment on (`counted_since`): whoever asks for a year adds and takes away
what lies between the two, so that an answer is exact whenever that moment is. `count_since` moves it near to
where a year begins, every night: then hardly anything lies between.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sqlalchemy import Connection, text

from server.database import trigger_of

_IN_BOOK: Final = (
    "CASE WHEN EXISTS (SELECT 1 FROM client_book AS b WHERE b.customer_id = {id}) THEN 1 ELSE 0 END"
)
_MAY: Final = (
    "CASE WHEN EXISTS (SELECT 1 FROM consents AS s WHERE s.customer_id = {id} AND s.granted = 1"
    " AND s.purpose = 'personalization' AND s.channel = 'any') THEN 1 ELSE 0 END"
)
_LAST: Final = "(SELECT MAX(p.at_ms) FROM purchases AS p WHERE p.customer_id = {id})"
_SINCE: Final = (
    "FROM purchases AS p WHERE p.customer_id = {id}"
    " AND p.at_ms > COALESCE((SELECT since_ms FROM counted_since), 0)"
)
_VISITS: Final = f"(SELECT COUNT(*) {_SINCE})"
_SPENT: Final = f"(SELECT COALESCE(SUM(p.total_minor), 0) {_SINCE})"
_COLUMNS: Final = (
    "customer_id, tier, home_store_id, birthday, is_in_book, may_personalize, last_visit_ms, visits,"
    " spent_minor"
)
_FIELDS: Final = ("tier", "home_store_id", "birthday")
_SUMS: Final = {"visits": _VISITS, "spent_minor": _SPENT}
_MARKS: Final = {
    "client_book": {"is_in_book": _IN_BOOK},
    "consents": {"may_personalize": _MAY},
    "purchases": {"last_visit_ms": _LAST, **_SUMS},
}
_LOCK: Final = 4_719_001
"""Purchases are written either before that moment is moved or after: who writes them shares it."""


def _made_of(alias: str) -> str:
    whose = f"{alias}.id"
    fields = ", ".join(f"{alias}.{name}" for name in _FIELDS)
    marks = ", ".join(mark.format(id=whose) for table in _MARKS.values() for mark in table.values())
    return f"{whose}, {fields}, {marks}"


def _marked(marks: Mapping[str, str], whose: str) -> str:
    return ", ".join(f"{column} = {mark.format(id=whose)}" for column, mark in marks.items())


def rebuild(connection: Connection) -> None:
    """The table is what customers, consents and books say, whatever it was."""
    connection.execute(text("DELETE FROM counted_customers"))
    connection.execute(
        text(
            f"INSERT INTO counted_customers ({_COLUMNS}) SELECT {_made_of('c')} FROM customers AS c"
            " ORDER BY c.id"
        )
    )


def count_since(connection: Connection, since_ms: int) -> None:
    """What is kept of visits and spending is of purchases after that moment; no answer changes by it.

    On PostgreSQL it gives up at once (OperationalError) where somebody is in the middle of writing purchases.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL lock_timeout = '500ms'"))
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
    before = connection.scalar(text("SELECT since_ms FROM counted_since")) or 0
    connection.execute(
        text(
            "INSERT INTO counted_since (id, since_ms) VALUES (1, :since)"
            " ON CONFLICT (id) DO UPDATE SET since_ms = excluded.since_ms"
        ),
        {"since": since_ms},
    )
    connection.execute(
        text(
            f"UPDATE counted_customers SET {_marked(_SUMS, 'counted_customers.customer_id')}"
            " WHERE customer_id IN (SELECT b.customer_id FROM purchases AS b"
            " WHERE b.at_ms > :first AND b.at_ms <= :last)"
        ),
        {"first": min(before, since_ms), "last": max(before, since_ms)},
    )


def install(connection: Connection) -> None:
    """From now on the table follows every change. May be called again at any time."""
    statements = _sqlite() if connection.dialect.name == "sqlite" else _postgresql()
    for statement in statements:
        connection.exec_driver_sql(statement)


def _sqlite() -> list[str]:
    fields = ", ".join(f"{name} = NEW.{name}" for name in _FIELDS)
    made = {
        "counted_added": (
            "AFTER INSERT ON customers",
            f"INSERT INTO counted_customers ({_COLUMNS}) SELECT {_made_of('NEW')};",
        ),
        "counted_changed": (
            f"AFTER UPDATE OF {', '.join(_FIELDS)} ON customers",
            f"UPDATE counted_customers SET {fields} WHERE customer_id = NEW.id;",
        ),
    }
    for table, marks in _MARKS.items():
        for event, rows in (("INSERT", ["NEW"]), ("DELETE", ["OLD"]), ("UPDATE", ["OLD", "NEW"])):
            marking = " ".join(
                f"UPDATE counted_customers SET {_marked(marks, f'{row}.customer_id')}"
                f" WHERE customer_id = {row}.customer_id;"
                for row in rows
            )
            made[f"counted_{table}_{event.lower()}"] = (f"AFTER {event} ON {table}", marking)
    return [
        statement
        for name, (when, body) in made.items()
        for statement in (
            f"DROP TRIGGER IF EXISTS {name}",
            f"CREATE TRIGGER {name} {when} BEGIN {body} END",
        )
    ]


def _postgresql() -> list[str]:
    new, both = "NEW TABLE AS new_rows", "OLD TABLE AS old_rows NEW TABLE AS new_rows"
    fields = ", ".join(f"{name} = n.{name}" for name in _FIELDS)
    differing = (
        f"k.customer_id = n.id AND ({', '.join(f'k.{name}' for name in _FIELDS)})"
        f" IS DISTINCT FROM ({', '.join(f'n.{name}' for name in _FIELDS)})"
    )
    made = [
        ("counted_added", "INSERT", "customers", new,
         f"INSERT INTO counted_customers ({_COLUMNS}) SELECT {_made_of('n')} FROM new_rows AS n;"),
        ("counted_changed", "UPDATE", "customers", new,
         f"UPDATE counted_customers AS k SET {fields} FROM new_rows AS n WHERE {differing};"),
    ]  # fmt: skip
    from_new, from_old = "SELECT customer_id FROM new_rows", "SELECT customer_id FROM old_rows"
    for table, marks in _MARKS.items():
        for event, rows, whose in (
            ("INSERT", new, from_new),
            ("DELETE", "OLD TABLE AS old_rows", from_old),
            ("UPDATE", both, f"{from_new} UNION {from_old}"),
        ):
            # held first: what somebody else is just writing about her is seen by the statement after it
            shared = f"PERFORM pg_advisory_xact_lock_shared({_LOCK}); " if table == "purchases" else ""
            marking = (
                f"{shared}PERFORM 1 FROM counted_customers WHERE customer_id IN ({whose})"
                " ORDER BY customer_id FOR UPDATE;"
                f" UPDATE counted_customers AS k SET {_marked(marks, 'k.customer_id')}"
                f" WHERE k.customer_id IN ({whose});"
            )
            made.append((f"counted_{table}_{event.lower()}", event, table, rows, marking))
    return [trigger for each in made for trigger in trigger_of(*each)]
