"""A table as a file: whole or not at all, and for nobody's eyes but the owner's."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

from sqlalchemy import Column, Float, Integer, LargeBinary, Numeric, Table
from sqlalchemy.orm import Session

from server.exporting.cells import harmless
from server.exporting.errors import CannotExport
from server.exporting.tables import leaving, rows_of

if TYPE_CHECKING:
    import pyarrow as pa

Format = Literal["csv", "parquet"]
FORMATS: Final[tuple[Format, ...]] = get_args(Format)

BATCH: Final = 20_000
"""Rows in memory at a time."""


def write(
    session: Session, table: Table, path: Path, form: Format, advance: Callable[[int], None] = lambda _: None
) -> int:
    """The file holds the rows of the table as they are at one moment; how many there are.

    A file of that name is replaced, once the new one is whole. CannotExport if it cannot be written.
    """
    count = 0
    try:
        with (
            closing(session.connection().execute(rows_of(table), execution_options=_STREAMED)) as found,
            _replacing(path) as unfinished,
            _writer(unfinished, table, form) as put,
        ):
            for rows in found.partitions():
                put(rows)
                count += len(rows)
                advance(len(rows))
    except OSError as error:
        raise CannotExport(f"{path} cannot be written: {error.strerror}. Name another folder.") from error
    return count


_STREAMED: Final = {"yield_per": BATCH}


@contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        unfinished.unlink(missing_ok=True)
        unfinished.touch(mode=0o600)
        yield unfinished
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


@contextmanager
def _writer(path: Path, table: Table, form: Format) -> Iterator[Callable[[Sequence[Any]], None]]:
    """What takes rows and writes them as that kind of file."""
    import pyarrow as pa
    from pyarrow import csv, parquet

    is_csv = form == "csv"
    schema = _schema(table, binary=pa.string() if is_csv else pa.binary())
    # every cell in quotes: what lies behind a semicolon in a text must not become a cell of its own
    made = (
        csv.CSVWriter(path, schema, write_options=csv.WriteOptions(quoting_style="all_valid"))
        if is_csv
        else parquet.ParquetWriter(path, schema, compression="zstd")
    )

    def put(rows: Sequence[Any]) -> None:
        batch = _batch(rows, schema, is_csv=is_csv)
        made.write_batch(harmless(batch) if is_csv else batch)

    with made:
        yield put


def _schema(table: Table, *, binary: pa.DataType) -> pa.Schema:
    import pyarrow as pa

    def kind(column: Column[object]) -> pa.DataType:
        match column.type:
            case LargeBinary():
                return binary
            case Integer():
                return pa.int64()
            case Float() | Numeric():
                return pa.float64()
        return pa.string()

    return pa.schema([(column.name, kind(column)) for column in leaving(table)])


def _batch(rows: Sequence[Any], schema: pa.Schema, *, is_csv: bool) -> pa.RecordBatch:
    import pyarrow as pa

    columns = zip(*rows, strict=True)
    arrays = [
        pa.array([_as_text(value) for value in values] if is_csv else values, kind)
        if any(isinstance(value, bytes) for value in values)
        else pa.array(values, kind)
        for values, kind in zip(columns, schema.types, strict=True)
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _as_text(value: bytes | None) -> str | None:
    return None if value is None else b64encode(value).decode("ascii")
