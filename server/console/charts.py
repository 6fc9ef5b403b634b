"""Charts as SVG, laid out here: the strict policy lets no style or script draw them in the browser."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 920
HALF: Final = 560
"""The width of a chart that stands beside another."""

HEIGHT: Final = 230
LEFT: Final = 40
BELOW: Final = 26
ABOVE: Final = 22
GAP: Final = 0.28
"""The share of a column's room that stays empty."""

WIDEST: Final = 64
LABEL: Final = 100
"""The room that a name below needs: of more columns only some are named."""

DIGIT: Final = 7
"""The width of a digit above a column."""

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


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a course: where it stands, what is written above and below it, and its words."""

    x: float
    y: float
    value: str
    words: str


@dataclass(frozen=True, slots=True)
class Course:
    """A drawn course of a figure; `paths` join points that nothing lies between, so a gap stays one."""

    points: tuple[Point, ...]
    paths: tuple[str, ...]
    labels: tuple[tuple[float, str], ...]
    lines: tuple[Line, ...]
    words: str
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    floor: int = HEIGHT - BELOW


def course_of(
    values: Sequence[float | None],
    labels: Sequence[str],
    words: Sequence[str],
    said: str,
    marks: Sequence[int],
    width: int = WIDTH,
) -> Course:
    """The course of these figures between the first and the last mark; None where there is no figure."""
    room, reach = (width - LEFT) / max(1, len(values)), HEIGHT - BELOW - ABOVE

    def height_of(value: float) -> float:
        return round(HEIGHT - BELOW - reach * (value - marks[0]) / (marks[-1] - marks[0]), 1)

    places = [round(LEFT + room * (place + 0.5), 1) for place in range(len(values))]
    points = tuple(
        Point(x, height_of(value), f"{value:.1f}" if room >= 4 * DIGIT else "", sentence)
        for x, value, sentence in zip(places, values, words, strict=True)
        if value is not None
    )
    every = _named_every(len(values), width)
    named = list(zip(places, labels, strict=True))[::every]
    return Course(
        points, _joined(places, values, height_of), tuple(named),
        tuple(Line(height_of(mark), str(mark)) for mark in marks), said, width,
    )  # fmt: skip


def _joined(
    places: Sequence[float], values: Sequence[float | None], height_of: Callable[[float], float]
) -> tuple[str, ...]:
    """The lines through figures that stand side by side."""
    paths: list[list[str]] = [[]]
    for x, value in zip(places, values, strict=True):
        if value is None:
            paths.append([])
        else:
            paths[-1].append(f"{x},{height_of(value)}")
    return tuple(" ".join(path) for path in paths if len(path) > 1)


def columns_of(
    values: Sequence[int], labels: Sequence[str], words: Sequence[str], said: str, width: int = WIDTH
) -> Chart:
    """The chart of these figures, one column each; `words` are what each column says by itself.

    Figures stand above their columns as long as they do not touch each other.
    """
    longest = max((len(f"{value:,}") for value in values), default=0)
    top = scale_of(max(values, default=0))
    left = max(LEFT, len(f"{top[-1]:,}") * DIGIT + 12)  # the largest figure fits beside its line
    room = (width - left) / max(1, len(values))
    wide = min(WIDEST, room * (1 - GAP))
    every = _named_every(len(values), width)
    columns = []
    for place, (value, label, sentence) in enumerate(zip(values, labels, words, strict=True)):
        middle = left + room * (place + 0.5)
        height = (HEIGHT - BELOW - ABOVE) * value / top[-1]
        columns.append(
            Column(
                x=round(middle - wide / 2, 1), y=round(HEIGHT - BELOW - height, 1), width=round(wide, 1),
                height=round(height, 1), middle=round(middle, 1),
                value=f"{value:,}" if value and longest * DIGIT <= room else "",
                label=label if place % every == 0 else "", words=sentence,
            )
        )  # fmt: skip
    lines = tuple(
        Line(round(HEIGHT - BELOW - (HEIGHT - BELOW - ABOVE) * mark / top[-1], 1), f"{mark:,}")
        for mark in top
    )  # fmt: skip
    return Chart(tuple(columns), lines, said, width, left=left)


def _named_every(many: int, width: int) -> int:
    """Of so many columns every how manieth is named below."""
    return -(-many // (width // LABEL))


def scale_of(most: int) -> list[int]:
    """Round figures from 0 up to at least the largest, four steps at the most."""
    size = 1
    while size * FULL_STEPS[-1] * STEPS < most:
        size *= 10
    step = next(size * factor for factor in FULL_STEPS if size * factor * STEPS >= most)
    return list(range(0, max(1, -(-most // step)) * step + 1, step))
