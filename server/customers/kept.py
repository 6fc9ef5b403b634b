"""What is kept about customers so that a million of them are counted at once: made and held by triggers.

No writer can go round them: `counted_customers` says in the same transaction what customers, their consents,
their purchases and the stores' books say. `rebuild` makes it anew.
"""

from __future__ import annotations

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
_COLUMNS: Final = "customer_id, tier, home_store_id, birthday, is_in_book, may_personalize, last_visit_ms"
_FIELDS: Final = ("tier", "home_store_id", "birthday")
_MARKS: Final = {
    "client_book": ("is_in_book", _IN_BOOK),
    "consents": ("may_personalize", _MAY),
    "purchases": ("last_visit_ms", _LAST),
}


def _made_of(alias: str) -> str:
    whose = f"{alias}.id"
    fields = ", ".join(f"{alias}.{name}" for name in _FIELDS)
    return (
        f"{whose}, {fields}, {_IN_BOOK.format(id=whose)}, {_MAY.format(id=whose)}, {_LAST.format(id=whose)}"
    )


def rebuild(connection: Connection) -> None:
    """The table is what customers, consents and books say, whatever it was."""
    connection.execute(text("DELETE FROM counted_customers"))
    connection.execute(
        text(
            f"INSERT INTO counted_customers ({_COLUMNS}) SELECT {_made_of('c')} FROM customers AS c"
            " ORDER BY c.id"
        )
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
    for table, (column, mark) in _MARKS.items():
        for event, rows in (("INSERT", ["NEW"]), ("DELETE", ["OLD"]), ("UPDATE", ["OLD", "NEW"])):
            marking = " ".join(
                f"UPDATE counted_customers SET {column} = {mark.format(id=f'{row}.customer_id')}"
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
    for table, (column, mark) in _MARKS.items():
        for event, rows, whose in (
            ("INSERT", new, from_new),
            ("DELETE", "OLD TABLE AS old_rows", from_old),
            ("UPDATE", both, f"{from_new} UNION {from_old}"),
        ):
            # held first: what somebody else is just writing about her is seen by the statement after it
            marking = (
                f"PERFORM 1 FROM counted_customers WHERE customer_id IN ({whose}) ORDER BY customer_id"
                " FOR UPDATE;"
                f" UPDATE counted_customers AS k SET {column} = {mark.format(id='k.customer_id')}"
                f" WHERE k.customer_id IN ({whose});"
            )
            made.append((f"counted_{table}_{event.lower()}", event, table, rows, marking))
    return [trigger for each in made for trigger in trigger_of(*each)]
