"""What anybody with a connection may write: each a few statements in one transaction, on either database."""

from __future__ import annotations

from hypothesis import strategies as st
from sqlalchemy import Connection, Engine

from tests.sync.world import STORES, run

CUSTOMERS = range(4)

WRITES: tuple[tuple[str, ...], ...] = (
    ("UPDATE goods SET version = :v WHERE id = 0", "UPDATE staff SET version = :v",
     "UPDATE tasks SET version = :v, label = CAST(:v AS TEXT)"),
    ("UPDATE customers SET version = :v WHERE id = :c",
     "UPDATE lines SET version = :v WHERE purchase_id = :c AND line_no = 0",
     "UPDATE badges SET version = :v WHERE id = :c"),
    ("UPDATE goods SET version = version WHERE id = 0",),
    ("UPDATE customers SET version = version WHERE id = :c",),
    ("REPLACE",),
    ("DELETE FROM lines WHERE purchase_id = :p AND line_no = 1",),
    ("UPDATE lines SET customer_id = :c WHERE purchase_id = :p AND line_no = 1",),
    ("INSERT INTO lines SELECT :p + 100 * c.id, 2 + :v, c.id, :v FROM customers AS c",),
    ("DELETE FROM lines WHERE line_no > 1 AND customer_id = :c",),
    ("INSERT INTO customers VALUES (:c, 0) ON CONFLICT DO NOTHING",
     "INSERT INTO lines VALUES (:c, 0, :c, 0) ON CONFLICT DO NOTHING",
     "INSERT INTO badges VALUES (:c, :c, 0) ON CONFLICT DO NOTHING",
     "UPDATE lines SET version = 0 WHERE purchase_id = :c AND line_no = 0",
     "UPDATE badges SET version = 0 WHERE id = :c",
     "UPDATE customers SET version = 0 WHERE id = :c"),
    ("DELETE FROM customers WHERE id = :c", "DELETE FROM lines WHERE purchase_id = :c AND line_no = 0",
     "DELETE FROM badges WHERE id = :c"),
    ("INSERT INTO book VALUES (:s, :c) ON CONFLICT DO NOTHING",),
    ("DELETE FROM book WHERE store_id = :s AND customer_id = :c",),
    ("DELETE FROM book WHERE store_id = :s AND customer_id = :c", "INSERT INTO book VALUES (:s, :c)"),
    ("DELETE FROM notes WHERE customer_id = :c AND body = 'old'",),
    ("INSERT INTO pinned VALUES (:d, :c) ON CONFLICT DO NOTHING",),
    ("DELETE FROM pinned WHERE device_id = :d AND customer_id = :c",),
    ("DELETE FROM pinned WHERE customer_id = :c", "DELETE FROM book WHERE customer_id = :c"),
)  # fmt: skip
"""By number, so that a control may name those among which its fault shows."""

_REPLACE = {
    "sqlite": "INSERT OR REPLACE INTO lines VALUES (:p, 1, :c, :v)",  # takes a row away silently
    "postgresql": "INSERT INTO lines VALUES (:p, 1, :c, :v) ON CONFLICT (purchase_id, line_no)"
    " DO UPDATE SET customer_id = excluded.customer_id, version = excluded.version",
}

Write = tuple[int, int, int, str]
"""Which of the writes, whose customer, which purchase, whose store."""

writes = st.tuples(
    st.integers(0, len(WRITES) - 1), st.sampled_from(CUSTOMERS), st.integers(10, 13), st.sampled_from(STORES)
)


def carry_out(connection: Connection, write: Write, version: int) -> None:
    """It is written, in the caller's transaction, with a version that nobody has used before."""
    number, customer, purchase, store = write
    values = {"v": version, "c": customer, "p": purchase, "s": store, "d": f"d{purchase - 9}"}
    for statement in WRITES[number]:
        sql = _REPLACE[connection.dialect.name] if statement == "REPLACE" else statement
        run(connection, sql, **{name: value for name, value in values.items() if f":{name}" in sql})


def past_the_log(engine: Engine, write: Write, version: int) -> None:
    """It is written by somebody who went round the triggers: the log knows nothing of it."""
    with engine.begin() as connection:
        before = run(connection, "SELECT COALESCE(MAX(id), 0) FROM sync_journal").scalar()
        carry_out(connection, write, version)
        run(connection, "DELETE FROM sync_journal WHERE id > :before", before=before)
