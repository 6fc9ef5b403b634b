"""Purchase lines out of anybody's file: CSV or Parquet, ids of any kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from server.recommendations.building.lines import Lines, Numbers
from server.recommendations.export.files import FileUnusable, csv_source, parquet_source, quoted
from shared.clock import DAY_MS, to_millis

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

NAMES: Final = {
    "customer": ("customer", "customer_id", "household", "household_id", "user", "user_id"),
    "product": ("product", "product_id", "item", "item_id", "sku"),
    "time": ("time", "timestamp", "transaction_timestamp", "date", "day", "at"),
    "quantity": ("quantity", "qty"),
}
"""What each column may be called, whatever the case of its letters."""

WHOLE: Final = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT")
EARLIEST: Final = to_millis(datetime(1900, 1, 1, tzinfo=UTC))
"""What is dated before is a mistake of writing, and no calendar of ours goes on for ever."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many lines were read, and why some do not count."""

    read: int
    used: int
    returned: int
    later: int
    unreadable: int


@dataclass(frozen=True, slots=True)
class Given:
    """The lines that count, by customer; customers and products are places in `customers` and `products`."""

    lines: Lines
    at_ms: Numbers
    customers: Sequence[str | int]
    products: Sequence[str | int]
    tally: Tally


def read_given(path: Path, as_of: date) -> Given:
    """The lines before `as_of`; FileUnusable says what is wrong with the file."""
    import duckdb

    try:
        with duckdb.connect() as connection:
            return _read(connection, path, as_of)
    except duckdb.Error as error:
        why = str(error).strip().partition("\n")[0]
        raise FileUnusable(f"{path.name} cannot be read as purchase lines: {why}") from error


def _read(connection: DuckDBPyConnection, path: Path, as_of: date) -> Given:
    execute = connection.execute
    is_csv = _is_csv(path)
    execute(f"CREATE TEMP VIEW given AS SELECT * FROM {csv_source(path) if is_csv else parquet_source(path)}")
    types = {name: kind for name, kind, *_ in execute("DESCRIBE given").fetchall()}
    columns = _named(types, path.name)
    cut = (as_of - date(1970, 1, 1)).days * DAY_MS
    execute(
        "CREATE TEMP TABLE lines AS SELECT *, customer IS NOT NULL AND product IS NOT NULL"
        f" AND quantity IS NOT NULL AND at_ms >= {EARLIEST} AS readable FROM (SELECT"
        f" {_id(columns['customer'], types)} AS customer, {_id(columns['product'], types)} AS product,"
        f" {_moment(columns['time'], types)} AS at_ms, {_quantity(columns.get('quantity'))} AS quantity"
        " FROM given)"
    )
    execute(f"CREATE TEMP TABLE known AS SELECT * FROM lines WHERE readable AND at_ms < {cut}")
    customers, products = (_numbered(connection, each) for each in ("customer", "product"))
    rows = execute(
        "SELECT c.number AS customer, p.number AS product, at_ms FROM known"
        " JOIN customers AS c ON c.id = known.customer JOIN products AS p ON p.id = known.product"
        " WHERE quantity > 0 ORDER BY 1, 3, 2"
    ).fetchnumpy()
    customer, product, at_ms = (np.asarray(rows[name], np.int64) for name in ("customer", "product", "at_ms"))
    lines = Lines(customer, product, np.floor_divide(at_ms, DAY_MS))
    return Given(
        lines,
        at_ms,
        _ids(customers, types[columns["customer"]]),
        _ids(products, types[columns["product"]]),
        _tally(connection, cut, is_csv=is_csv),
    )


def _is_csv(path: Path) -> bool:
    name = path.name.lower().removesuffix(".gz")
    if not name.endswith((".csv", ".parquet")):
        raise FileUnusable(f"{path.name} is neither .csv nor .parquet. Name a file of one of these kinds.")
    return name.endswith(".csv")


def _named(types: dict[str, str], file: str) -> dict[str, str]:
    """Which column of the file is which."""
    lower = {name.strip().lower(): name for name in reversed(types)}
    found = {
        what: lower[next(name for name in names if name in lower)]
        for what, names in NAMES.items()
        if any(name in lower for name in names)
    }
    missing = [what for what in ("customer", "product", "time") if what not in found]
    if missing:
        raise FileUnusable(
            f"{file} has no column {' and no column '.join(missing)}; it has {', '.join(types) or 'none'}. "
            "Name its columns customer, product, time and quantity."
        )
    return found


def _id(column: str, types: dict[str, str]) -> str:
    """The id as text; whole numbers that a table keeps as fractions are written as whole ones."""
    name = quoted(column)
    if types[column] in ("DOUBLE", "FLOAT"):
        return f"CASE WHEN isfinite({name}) THEN CAST(TRY_CAST({name} AS HUGEINT) AS VARCHAR) END"
    return f"nullif(trim(CAST({name} AS VARCHAR)), '')"


def _moment(column: str, types: dict[str, str]) -> str:
    """Milliseconds since 1970 UTC; a moment that names no zone is taken as written."""
    name, kind = quoted(column), types[column]
    if kind.startswith(("TIMESTAMP", "DATE")):
        moment = f"TRY_CAST({name} AS TIMESTAMP)" if "ZONE" not in kind else name
        return f"CASE WHEN isfinite({moment}) THEN epoch_ms({moment}) END"
    # a number is a day as 20260614, or seconds or milliseconds since 1970; a count of days says nothing
    text = name if kind == "VARCHAR" else f"CAST(TRY_CAST({name} AS BIGINT) AS VARCHAR)"
    count, day = f"TRY_CAST({text} AS BIGINT)", f"try_strptime({text}, '%Y%m%d')"
    number = f"CASE WHEN abs({count}) >= 100000000000 THEN {count} ELSE {count} * 1000 END"
    moment = f"coalesce(TRY_CAST({text} AS TIMESTAMP), CASE WHEN length({text}) = 8 THEN {day} END)"
    return f"CASE WHEN isfinite({moment}) THEN epoch_ms({moment}) WHEN length({text}) > 8 THEN {number} END"


def _quantity(column: str | None) -> str:
    """The quantity; without such a column each line is one piece."""
    if column is None:
        return "1.0"
    number = f"TRY_CAST({quoted(column)} AS DOUBLE)"
    return f"CASE WHEN isfinite({number}) THEN {number} END"


def _numbered(connection: DuckDBPyConnection, what: str) -> list[str]:
    """The ids in their order, which is that of numbers if all are numbers; a table `…s` has their places."""
    execute = connection.execute
    row = execute(rf"SELECT bool_and(regexp_full_match({what}, '-?\d{{1,18}}')) FROM known").fetchone()
    order = "CAST(id AS BIGINT), id" if row is not None and row[0] else "id"
    execute(
        f"CREATE TEMP TABLE {what}s AS SELECT id, row_number() OVER (ORDER BY {order}) - 1 AS number"
        f" FROM (SELECT DISTINCT {what} AS id FROM known)"
    )
    return [found for (found,) in execute(f"SELECT id FROM {what}s ORDER BY number").fetchall()]


def _ids(found: list[str], kind: str) -> Sequence[str | int]:
    """The ids as the file has them: numbers where a table says so, otherwise text."""
    return [int(each) for each in found] if kind in (*WHOLE, "DOUBLE", "FLOAT") else found


def _tally(connection: DuckDBPyConnection, cut: int, *, is_csv: bool) -> Tally:
    counted: Any = connection.execute(
        "SELECT count(*), count(*) FILTER (readable AND at_ms < $cut AND quantity > 0),"
        " count(*) FILTER (readable AND at_ms < $cut AND quantity <= 0),"
        " count(*) FILTER (readable AND at_ms >= $cut),"
        " count(*) FILTER (readable IS NOT TRUE) FROM lines",
        {"cut": cut},
    ).fetchone()
    read, used, returned, later, unreadable = counted
    rejected = 0
    if is_csv:
        row = connection.execute("SELECT count(DISTINCT line) FROM reject_errors").fetchone()
        rejected = int(row[0]) if row else 0
    return Tally(read + rejected, used, returned, later, unreadable + rejected)
