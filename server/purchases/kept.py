"""What is kept about purchases so that a million customers are counted at once: made and held by triggers.

No writer can go round them: imports, merges, corrections and erasures leave `bought_lines` and
`bought_totals` as purchases and their lines say, in the same transaction. `rebuild` makes both anew.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, text

from server.database import trigger_of

_LINES: Final = "product_id, at_ms, customer_id, purchase_id, line_no, quantity, amount_minor"
_TOTALS: Final = "customer_id, at_ms, purchase_id, store_id, channel, items, amount_minor"
_OF_LINE: Final = "l.product_id, p.at_ms, p.customer_id, p.id, l.line_no, l.quantity, l.amount_minor"
_OF_PURCHASE: Final = (
    "p.customer_id, p.at_ms, p.id, p.store_id, p.channel, SUM(l.quantity), SUM(l.amount_minor)"
)
_MORE: Final = (
    "ON CONFLICT (customer_id, at_ms, purchase_id) DO UPDATE SET"
    " items = bought_totals.items + excluded.items,"
    " amount_minor = bought_totals.amount_minor + excluded.amount_minor"
)
_BOTH: Final = "purchase_lines AS l JOIN purchases AS p ON p.id = l.purchase_id"

_MOVING: Final = ("customer_id", "at_ms", "store_id", "channel")
_FILL_LINES: Final = f"INSERT INTO bought_lines ({_LINES}) SELECT {_OF_LINE} FROM {_BOTH}"
_FILL_TOTALS: Final = f"INSERT INTO bought_totals ({_TOTALS}) SELECT {_OF_PURCHASE} FROM {_BOTH}"
FILLING: Final = (
    f"{_FILL_LINES} WHERE l.quantity > 0 ORDER BY 1, 2, 3, 4, 5",
    f"{_FILL_TOTALS} WHERE l.quantity > 0 GROUP BY p.id ORDER BY 1, 2, 3",
)
"""In the order of their keys: out of order, writing millions takes twenty times as long."""


def rebuild(connection: Connection) -> None:
    """Both tables are what purchases and lines say, whatever they were."""
    for statement in ("DELETE FROM bought_lines", "DELETE FROM bought_totals", *FILLING):
        connection.execute(text(statement))


def install(connection: Connection) -> None:
    """From now on both tables follow every change. May be called again at any time."""
    statements = _sqlite() if connection.dialect.name == "sqlite" else _postgresql()
    for statement in statements:
        connection.exec_driver_sql(statement)


def _sqlite() -> list[str]:
    def added(row: str) -> str:
        line = (
            f"(SELECT {row}.purchase_id AS purchase_id, {row}.line_no AS line_no,"
            f" {row}.product_id AS product_id, {row}.quantity AS quantity,"
            f" {row}.amount_minor AS amount_minor) AS l JOIN purchases AS p ON p.id = l.purchase_id"
        )
        one = _OF_PURCHASE.replace("SUM(", "(")
        return (
            f"INSERT INTO bought_lines ({_LINES}) SELECT {_OF_LINE} FROM {line} WHERE l.quantity > 0;"
            f" INSERT INTO bought_totals ({_TOTALS}) SELECT {one} FROM {line} WHERE l.quantity > 0 {_MORE};"
        )

    whose = "(customer_id, at_ms) = (SELECT customer_id, at_ms FROM purchases WHERE id = OLD.purchase_id)"
    removed = (
        f"DELETE FROM bought_lines WHERE product_id = OLD.product_id AND {whose}"
        " AND purchase_id = OLD.purchase_id AND line_no = OLD.line_no;"
        " UPDATE bought_totals SET items = items - OLD.quantity,"
        " amount_minor = amount_minor - OLD.amount_minor"
        f" WHERE {whose} AND purchase_id = OLD.purchase_id AND OLD.quantity > 0;"
        f" DELETE FROM bought_totals WHERE {whose} AND purchase_id = OLD.purchase_id AND items = 0;"
    )
    moved = (
        "UPDATE bought_lines SET customer_id = NEW.customer_id, at_ms = NEW.at_ms"
        " WHERE (product_id, at_ms, customer_id, purchase_id, line_no) IN"
        " (SELECT product_id, OLD.at_ms, OLD.customer_id, purchase_id, line_no FROM purchase_lines"
        " WHERE purchase_id = OLD.id AND quantity > 0);"
        " UPDATE bought_totals SET customer_id = NEW.customer_id, at_ms = NEW.at_ms, store_id = NEW.store_id,"
        " channel = NEW.channel"
        " WHERE customer_id = OLD.customer_id AND at_ms = OLD.at_ms AND purchase_id = OLD.id;"
    )
    columns = "purchase_id, line_no, product_id, quantity, amount_minor"
    made = {
        "bought_added": f"AFTER INSERT ON purchase_lines BEGIN {added('NEW')} END",
        "bought_removed": f"AFTER DELETE ON purchase_lines BEGIN {removed} END",
        "bought_changed": f"AFTER UPDATE OF {columns} ON purchase_lines BEGIN {removed} {added('NEW')} END",
        "bought_moved": f"AFTER UPDATE OF {', '.join(_MOVING)} ON purchases BEGIN {moved} END",
    }
    return [
        statement
        for name, body in made.items()
        for statement in (f"DROP TRIGGER IF EXISTS {name}", f"CREATE TRIGGER {name} {body}")
    ]


def _postgresql() -> list[str]:
    columns = "purchase_id, line_no, product_id, quantity, amount_minor"

    def added(rows: str) -> str:
        both = f"({rows}) AS l JOIN purchases AS p ON p.id = l.purchase_id WHERE l.quantity > 0"
        return (
            f"INSERT INTO bought_lines ({_LINES}) SELECT {_OF_LINE} FROM {both};"
            f" INSERT INTO bought_totals ({_TOTALS}) SELECT {_OF_PURCHASE} FROM {both}"
            f" GROUP BY p.id {_MORE};"
        )

    def removed(rows: str) -> str:
        both = f"({rows}) AS l JOIN purchases AS p ON p.id = l.purchase_id WHERE l.quantity > 0"
        same = "b.customer_id = g.customer_id AND b.at_ms = g.at_ms AND b.purchase_id = g.id"
        return (
            f"DELETE FROM bought_lines AS b USING (SELECT l.*, p.id, p.customer_id, p.at_ms FROM {both}) AS g"
            f" WHERE {same} AND b.product_id = g.product_id AND b.line_no = g.line_no;"
            " UPDATE bought_totals AS b SET items = b.items - g.items,"
            " amount_minor = b.amount_minor - g.amount_minor FROM (SELECT p.id, p.customer_id, p.at_ms,"
            " SUM(l.quantity) AS items, SUM(l.amount_minor) AS amount_minor"
            f" FROM {both} GROUP BY p.id, p.customer_id, p.at_ms) AS g WHERE {same};"
            f" DELETE FROM bought_totals AS b USING (SELECT p.id, p.customer_id, p.at_ms FROM {both}) AS g"
            f" WHERE {same} AND b.items = 0;"
        )

    old, new = f"SELECT {columns} FROM old_rows", f"SELECT {columns} FROM new_rows"
    moving = (
        "(SELECT n.id, n.customer_id, n.at_ms, n.store_id, n.channel, o.customer_id AS before_id,"
        " o.at_ms AS before_ms FROM new_rows AS n JOIN old_rows AS o ON o.id = n.id"
        " WHERE (n.customer_id, n.at_ms, n.store_id, n.channel)"
        " <> (o.customer_id, o.at_ms, o.store_id, o.channel)) AS m"
    )
    here = "b.customer_id = m.before_id AND b.at_ms = m.before_ms AND b.purchase_id = m.id"
    moved = (
        "UPDATE bought_lines AS b SET customer_id = m.customer_id, at_ms = m.at_ms"
        f" FROM {moving} JOIN purchase_lines AS l ON l.purchase_id = m.id"
        f" WHERE {here} AND b.product_id = l.product_id AND b.line_no = l.line_no;"
        " UPDATE bought_totals AS b SET customer_id = m.customer_id, at_ms = m.at_ms, store_id = m.store_id,"
        f" channel = m.channel FROM {moving} WHERE {here};"
    )
    rows_of = {
        "INSERT": "NEW TABLE AS new_rows",
        "DELETE": "OLD TABLE AS old_rows",
        "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    }
    made = (
        ("bought_added", "INSERT", "purchase_lines", added(new)),
        ("bought_removed", "DELETE", "purchase_lines", removed(old)),
        ("bought_changed", "UPDATE", "purchase_lines",
         removed(f"{old} EXCEPT {new}") + added(f"{new} EXCEPT {old}")),
        ("bought_moved", "UPDATE", "purchases", moved),
    )  # fmt: skip
    return [
        each for n, event, table, body in made for each in trigger_of(n, event, table, rows_of[event], body)
    ]
