"""Marks are what the formulas say, worked out by hand."""

from __future__ import annotations

from math import log2

import numpy as np
import pytest

from server.recommendations.evaluation.bootstrap import interval
from server.recommendations.evaluation.exam import Truth
from server.recommendations.evaluation.measures import coverage, gain, recall, surprise
from server.recommendations.evaluation.ranking import Lists, best, ranked
from server.recommendations.evaluation.record import Floats, Ints, Record

TRUTH = Truth(np.array([0, 2]), [np.array([4, 7]), np.array([1])])
LISTS = np.array([[7, 1, 4, 9], [4, 7, 1, 1], [5, 6, 8, -1]])


def test_recall_is_the_share_of_what_was_right_that_stood_in_the_first_places() -> None:
    assert recall(TRUTH, LISTS, 2).tolist() == [0.5, 0.0]
    assert recall(TRUTH, LISTS, 3).tolist() == [1.0, 0.0]


def test_gain_discounts_by_place_against_the_best_list_there_could_be() -> None:
    expected = (1 + 1 / log2(4)) / (1 + 1 / log2(3))
    assert gain(TRUTH, LISTS, 4).tolist() == [pytest.approx(expected), 0.0]


def test_a_list_shorter_than_the_places_can_still_be_marked() -> None:
    assert gain(TRUTH, LISTS[:, :1], 10)[0] == pytest.approx(1 / (1 + 1 / log2(3)))


def test_coverage_counts_what_at_least_one_of_those_asked_was_shown() -> None:
    assert coverage(LISTS, TRUTH.rows, 2, 10) == 0.4
    assert coverage(LISTS, TRUTH.rows, 4, 10) == 0.7


def record(bought: list[list[int]]) -> Record:
    row, item = np.nonzero(np.array(bought))
    size = np.array(bought).shape
    return Record(100, np.arange(size[0]), np.arange(size[1]), row, item, np.full(len(row), 90))


def test_novelty_is_high_for_what_few_buy() -> None:
    few = record([[1, 1], [1, 0], [1, 0], [1, 0]])
    assert surprise(np.array([[0]]), np.array([0]), 1, few) == 0.0
    assert surprise(np.array([[1]]), np.array([0]), 1, few) == 2.0
    assert surprise(np.array([[-1]]), np.array([0]), 1, few) == 0.0


class Fixed:
    """Scores that are known."""

    def __init__(self, table: list[list[float]]) -> None:
        self.table = np.array(table)

    def scores(self, rows: Ints) -> Floats:
        return self.table[rows]


def test_equal_scores_stand_in_order_of_item_and_zero_is_not_proposed() -> None:
    assert best(np.array([[0.5, 0.0, 0.7, 0.5]]), 4).tolist() == [[2, 0, 3, -1]]


def test_the_novel_list_leaves_out_what_she_has_bought() -> None:
    lists = ranked(Fixed([[3, 2, 1], [1, 2, 3]]), record([[1, 0, 0], [0, 0, 1]]), 2)
    assert isinstance(lists, Lists)
    assert lists.merged.tolist() == [[0, 1], [2, 1]]
    assert lists.novel.tolist() == [[1, 2], [1, 0]]


def test_an_interval_holds_the_mean_and_narrows_with_customers() -> None:
    rng = np.random.default_rng(1)
    few, many = (interval(rng.normal(0.1, 1.0, size), seed=1) for size in (100, 10_000))
    assert few.low < few.mean < few.high
    assert (many.high - many.low) == pytest.approx(2 * 1.96 / 100, rel=0.1)
    assert (few.high - few.low) > 5 * (many.high - many.low)


def test_an_interval_of_nobody_is_nothing() -> None:
    assert interval(np.zeros(0), seed=1).mean == 0.0
