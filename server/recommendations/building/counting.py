"""The counts of each month, by one expression that DuckDB and Spark both run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from server.recommendations.building.lines import Lines, Numbers
from server.recommendations.building.periods import Calendar, calendar_of
from shared.errors import AisleError

if TYPE_CHECKING:
    import ibis.expr.types as ir

Backend = Literal["duckdb", "spark"]
BACKENDS: Final[tuple[Backend, ...]] = ("duckdb", "spark")


class CountingUnavailable(AisleError):
    """The engine that was asked for cannot be started."""

    code = "counting_unavailable"


@dataclass(frozen=True, slots=True)
class Counts:
    """For each month, customer and product: the visits with it, and their weights at the end of the month.

    Ordered by month, customer and product.
    """

    month: Numbers
    customer: Numbers
    product: Numbers
    weight: Numbers
    visits: Numbers

    def __len__(self) -> int:
        return len(self.month)


COLUMNS: Final = ("month", "customer", "product", "weight", "visits")

NOTHING: Final = Counts(*(np.zeros(0, np.int64) for _ in COLUMNS))


def counted(lines: ir.Table, calendar: ir.Table) -> ir.Table:
    """The expression: a visit is a customer's day, however often she bought the product on it."""
    visits = lines.distinct().join(calendar, "day")
    sums = visits.group_by("month", "customer", "product").agg(
        weight=visits.weight.sum(), visits=visits.count()
    )
    return sums.cast(dict.fromkeys(COLUMNS, "int64"))


def count(lines: Lines, backend: Backend = "duckdb") -> Counts:
    """The counts of these lines; CountingUnavailable if that engine is not installed here."""
    if not len(lines):
        return NOTHING
    with TemporaryDirectory(prefix="aisle-count-") as folder, _ENGINES[backend]() as engine:
        given, days = Path(folder) / "lines.parquet", Path(folder) / "days.parquet"
        _write(given, {"customer": lines.customer, "product": lines.product, "day": lines.day})
        calendar: Calendar = calendar_of(lines.day)
        _write(days, {"day": calendar.day, "month": calendar.month, "weight": calendar.weight})
        found = Path(folder) / "counts.parquet"
        engine.to_parquet(counted(engine.read_parquet(given), engine.read_parquet(days)), found)
        return _read(found)


def _read(path: Path) -> Counts:
    """The counts in a Parquet file, or in the folder of files that Spark makes of one, in their order."""
    from pyarrow import parquet

    found = parquet.read_table(path)
    columns = {name: found.column(name).to_numpy() for name in COLUMNS}
    order = np.lexsort((columns["product"], columns["customer"], columns["month"]))
    return Counts(**{name: values[order] for name, values in columns.items()})


def _write(path: Path, columns: dict[str, Numbers]) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    parquet.write_table(pa.table(columns), path)


@contextmanager
def _duckdb() -> Iterator[Any]:
    ibis = _ibis()
    engine = ibis.duckdb.connect()
    try:
        yield engine
    finally:
        engine.disconnect()


@contextmanager
def _spark() -> Iterator[Any]:
    ibis = _ibis()
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise CountingUnavailable(
            "Spark is not installed here. Install pyspark and a Java runtime, or count with duckdb."
        ) from error
    builder: Any = SparkSession.builder
    session = (
        builder.appName("aisle-one")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .getOrCreate()
    )
    try:
        yield ibis.pyspark.connect(session)
    finally:
        session.stop()


def _ibis() -> Any:
    import ibis

    return ibis


_ENGINES: Final = {"duckdb": _duckdb, "spark": _spark}
