"""Charts of trials as Vega-Lite specifications, with their words and their table.

`static/js/charts.js` draws them in the browser. A colour is the name of one of our own (`--a-green`), put in
there, so that a chart follows light and dark. Whoever cannot see the picture reads `words` and the table;
whoever has no script sees the table alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any, Final, Literal

ROW: Final = 34
"""The height of one row of a forest plot."""

TEXT_ROOM: Final = 190
"""The room for words right of a forest plot."""

COURSE_HEIGHT: Final = 240

REACH: Final = 3.0
"""A forest plot reaches so many times as far as its middle row: one wide interval must not flatten all."""

ARMS: Final = ("--a-bar", "--a-amber", "--a-green", "--a-purple", "--a-red")

ZERO: Final = {
    "data": {"values": [{}]}, "mark": {"type": "rule", "color": "--a-ink-soft", "strokeDash": [4, 3]},
}  # fmt: skip
"""Where nothing has changed; with a row of its own, or it would be drawn once for each of the chart's."""

Tone = Literal["good", "bad", "open"]
TONES: Final = {"good": "--a-green", "bad": "--a-red", "open": "--a-ink-soft"}

Scale = Literal["+.0%", "+,.2f", "+,.0f"]
"""How figures stand on the axis: parts of a hundred, money, numbers."""

Spec = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Span:
    """A figure with what it lies between: a plain interval, and a wider one that may be watched every day."""

    value: float
    low: float
    high: float
    watched_low: float | None = None
    watched_high: float | None = None


@dataclass(frozen=True, slots=True)
class ForestRow:
    """A row of a forest plot: what it is of, its span (None: not enough yet), how that is said, its tone."""

    label: str
    span: Span | None
    said: str
    tone: Tone = "open"


@dataclass(frozen=True, slots=True)
class CoursePoint:
    """Where a figure stood on a day ("2026-11-20"), of which arm, and how that is said."""

    day: str
    arm: str
    value: float
    low: float
    high: float
    said: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart for the page: specification, what it shows in a sentence, and the same as a table."""

    spec: Spec
    words: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def forest(rows: Sequence[ForestRow], *, words: str, of: str, figure: str, scale: Scale = "+.0%") -> Drawn:
    """A row each for what is set beside control: a point, its interval, and the watched interval around it.

    `of` and `figure` head the two columns of the table.
    """
    reach = _reach([row.span for row in rows if row.span])
    y = {
        "field": "label", "type": "nominal", "sort": None, "title": None,
        "axis": {
            "domain": False, "ticks": False, "labelLimit": 190, "labelColor": "--a-ink", "labelPadding": 10,
        },
    }  # fmt: skip
    colour = {
        "field": "tone", "type": "nominal", "legend": None,
        "scale": {"domain": list(TONES), "range": list(TONES.values())},
    }  # fmt: skip
    x = {
        "field": "value", "type": "quantitative", "title": None, "axis": _axis(scale, 7),
        "scale": {"domain": [-reach, reach], "nice": False, "clamp": True},
    }  # fmt: skip

    def reaching(low: str, high: str, width: float) -> Spec:
        ends = {"y": y, "x": {**x, "field": low}, "x2": {"field": high}, "color": colour}
        return {"mark": {"type": "rule", "strokeWidth": width}, "encoding": ends}

    layers = [
        {**ZERO, "encoding": {"x": {"datum": 0}}},
        reaching("watched_low", "watched_high", 1.5),
        reaching("low", "high", 5),
        {
            "mark": {"type": "point", "filled": True, "size": 90, "opacity": 1, "stroke": "--a-card"},
            "encoding": {"y": y, "x": x, "color": colour, "tooltip": {"field": "said"}},
        },
        *(_cut(side, at, y, colour) for side, at in (("left", 0), ("right", "width"))),
        {
            "mark": {"type": "text", "align": "left", "dx": 16, "color": "--a-ink", "fontWeight": 500},
            "encoding": {"y": y, "x": {"value": "width"}, "text": {"field": "said"}},
        },
    ]  # fmt: skip
    spec = _sheet([_forest_values(row, reach) for row in rows], layers)
    spec |= {
        "height": ROW * max(1, len(rows)),
        "padding": {"left": 4, "right": TEXT_ROOM, "top": 4, "bottom": 4},
    }
    return Drawn(spec, words, (of, figure), tuple((row.label, row.said) for row in rows))


def course(points: Sequence[CoursePoint], *, words: str, figure: str, scale: Scale = "+.0%") -> Drawn:
    """How a figure came to stand where it does: a line an arm over the days, within its band.

    `figure` heads its column in the table.
    """
    arms = list(dict.fromkeys(point.arm for point in points))
    x = {
        "field": "day", "type": "temporal", "title": None, "scale": {"type": "utc"},
        "axis": {
            "format": "%b %-d", "grid": False, "labelOverlap": True,
            "tickCount": {"interval": "day", "step": 1},
        },
    }  # fmt: skip
    y = {"field": "value", "type": "quantitative", "title": None, "axis": _axis(scale, 5)}
    colour = {
        "field": "arm", "type": "nominal", "title": None,
        "scale": {"domain": arms, "range": list(ARMS[: len(arms)])},
        "legend": {"orient": "top", "symbolType": "circle", "symbolOpacity": 1} if len(arms) > 1 else None,
    }  # fmt: skip
    band = {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}, "color": colour}
    line = {"x": x, "y": y, "color": colour}
    layers: list[Spec] = [
        {"mark": {"type": "area", "opacity": 0.16}, "encoding": band},
        {**ZERO, "encoding": {"y": {"datum": 0}}},
        {"mark": {"type": "line", "strokeWidth": 2}, "encoding": line},
        {
            "mark": {"type": "point", "filled": True, "size": 42, "opacity": 1},
            "encoding": {**line, "tooltip": {"field": "said"}},
        },
    ]  # fmt: skip
    if len({point.day for point in points}) == 1:  # a band of one day has no width
        layers[0] = {"mark": {"type": "rule", "strokeWidth": 4, "opacity": 0.4}, "encoding": band}
    spec = _sheet([asdict(point) for point in points], layers) | {"height": COURSE_HEIGHT}
    columns = ("Day", "Variant", figure) if len(arms) > 1 else ("Day", figure)
    told = tuple((p.day, p.arm, p.said) if len(arms) > 1 else (p.day, p.said) for p in points)
    return Drawn(spec, words, columns, told)


def _axis(scale: Scale, ticks: int) -> Spec:
    """An axis of changes: with their sign, but for none."""
    return {"format": scale, "tickCount": ticks, "labelExpr": "datum.value === 0 ? '0' : datum.label"}


def _sheet(values: list[dict[str, Any]], layers: list[Spec]) -> Spec:
    return {
        "data": {"values": values}, "width": "container", "layer": layers,
        "autosize": {"type": "fit-x", "contains": "padding"},
    }  # fmt: skip


def _reach(spans: Sequence[Span]) -> float:
    """How far the plot reaches to each side of zero; every figure itself is within it."""
    ends = [max(abs(span.low), abs(span.high)) for span in spans]
    farthest = [
        max(end, abs(span.watched_low or 0), abs(span.watched_high or 0))
        for end, span in zip(ends, spans, strict=True)
    ]
    if not spans or max(farthest) == 0:
        return 1.0
    shown = min(max(farthest), REACH * median(ends) or max(farthest))
    return 1.05 * max(shown, *(abs(span.value) for span in spans), 0.0)


def _forest_values(row: ForestRow, reach: float) -> dict[str, Any]:
    told: dict[str, Any] = {"label": row.label, "said": row.said, "tone": row.tone}
    if row.span is None:
        return told
    low = row.span.low if row.span.watched_low is None else row.span.watched_low
    high = row.span.high if row.span.watched_high is None else row.span.watched_high
    told |= {"value": row.span.value, "low": row.span.low, "high": row.span.high}
    return told | {"watched_low": low, "watched_high": high, "left": low < -reach, "right": high > reach}


def _cut(side: str, at: float | str, y: Spec, colour: Spec) -> Spec:
    """An arrowhead where an interval goes on beyond the plot."""
    return {
        "transform": [{"filter": {"field": side, "equal": True}}],
        "mark": {"type": "point", "filled": True, "shape": f"triangle-{side}", "size": 55, "opacity": 1},
        "encoding": {"y": y, "x": {"value": at}, "color": colour},
    }  # fmt: skip
