"""The examination as a picture: a panel a measure, a dot a model with its 95 % interval, in SVG."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

from server.recommendations.evaluation.bootstrap import Interval, interval
from server.recommendations.evaluation.examination import SEED, Result, value

PANELS: Final = {
    "next_10": ("Next visit", "share found in the first 10"),
    "next_gain_10": ("Next visit, by places", "what stands first counts most (N@10)"),
    "weeks_10": ("Four weeks", "share found in the first 10"),
    "weeks_20": ("Four weeks", "share found in the first 20"),
    "novel_10": ("Four weeks, never bought before", "share found in the first 10"),
    "novel_20": ("Four weeks, never bought before", "share found in the first 20"),
}
"""Measures in the order of the panels, in words for who does not know their short names."""

EXPLAINED: Final = (
    (
        "Right is better. Dots: the mean of all customers; bars: its 95 % interval. "
        "Every row is of the same customers, so differences are surer than bars look."
    ),
    "Hollow: learned from histories dealt out anew; what is left there needs nobody's history.",
)

MARGIN: Final = 16
NAMES: Final = 216
PANEL: Final = 250
VALUE: Final = 46
"""What is kept free at a panel's right for the figure of a dot that lies there."""

GAP: Final = 34
ROW: Final = 26
HEAD: Final = 100
TOP: Final = 64
BOTTOM: Final = 34
FINE: Final = 0.1
"""Figures of panels that end below need a second place after the point."""

INK: Final = "#1e293b"
FAINT: Final = "#e2e8f0"
BAND: Final = "#ccfbf1"


@dataclass(frozen=True, slots=True)
class _Look:
    """How a row is drawn, and where it stands."""

    place: int
    colour: str
    inside: str
    weight: int = 400


OURS: Final = _Look(0, "#0f766e", "#0f766e", 700)
OTHERS: Final = _Look(1, "#475569", "#475569")
CONTROL: Final = _Look(2, "#475569", "white")

_Rows = Sequence[tuple[_Look, Result]]


def picture(results: Sequence[Result], title: str, ours: str, control: str) -> str:
    """The picture: `ours` stands first and out, `control` last and hollow, between them the best first."""
    looks = {ours: OURS, control: CONTROL}
    rows = [(looks.get(each.name, OTHERS), each) for each in results]
    rows.sort(key=lambda row: (row[0].place, -value(row[1], "next_10")))
    height, measures = TOP + len(rows) * ROW + BOTTOM, list(PANELS)
    body = [
        part
        for number, first in enumerate(range(0, len(measures), 3))
        for part in _line(rows, measures[first : first + 3], HEAD + number * height)
    ]
    told = [
        f'<text x="{MARGIN}" y="{58 + 20 * number}" fill="{OTHERS.colour}">{escape(line)}</text>'
        for number, line in enumerate(EXPLAINED)
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{NAMES + 3 * (PANEL + GAP)}" '
        f'height="{HEAD + -(-len(measures) // 3) * height}" '
        f'font-family="Inter, Helvetica, Arial, sans-serif" font-size="13" fill="{INK}">'
        f'<rect width="100%" height="100%" fill="white"/>'
        f'<text x="{MARGIN}" y="34" font-size="19" font-weight="700">{escape(title)}</text>'
        f"{''.join((*told, *body))}</svg>\n"
    )


def _line(rows: _Rows, measures: Sequence[str], down: int) -> Iterator[str]:
    """The names of the models, and a panel for each of the measures."""
    for number, (look, result) in enumerate(rows):
        y = _middle(number, down)
        if look is OURS:
            yield f'<rect x="0" y="{y - ROW // 2}" width="100%" height="{ROW}" fill="{BAND}" opacity=".5"/>'
        yield (
            f'<text x="{NAMES - 18}" y="{y + 4}" text-anchor="end" font-weight="{look.weight}">'
            f"{escape(result.name)}</text>"
        )
    for column, measure in enumerate(measures):
        found = [(look, interval(getattr(row.marks, measure), seed=SEED)) for look, row in rows]
        yield from _panel(PANELS[measure], found, NAMES + column * (PANEL + GAP), down)


def _panel(
    title: tuple[str, str], found: Sequence[tuple[_Look, Interval]], left: int, down: int
) -> Iterator[str]:
    most = max((each.high for _, each in found), default=0.0)
    step, scale = _step(most), (PANEL - VALUE) / (most or 1.0)
    top, bottom = down + TOP, down + TOP + len(found) * ROW
    yield f'<text x="{left}" y="{top - 44}" font-size="14" font-weight="700">{escape(title[0])}</text>'
    yield f'<text x="{left}" y="{top - 27}" font-size="12" fill="{OTHERS.colour}">{escape(title[1])}</text>'
    for number in range(int(most / step) + 1):
        x = left + number * step * scale
        yield f'<path d="M{x:.1f} {top}V{bottom}" stroke="{FAINT}"/>'
        yield (
            f'<text x="{x:.1f}" y="{top - 6}" font-size="11" text-anchor="middle" fill="{OTHERS.colour}">'
            f"{number * step * 100:.3g}{' %' if number else ''}</text>"
        )
    for look, each in found:
        if look is OURS:
            x = left + each.mean * scale
            yield f'<path d="M{x:.1f} {top}V{bottom}" stroke="{OURS.colour}" stroke-dasharray="2 4"/>'
    for number, (look, each) in enumerate(found):
        told = f"{each.mean * 100:.{1 if most > FINE else 2}f} %"
        low, middle, high = (left + at * scale for at in (each.low, each.mean, each.high))
        yield _dot(look, told, low, middle, high, _middle(number, down))


def _dot(look: _Look, told: str, low: float, middle: float, high: float, y: int) -> str:
    """A dot with its bar and its figure, which keeps clear of what lies behind it."""
    clear = "" if look is OURS else ' stroke="white" stroke-width="4" paint-order="stroke"'
    return (
        f'<path d="M{low:.1f} {y}H{high:.1f}" stroke="{look.colour}" stroke-width="2.5"/>'
        f'<circle cx="{middle:.1f}" cy="{y}" r="4.5" fill="{look.inside}" stroke="{look.colour}"'
        f' stroke-width="1.5"/><text x="{max(high, middle + 4) + 6:.1f}" y="{y + 4}" font-size="12"'
        f' fill="{look.colour}" font-weight="{look.weight}"{clear}>{told}</text>'
    )


def _middle(number: int, down: int) -> int:
    return down + TOP + number * ROW + ROW // 2


def _step(most: float) -> float:
    """A round distance of the lines, so that there are three to five of them."""
    steps = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5)
    return next((step for step in steps if most / step <= 5), 1.0)
