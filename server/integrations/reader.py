"""Files read in batches, Parquet or CSV, with every unreadable value marked instead of raised.

A batch is checked as whole columns: `rejecting` takes the bad rows out and tells the report why.
"""

from __future__ import annotations

from collections.abc import Container, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from server.integrations.columns import READERS
from server.integrations.errors import FileUnusable
from server.integrations.report import BadRowReport

BATCH_ROWS = 131_072

Kind = Literal["number", "money", "moment", "text"]
Mask = npt.NDArray[np.bool_]
Array = npt.NDArray[Any]

UNREADABLE: Mapping[Kind, str] = {
    "number": "is not a whole number",
    "money": "is not an amount",
    "moment": "is not a date or time",
    "text": "is not text",
}


@dataclass(frozen=True, slots=True)
class FileShape:
    """The columns that a file must have, and what each holds; `titles` are their names for people."""

    name: str
    columns: Mapping[str, Kind]
    titles: Mapping[str, str] = field(default_factory=dict)

    def title(self, column: str) -> str:
        """How the report calls the column."""
        return self.titles.get(column, column.replace("_", " "))


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows of a file as columns; `lines` says where each row stands in it."""

    file: str
    lines: Array
    columns: Mapping[str, Array]

    def __len__(self) -> int:
        return len(self.lines)

    @property
    def numbers(self) -> Array:
        """Which row of the data each is, from 1, whatever the kind of file."""
        return self.lines - (1 if self.file.endswith(".csv") else 0)

    def rejecting(self, bad: Sequence[tuple[Mask, str]], report: BadRowReport) -> Batch:
        """The batch without its bad rows; each is reported once, for the first reason that holds."""
        left_out = np.zeros(len(self), dtype=bool)
        for mask, reason in bad:
            report.add(self.file, self.lines[mask & ~left_out].tolist(), reason)
            left_out |= mask
        if not left_out.any():
            return self
        keep = ~left_out
        return Batch(self.file, self.lines[keep], {name: c[keep] for name, c in self.columns.items()})


def none_of(values: Sequence[Hashable], known: Container[Hashable]) -> Mask:
    """Which of the values are not among the known ones."""
    return np.fromiter((value not in known for value in values), dtype=np.bool_, count=len(values))


def seen_before(values: Sequence[Hashable], seen: set[Any]) -> Mask:
    """Which of the values came before, here or in an earlier batch; afterwards all of them have."""
    mask = np.zeros(len(values), dtype=np.bool_)
    for position, value in enumerate(values):
        mask[position] = value in seen
        seen.add(value)
    return mask


def read(folder: Path, shape: FileShape, report: BadRowReport) -> Iterator[Batch]:
    """The readable rows of a file, batch by batch; unreadable ones are in the report."""
    path = _find(folder, shape.name)
    first_line = 2 if path.suffix == ".csv" else 1
    for table in _open(path, shape, report):
        lines = np.arange(first_line, first_line + table.num_rows, dtype=np.int32)
        first_line += table.num_rows
        columns: dict[str, Array] = {}
        bad: list[tuple[Mask, str]] = []
        for name, kind in shape.columns.items():
            columns[name], unreadable = READERS[kind](table.column(name))
            if unreadable.any():
                bad.append((unreadable, f"{shape.title(name)} {UNREADABLE[kind]}"))
        yield Batch(path.name, lines, columns).rejecting(bad, report)


def count_rows(folder: Path, shape: FileShape) -> int | None:
    """How many rows a file has where that is known without reading it."""
    path = _find(folder, shape.name)
    if path.suffix != ".parquet":
        return None
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return int(pq.read_metadata(path).num_rows)
    except (pa.ArrowInvalid, OSError) as error:
        raise FileUnusable(f"{path} cannot be read: {error}") from error


def _find(folder: Path, name: str) -> Path:
    for suffix in (".parquet", ".csv"):
        path = folder / f"{name}{suffix}"
        if path.is_file():
            return path
    raise FileUnusable(f"There is no {name}.parquet or {name}.csv in {folder}. Check the folder given.")


def _open(path: Path, shape: FileShape, report: BadRowReport) -> Iterator[Any]:
    import pyarrow as pa

    try:
        batches = _parquet(path, shape) if path.suffix == ".parquet" else _csv(path, shape, report)
        yield from batches
    except (pa.ArrowInvalid, pa.ArrowKeyError, OSError) as error:
        raise FileUnusable(f"{path} cannot be read: {error}") from error


def _need(path: Path, shape: FileShape, names: Sequence[str]) -> None:
    missing = sorted(set(shape.columns) - set(names))
    if missing:
        raise FileUnusable(
            f"{path} lacks the column {', '.join(missing)}. Add it, or check the file's heading."
        )


def _parquet(path: Path, shape: FileShape) -> Iterator[Any]:
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        _need(path, shape, file.schema_arrow.names)
        yield from file.iter_batches(BATCH_ROWS, columns=list(shape.columns))


def _csv(path: Path, shape: FileShape, report: BadRowReport) -> Iterator[Any]:
    import pyarrow as pa
    from pyarrow import csv

    with path.open(encoding="utf-8-sig") as file:
        names = file.readline().rstrip("\r\n").replace('"', "").split(",")
    _need(path, shape, names)
    broken: list[int] = []

    def leave_out(row: Any) -> str:
        broken.append(row.number)
        return "skip"

    reader = csv.open_csv(
        path,
        read_options=csv.ReadOptions(use_threads=False),
        parse_options=csv.ParseOptions(invalid_row_handler=leave_out, ignore_empty_lines=False),
        convert_options=csv.ConvertOptions(
            include_columns=list(shape.columns),
            column_types=dict.fromkeys(shape.columns, pa.string()),
            strings_can_be_null=True,
            null_values=["", "NA", "NULL"],
        ),
    )
    yield from reader
    report.add(path.name, broken, f"has not {len(names)} columns")
