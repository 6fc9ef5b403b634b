"""The report of rows that could not go in: file, line number and reason, on the screen and as CSV."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class BadRow:
    """One row that was left out; `line` counts from 1, a CSV file's heading included."""

    file: str
    line: int
    reason: str


class BadRowReport:
    """Counts bad rows by reason, keeps the first few to show, and writes all of them to a file.

    The file comes into being with the first bad row; one left over from an earlier import is removed, so that
    it never speaks of rows that went in this time.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.by_reason: Counter[tuple[str, str]] = Counter()
        self.examples: list[BadRow] = []
        self._file: IO[str] | None = None
        self._writer: Any = None

    def __enter__(self) -> Self:
        self.path.unlink(missing_ok=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()

    @property
    def total(self) -> int:
        """How many rows were left out."""
        return self.by_reason.total()

    def add(self, file: str, lines: Iterable[int], reason: str) -> None:
        """Every one of these lines is in the report, for this reason."""
        for line in lines:
            row = BadRow(file, int(line), reason)
            if self._file is None:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                self._file = self.path.open("w", newline="", encoding="utf-8")
                self._writer = csv.writer(self._file)
                self._writer.writerow(("file", "line", "reason"))
            self._writer.writerow((row.file, row.line, row.reason))
            self.by_reason[file, reason] += 1
            if len(self.examples) < EXAMPLES:
                self.examples.append(row)

    def summary(self) -> list[str]:
        """What to tell the person who started the import, a sentence a line."""
        if not self.total:
            return ["Every row was usable."]
        rows = "1 row was" if self.total == 1 else f"{self.total:,} rows were"
        lines = [f"{rows} left out; everything else went in."]
        lines += [f"  {file}: {reason} ({count:,})" for (file, reason), count in self.by_reason.most_common()]
        lines += [f"  for example {row.file}, line {row.line}: {row.reason}" for row in self.examples]
        lines.append(f"All of them, with file and line: {self.path}")
        return lines
