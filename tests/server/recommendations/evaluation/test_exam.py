"""What recommenders may know, and what they are judged by."""

from __future__ import annotations

import numpy as np

from server.recommendations.building.lines import Lines
from server.recommendations.evaluation.exam import exam_after
from server.recommendations.evaluation.record import Record, record_before

CUT = 100
CUSTOMERS = np.array([1, 2, 3])


def lines(*rows: tuple[int, int, int]) -> Lines:
    """Purchases given as (customer, product, day)."""
    return Lines(*(np.array(column, dtype=np.int64) for column in zip(*rows, strict=True)))


def record(given: Lines, min_buyers: int = 1) -> Record:
    return record_before(given, CUT, customers=CUSTOMERS, min_buyers=min_buyers)


def told(found: Record) -> tuple[list[int], list[int], list[int], list[int]]:
    return found.items.tolist(), found.row.tolist(), found.item.tolist(), found.day.tolist()


BEFORE = ((1, 50, 90), (1, 60, 95), (2, 50, 80), (3, 60, 99))


def test_lines_after_the_cut_change_nothing_of_the_record() -> None:
    late = ((1, 70, CUT), (2, 70, CUT + 5), (3, 70, CUT + 200), (2, 60, CUT))
    assert told(record(lines(*BEFORE, *late), 2)) == told(record(lines(*BEFORE), 2))


def test_an_item_of_too_few_buyers_is_not_in_the_catalogue_however_often_they_bought_it() -> None:
    found = record(lines(*BEFORE, (1, 70, 10), (1, 70, 11), (1, 70, 12)), 2)
    assert found.items.tolist() == [50, 60]


def test_two_purchases_of_a_day_are_one_visit() -> None:
    assert record(lines(*BEFORE, (1, 50, 90))).sold().tolist() == [2, 2]


def test_sales_of_the_last_days_leave_out_what_is_older() -> None:
    assert record(lines(*BEFORE)).sold(10).tolist() == [1, 2]


def test_the_next_visit_is_the_first_day_with_anything_of_the_catalogue() -> None:
    after = ((1, 99, CUT), (1, 50, CUT + 2), (1, 60, CUT + 2), (1, 50, CUT + 3))
    given = lines(*BEFORE, *after)
    exam = exam_after(given, record(given))
    assert exam.next_visit.rows.tolist() == [0]
    assert [items.tolist() for items in exam.next_visit.items] == [[0, 1]]


def test_the_window_has_28_days() -> None:
    given = lines(*BEFORE, (1, 50, CUT + 27), (2, 50, CUT + 28), (3, 50, CUT - 1))
    assert exam_after(given, record(given)).four_weeks.rows.tolist() == [0]


def test_novel_is_what_she_had_not_bought_before_the_cut() -> None:
    given = lines(*BEFORE, (2, 50, CUT), (2, 60, CUT + 1), (2, 60, CUT + 9), (1, 50, CUT))
    exam = exam_after(given, record(given))
    assert exam.novel.rows.tolist() == [1]
    assert exam.novel.items[0].tolist() == [1]


def test_shuffled_histories_keep_days_and_sales_and_lose_their_owners() -> None:
    rng = np.random.default_rng(3)
    rows = [(int(rng.integers(1, 4)), 10 + int(p), int(d)) for d in range(90) for p in rng.integers(0, 9, 3)]
    given = record(lines(*rows))
    mixed = given.shuffled(5)
    days = [np.unique(np.stack([each.row, each.day]), axis=1)[0] for each in (given, mixed)]
    assert np.bincount(days[0]).sum() >= np.bincount(days[1]).sum()
    assert not np.array_equal(given.bought, mixed.bought) or not np.array_equal(given.row, mixed.row)
    assert told(given.shuffled(5)) == told(mixed)
    assert mixed.sold().sum() <= given.sold().sum()
