"""An evaluation from purchase lines to tables and a picture."""

from __future__ import annotations

from datetime import date
from xml.etree import ElementTree

import numpy as np
import pytest

from server.recommendations.building.lines import Lines
from server.recommendations.evaluation.judging import Judgement, NothingToJudge, judge

CUT = date(2017, 12, 4)
CUT_DAY = (CUT - date(1970, 1, 1)).days


def lines(after: int = 28) -> Lines:
    """Forty customers who each come back for their own three products, from 90 days before the cut on."""
    rows = [
        (customer, 100 + (customer + piece) % 12, day)
        for customer in range(40)
        for piece in range(3)
        for day in range(CUT_DAY - 90 + customer % 5, CUT_DAY + after, 5)
    ]
    return Lines(*(np.array(column, dtype=np.int64) for column in zip(*rows, strict=True)))


def judged(given: Lines) -> Judgement:
    return judge(given, CUT, min_buyers=5, ours_only=True, say=lambda _name: None)


def test_who_has_habits_is_read_well_and_shuffled_histories_are_not() -> None:
    found = judged(lines())
    ours, control = found.results
    assert ours.marks.next_10.mean() == 1.0
    assert ours.marks.next_gain_10.mean() == 1.0
    assert control.marks.next_gain_10.mean() < 0.9


def test_what_comes_after_the_window_changes_no_mark() -> None:
    near, far = (judged(lines(after)).results[0].marks for after in (28, 60))
    assert np.array_equal(near.weeks_20, far.weeks_20)


def test_the_report_has_a_row_for_each_and_the_picture_is_whole() -> None:
    found = judged(lines())
    report = found.report()
    assert "| Aisle One | **1.0000** |" in report
    assert "Asked after: 40 customers" in report
    drawn = found.drawn()
    assert ElementTree.fromstring(drawn).tag.endswith("svg")  # noqa: S314 - our own picture
    assert drawn.count("Aisle One, histories shuffled") == 2


def test_an_exam_without_anybody_says_what_to_do() -> None:
    with pytest.raises(NothingToJudge, match="Choose an earlier cut"):
        judged(lines(after=0))
