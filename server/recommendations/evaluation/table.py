"""The table of an examination, as Markdown: it is printed, and stands in docs/performance.md."""

from __future__ import annotations

from collections.abc import Sequence

from server.recommendations.evaluation.examination import Result, lead, value

TITLES = {
    "next_10": "next R@10",
    "next_gain_10": "next N@10",
    "weeks_10": "4 weeks R@10",
    "weeks_20": "4 weeks R@20",
    "novel_10": "novel R@10",
    "novel_20": "novel R@20",
}
"""Measures and their column heads, in the order of the columns."""


def marks_table(results: Sequence[Result]) -> str:
    """A row for each recommender; the best of each measure is bold."""
    tops = {measure: max(value(result, measure) for result in results) for measure in TITLES}
    head = ["model", *TITLES.values(), "novel coverage@10", "novelty@10", "s"]
    rows = [
        [result.name, *(_cell(result, measure, tops) for measure in TITLES), *_rest(result)]
        for result in results
    ]
    return _markdown(head, rows)


def leads_table(ours: Result, others: Sequence[Result]) -> str:
    """By how much ours leads the others: mean and 95 % interval of paired differences, in thousandths."""
    rows = [[other.name, *(_lead(ours, other, measure) for measure in TITLES)] for other in others]
    return _markdown([f"{ours.name} against", *TITLES.values()], rows)


def damping(ours: Result, undamped: Result) -> str:
    """What it brings and costs that novel lists are damped, in a sentence."""
    without = value(undamped, "novel_20") or 1.0
    gained = lead(ours, undamped, "novel_20")
    change, low, high = (each / without for each in (gained.mean, gained.low, gained.high))
    shown, before = ours.marks.novel_coverage, undamped.marks.novel_coverage
    return (
        f"Damped, novel lists show {shown:.1%} of the catalogue in their first ten places, "
        f"else {before:.1%}; that changes novel R@20 by {change:+.1%} ({low:+.1%} to {high:+.1%})."
    )


def _cell(result: Result, measure: str, tops: dict[str, float]) -> str:
    mean = value(result, measure)
    text = _plain(mean)
    return f"**{text}**" if mean == tops[measure] else text


def _plain(mean: float) -> str:
    return f"{mean:.4f}".removeprefix("0")


def _rest(result: Result) -> list[str]:
    marks = result.marks
    return [f"{marks.novel_coverage:.1%}", f"{marks.novel_surprise:.1f} bit", f"{result.seconds:.0f}"]


def _lead(ours: Result, other: Result, measure: str) -> str:
    found = lead(ours, other, measure)
    return f"{found.mean * 1000:+.1f} ({found.low * 1000:+.1f} to {found.high * 1000:+.1f})"


def _markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
