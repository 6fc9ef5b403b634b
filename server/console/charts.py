"""Column charts as SVG, laid out here: the strict policy lets no style or script draw them in the browser."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 920
HEIGHT: Final = 230
LEFT: Final = 40
BELOW: Final = 26
ABOVE: Final = 22
GAP: Final = 0.28
"""The share of a column's room that stays empty."""

WIDEST: Final = 64
LABELS: Final = 9
"""At most so many columns are named below: more would touch each other."""

STEPS: Final = 4
FULL_STEPS: Final = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: where it stands, what is written above and below it ("" for nothing), and its words."""

    x: float
    y: float
    width: float
    height: float
    middle: float
    value: str
    label: str
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the grid and its figure."""

    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawn chart; `words` say what it shows to those who cannot see it."""

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    words: str
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    floor: int = HEIGHT - BELOW


def columns_of(values: Sequence[int], labels: Sequence[str], words: Sequence[str], said: str) -> Chart:
    """The chart of these figures, one column each; `words` are what each column says by itself."""
    top = scale_of(max(values, default=0))
    room = (WIDTH - LEFT) / max(1, len(values))
    width = min(WIDEST, room * (1 - GAP))
    every = -(-len(values) // LABELS)
    columns = []
    for place, (value, label, sentence) in enumerate(zip(values, labels, words, strict=True)):
        middle = LEFT + room * (place + 0.5)
        height = (HEIGHT - BELOW - ABOVE) * value / top[-1]
        columns.append(
            Column(
                x=round(middle - width / 2, 1), y=round(HEIGHT - BELOW - height, 1), width=round(width, 1),
                height=round(height, 1), middle=round(middle, 1), value=f"{value:,}" if value else "",
                label=label if place % every == 0 else "", words=sentence,
            )
        )  # fmt: skip
    lines = tuple(
        Line(round(HEIGHT - BELOW - (HEIGHT - BELOW - ABOVE) * mark / top[-1], 1), f"{mark:,}")
        for mark in top
    )  # fmt: skip
    return Chart(tuple(columns), lines, said)


def scale_of(most: int) -> list[int]:
    """Round figures from 0 up to at least the largest, four steps at the most."""
    size = 1
    while size * FULL_STEPS[-1] * STEPS < most:
        size *= 10
    step = next(size * factor for factor in FULL_STEPS if size * factor * STEPS >= most)
    return list(range(0, max(1, -(-most // step)) * step + 1, step))
