"""Several tables in one answer: packed as they are read, so that a download begins at once, in little memory.

One table is a file of its own. Nothing of a table is sent before all of it is written: should the database
fail in the middle, an archive without its end arrives, which no program takes for a whole one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from io import RawIOBase
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, TYPE_CHECKING, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from server.exporting.files import Format

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

CHUNK: Final = 256 * 1024
TYPES: Final[dict[Format, str]] = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}

Export = Callable[[str, Path], int]
"""Writes the table of that name into the file."""


def single(name: str, form: Format, export: Export) -> Iterator[bytes]:
    """The table as a file, piece by piece."""
    with TemporaryDirectory(prefix="aisle-export-") as folder:
        path = Path(folder) / f"{name}.{form}"
        export(name, path)
        with path.open("rb") as file:
            yield from _pieces(file)


def packed(names: Sequence[str], form: Format, at: datetime, export: Export) -> Iterator[bytes]:
    """An archive of the tables, piece by piece; its entries were made at that moment."""
    sink = _Sink()
    with TemporaryDirectory(prefix="aisle-export-") as folder, ZipFile(sink, "w") as archive:
        for name in names:
            path = Path(folder) / f"{name}.{form}"
            export(name, path)
            entry = ZipInfo(path.name, (at.year, at.month, at.day, at.hour, at.minute, at.second))
            entry.compress_type = ZIP_DEFLATED if form == "csv" else ZIP_STORED  # Parquet is packed already
            with path.open("rb") as file, archive.open(entry, "w", force_zip64=True) as into:
                for piece in _pieces(file):
                    into.write(piece)
                    yield sink.take()
            path.unlink()
    yield sink.take()


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(CHUNK):
        yield piece


class _Sink(RawIOBase):
    """Takes what is written and gives it away; nobody can go back in it."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def writable(self) -> bool:
        """True: that is what it is for."""
        return True

    def write(self, data: ReadableBuffer) -> int:
        """The bytes wait to be taken."""
        content = bytes(data)
        self._waiting += content
        return len(content)

    def take(self) -> bytes:
        """What was written since it was last asked."""
        taken, self._waiting = bytes(self._waiting), bytearray()
        return taken
