"""The examination as a picture: a panel a measure, a dot a model with its 95 % interval, in SVG."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final
from xml.sax.saxutils import escape

from server.recommendations.evaluation.bootstrap import Interval, interval
from server.recommendations.evaluation.examination import SEED, Result
from server.recommendations.evaluation.table import TITLES

NAMES: Final = 190
PANEL: Final = 250
GAP: Final = 30
ROW: Final = 26
TOP: Final = 84
BOTTOM: Final = 20
OURS: Final = "#0f766e"
OTHERS: Final = "#64748b"
INK: Final = "#1e293b"
FAINT: Final = "#e2e8f0"


def picture(results: Sequence[Result], title: str, ours: str) -> str:
    """The picture; the model named `ours` stands out. A panel a measure, each from zero, three to a line."""
    measures = list(TITLES)
    lines = [measures[first : first + 3] for first in range(0, len(measures), 3)]
    height = TOP + len(results) * ROW + BOTTOM
    width = NAMES + 3 * (PANEL + GAP)
    body = "".join(
        _names(results, ours, number * height) + "".join(_panels(results, line, ours, number * height))
        for number, line in enumerate(lines)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{len(lines) * height}" '
        f'font-family="Inter, Helvetica, Arial, sans-serif" font-size="13" fill="{INK}">'
        f'<rect width="100%" height="100%" fill="white"/>'
        f'<text x="16" y="28" font-size="17" font-weight="600">{escape(title)}</text>{body}</svg>\n'
    )


def _names(results: Sequence[Result], ours: str, down: int) -> str:
    return "".join(
        f'<text x="{NAMES - 14}" y="{_middle(number, down) + 4}" text-anchor="end"'
        f"{_bold(result.name == ours)}>{escape(result.name)}</text>"
        for number, result in enumerate(results)
    )


def _panels(results: Sequence[Result], measures: Sequence[str], ours: str, down: int) -> Iterator[str]:
    for column, measure in enumerate(measures):
        found = [interval(getattr(result.marks, measure), seed=SEED) for result in results]
        left = NAMES + column * (PANEL + GAP)
        yield _panel(TITLES[measure], found, [result.name == ours for result in results], left, down)


def _panel(title: str, found: Sequence[Interval], own: Sequence[bool], left: int, down: int) -> str:
    step = _step(max((each.high for each in found), default=0.0))
    most = step * (int(max((each.high for each in found), default=0.0) / step) + 1)
    scale = PANEL / most
    bottom = down + TOP + len(found) * ROW
    parts = [f'<text x="{left}" y="{down + TOP - 30}" font-weight="600">{escape(title)}</text>']
    for number in range(round(most / step) + 1):
        x = left + number * step * scale
        parts.append(f'<path d="M{x:.1f} {down + TOP - 6}V{bottom}" stroke="{FAINT}"/>')
        parts.append(
            f'<text x="{x:.1f}" y="{down + TOP - 11}" font-size="11" text-anchor="middle" fill="{OTHERS}">'
            f"{number * step:.2g}</text>"
        )
    for number, (each, is_ours) in enumerate(zip(found, own, strict=True)):
        y, colour = _middle(number, down), OURS if is_ours else OTHERS
        low, middle, high = (left + at * scale for at in (each.low, each.mean, each.high))
        parts.append(f'<path d="M{low:.1f} {y}H{high:.1f}" stroke="{colour}" stroke-width="2"/>')
        parts.append(f'<circle cx="{middle:.1f}" cy="{y}" r="4.5" fill="{colour}"/>')
    return "".join(parts)


def _middle(number: int, down: int) -> int:
    return down + TOP + number * ROW + ROW // 2


def _bold(yes: bool) -> str:
    return ' font-weight="700"' if yes else ""


def _step(most: float) -> float:
    """A round distance of the lines, so that there are three to six of them."""
    steps = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5)
    return next((step for step in steps if most / step <= 5), 1.0)
