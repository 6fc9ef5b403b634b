"""The lines that are replicated in the benchmarks: as many as wanted, about 300 bytes each, always the same.

`documents` gives them to whoever keeps documents; for ours they are one collection more on the real server,
held by the customers of one store.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

import psycopg
from sqlalchemy import Connection, text

from sync.device.replica import ReplicaTable
from sync.protocol import VERDICTS, Collection
from tools.stage import STORE

CUSTOMERS: Final = 200
PRODUCTS: Final = 5_000
TABLE: Final = "lines"
_BATCH: Final = 10_000
_FIRST_MS: Final = 1_780_000_000_000

COLUMNS: Final = {
    "id": "INTEGER", "customer_id": "INTEGER", "store_id": "TEXT", "at_ms": "INTEGER",
    "product_id": "INTEGER", "sku": "TEXT", "name": "TEXT", "department": "TEXT", "quantity": "INTEGER",
    "amount_minor": "INTEGER", "discount_minor": "INTEGER", "receipt": "TEXT", "remark": "TEXT",
}  # fmt: skip
"""Every document's fields, and their types in SQLite."""

LINES: Final = Collection(
    TABLE, key=("id",), columns=tuple(COLUMNS), grouping="customer", group_column="customer_id"
)
LINES_TABLE: Final = ReplicaTable(
    TABLE, COLUMNS, ("id",), group_columns={"customer": "customer_id"},
    # as every table of the app has one: groups leave and are verified by it
    indexes=(f"CREATE INDEX lines_customer ON {TABLE} (customer_id)",),
)  # fmt: skip

_FABRICS: Final = ("linen", "cotton", "wool", "silk", "quilted", "ribbed", "classic", "relaxed", "slim")
_COLOURS: Final = ("dark", "light", "blue", "green", "red", "sand", "stone", "summer", "winter")
_PIECES: Final = ("jacket", "trousers", "shirt", "scarf", "belt", "coat", "dress", "skirt", "boot", "sandal")
_WORDS: Final = (*_FABRICS, *_COLOURS, *_PIECES)
_DEPARTMENTS: Final = ("WOMEN", "MEN", "CHILDREN", "SHOES", "HOME", "ACCESSORIES")


def documents(count: int) -> Iterator[dict[str, Any]]:
    """That many lines, the same in every run; the first of more are the same as of fewer."""
    chance = random.Random(367)  # noqa: S311 - repeatable data, not a secret
    products = [_product(chance, number) for number in range(PRODUCTS)]
    for number in range(count):
        product = products[chance.randrange(PRODUCTS)]
        yield {
            "id": number + 1,
            "customer_id": chance.randrange(CUSTOMERS) + 1,
            "store_id": STORE,
            "at_ms": _FIRST_MS + number * 60_000 + chance.randrange(60_000),
            **product,
            "quantity": chance.choice((1, 1, 1, 2, 3)),
            "amount_minor": chance.randrange(199, 19_900),
            "discount_minor": chance.choice((0, 0, 0, 100, 500)),
            "receipt": f"{chance.getrandbits(64):016x}",
            "remark": " ".join(chance.choices(_WORDS, k=8)),
        }


def _product(chance: random.Random, number: int) -> dict[str, Any]:
    return {
        "product_id": number + 1,
        "sku": f"SKU-{chance.randrange(10**8):08d}",
        "name": " ".join(chance.choices(_WORDS, k=3)),
        "department": chance.choice(_DEPARTMENTS),
    }


def with_lines(collections: tuple[Collection, ...]) -> tuple[Collection, ...]:
    """The collections with the lines among those that a store's tablets share."""
    place = [each.name for each in collections].index(VERDICTS)
    return (*collections[:place], LINES, *collections[place:])


def seed(connection: Connection, count: int) -> None:
    """The lines are in their table, with the store, its customers and an associate.

    Run before the change log's triggers know the table: they would note every line.
    """
    kinds = "BIGINT" if connection.dialect.name == "postgresql" else "INTEGER"
    columns = ", ".join(
        f"{name} {kinds if kind == 'INTEGER' else kind} NOT NULL" for name, kind in COLUMNS.items()
    )
    connection.execute(text(f"CREATE TABLE {TABLE} ({columns}, PRIMARY KEY (id))"))
    store = {"store": STORE}
    connection.execute(
        text("INSERT INTO stores VALUES (:store, 'Store 367', 'North', 'America/New_York')"), store
    )
    associate = "INSERT INTO associates (id, store_id, number, name, pin_hash)"
    connection.execute(text(f"{associate} VALUES ('ann', :store, '1', 'Ann', '')"), store)
    for statement in (
        "INSERT INTO customers (id, given_name, family_name) VALUES (:id, 'Ann', :name)",
        "INSERT INTO client_book (store_id, customer_id) VALUES (:store, :id)",
    ):
        made = [{"id": n, "name": f"Nr {n}", "store": STORE} for n in range(1, CUSTOMERS + 1)]
        connection.execute(text(statement), made)
    _fill(connection, documents(count))


def _fill(connection: Connection, lines: Iterator[dict[str, Any]]) -> None:
    names = ", ".join(COLUMNS)
    driver: Any = connection.connection.driver_connection
    if isinstance(driver, psycopg.Connection):
        with driver.cursor().copy(f"COPY {TABLE} ({names}) FROM STDIN") as copy:
            for line in lines:
                copy.write_row(tuple(line.values()))
        connection.execute(text("ANALYZE"))
        return
    marks = ", ".join("?" * len(COLUMNS))
    while batch := [tuple(line.values()) for line in islice(lines, _BATCH)]:
        driver.executemany(f"INSERT INTO {TABLE} ({names}) VALUES ({marks})", batch)
