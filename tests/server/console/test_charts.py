"""Column charts stand on a round scale, name what fits, and say in words what they show."""

from __future__ import annotations

import pytest

from server.console.charts import (
    ABOVE,
    BELOW,
    DIGIT,
    HALF,
    HEIGHT,
    LEFT,
    WIDTH,
    columns_of,
    course_of,
    scale_of,
)


@pytest.mark.parametrize(
    ("most", "scale"),
    [
        (0, [0, 1]), (1, [0, 1]), (3, [0, 1, 2, 3]), (4, [0, 1, 2, 3, 4]), (5, [0, 2, 4, 6]),
        (122, [0, 50, 100, 150]), (200, [0, 50, 100, 150, 200]), (1_000_000, [0, 500_000, 1_000_000]),
    ],
)  # fmt: skip
def test_the_scale_is_round_and_holds_the_largest(most: int, scale: list[int]) -> None:
    assert scale_of(most) == scale


def test_columns_stand_on_the_floor_side_by_side_within_the_picture() -> None:
    chart = columns_of([0, 50, 100], ["a", "b", "c"], ["none", "half", "all"], "three")
    nothing, half, full = chart.columns
    assert (nothing.height, nothing.value, half.value) == (0, "", "50")
    assert full.height == pytest.approx(HEIGHT - BELOW - ABOVE)
    assert half.height == pytest.approx(full.height / 2)
    assert {round(each.y + each.height, 1) for each in chart.columns} == {chart.floor}
    assert nothing.x >= LEFT
    assert full.x + full.width <= WIDTH
    assert nothing.x + nothing.width < half.x
    assert [line.text for line in chart.lines] == ["0", "50", "100"]
    assert (chart.words, full.words) == ("three", "all")


def test_labels_that_would_touch_are_left_out() -> None:
    many = columns_of([1] * 40, [str(number) for number in range(40)], [""] * 40, "")
    named = [each.label for each in many.columns if each.label]
    assert named == ["0", "5", "10", "15", "20", "25", "30", "35"]
    assert columns_of([], [], [], "").columns == ()


def test_a_course_joins_only_figures_that_stand_side_by_side() -> None:
    chart = course_of([1.0, 3.0, None, 5.0], list("abcd"), list("abcd"), "four", (1, 5))
    assert [each.value for each in chart.points] == ["1.0", "3.0", "5.0"]
    assert [path.count(",") for path in chart.paths] == [2], "a figure alone has nothing to be joined to"
    low, middle, high = (each.y for each in chart.points)
    assert low == chart.floor
    assert middle == pytest.approx((low + high) / 2)
    assert high == ABOVE


def test_figures_that_would_touch_are_left_to_the_words_of_the_column() -> None:
    days = [12_345] * 28
    chart = columns_of(days, ["a"] * 28, ["said"] * 28, "many", HALF)
    assert {each.value for each in chart.columns} == {""}
    assert {each.words for each in chart.columns} == {"said"}
    assert chart.width == HALF


def test_the_largest_figure_of_the_scale_fits_beside_its_line() -> None:
    small, large = (columns_of([value] * 3, ["a"] * 3, ["w"] * 3, "said") for value in (9, 1_250_000))
    assert small.left == LEFT
    assert large.left - 8 >= len(max((line.text for line in large.lines), key=len)) * DIGIT
    assert all(column.x > large.left for column in large.columns)
    assert large.columns[-1].x + large.columns[-1].width <= large.width
