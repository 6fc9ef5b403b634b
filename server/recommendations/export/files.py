"""Tables on disk, as DuckDB is told to read them."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path
from typing import Final

from shared.errors import AisleError

SEPARATORS: Final = ",;\t|"


class FileUnusable(AisleError):
    """The file cannot be read as purchase lines, or cannot be written."""

    code = "file_unusable"


def csv_source(path: Path) -> str:
    """A CSV file as a source of a query: text in every column, what cannot be read set aside and counted.

    The header says how the lines are written. Guessing from the lines, as DuckDB would, refuses a whole file
    for a few that are damaged.
    """
    opened = gzip.open if path.suffix.lower() == ".gz" else open
    with opened(path, "rt", encoding="utf-8-sig", errors="replace", newline="") as file:
        head = file.readline()
    if "\0" in head:
        raise FileUnusable(f"{path.name} is not written in UTF-8. Save it as CSV UTF-8, then try again.")
    separator = max(SEPARATORS, key=head.count)
    names = next(csv.reader([head], delimiter=separator), [])
    columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in _apart(names))
    if not columns:
        raise FileUnusable(
            f"{path.name} is empty. Its first line names the columns: customer, product, time, quantity."
        )
    return (
        f"read_csv({literal(str(path))}, columns = {{{columns}}}, header = true,"
        f" delim = {literal(separator)},"
        " quote = '\"', escape = '\"', auto_detect = false, null_padding = true, strict_mode = false,"
        " store_rejects = true)"
    )


def parquet_source(path: Path) -> str:
    """A Parquet file as a source of a query."""
    return f"read_parquet({literal(str(path))})"


def literal(text: str) -> str:
    """The text as SQL."""
    return "'" + text.replace("'", "''") + "'"


def quoted(column: str) -> str:
    """The name of a column as SQL."""
    return '"' + column.replace('"', '""') + '"'


def _apart(names: list[str]) -> list[str]:
    """The names, those that come again or are empty made different: nobody asks for them."""
    found: list[str] = []
    for place, name in enumerate(names):
        is_taken = not name.strip() or name.lower() in {each.lower() for each in found}
        found.append(f"{name} {place}" if is_taken else name)
    return found
