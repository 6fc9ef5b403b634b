"""How an import shows where it is: a bar on a terminal, a line a step everywhere else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

Advance = Callable[[int], None]


class ImportProgress(Protocol):
    """Hears of each step and of the rows done in it."""

    def step(self, title: str, total: int | None = None) -> Advance:
        """A step begins; the answer is called with the number of rows done since."""
        ...


class Silent:
    """Shows nothing."""

    def step(self, title: str, total: int | None = None) -> Advance:
        del title, total
        return lambda _rows: None


class Plain:
    """Says each step in a line of its own."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say

    def step(self, title: str, total: int | None = None) -> Advance:
        self._say(f"{title} ({total:,})" if total else title)
        return lambda _rows: None


class Bars:
    """Shows a bar a step."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    def step(self, title: str, total: int | None = None) -> Advance:
        task = self._progress.add_task(title, total=total)

        def advance(rows: int) -> None:
            self._progress.update(task, advance=rows)

        return advance


@contextmanager
def shown(console: Console) -> Iterator[ImportProgress]:
    """Progress as it suits where the output goes."""
    if not console.is_terminal:
        yield Plain(lambda line: console.print(line, highlight=False))
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        yield Bars(progress)
