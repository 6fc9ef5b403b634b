"""Rows of an export on disk: whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from typing import Any

from server.recommendations.export.files import FileUnusable
from server.recommendations.export.lists import Row

ENDINGS = (".csv", ".parquet")


def check_place(path: Path) -> None:
    """Nothing happens if a file can be written there; FileUnusable otherwise, before hours of work."""
    if path.suffix.lower() not in ENDINGS:
        raise FileUnusable(f"{path.name} is neither .csv nor .parquet. Name a file of one of these kinds.")
    if not path.absolute().parent.is_dir():
        raise FileUnusable(f"There is no folder {path.parent} to write {path.name} into. Make it first.")


def write_rows(path: Path, rows: Iterable[Row]) -> int:
    """The file holds the rows, in their order; how many there are. A file of that name is replaced."""
    import pyarrow as pa
    from pyarrow import csv, parquet

    columns: dict[str, list[Any]] = {field.name: [] for field in fields(Row)}
    for row in rows:
        for name, values in columns.items():
            values.append(getattr(row, name))
    table = pa.table(columns)
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        if path.suffix.lower() == ".csv":
            csv.write_csv(table, unfinished, csv.WriteOptions(quoting_style="needed"))
        else:
            parquet.write_table(table, unfinished)
        unfinished.replace(path)
    except OSError as error:
        raise FileUnusable(f"{path} cannot be written: {error.strerror}. Name another place.") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return int(table.num_rows)
