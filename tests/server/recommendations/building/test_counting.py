"""Visits are counted by month, the same on every engine and in whatever pieces."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from server.recommendations.building.counting import COLUMNS, CountingUnavailable, Counts, count
from server.recommendations.building.lines import Lines
from server.recommendations.building.periods import ONE, months_of, name_of
from server.recommendations.building.tastes import tastes_of
from tests.server.recommendations.building.shop import LAST_DAY, before, made_up_lines, plain_tastes


def rows(counts: Counts) -> list[tuple[int, ...]]:
    return list(zip(*(getattr(counts, name).tolist() for name in COLUMNS), strict=True))


def test_a_customers_day_is_one_visit_however_often_she_bought() -> None:
    day = np.array([LAST_DAY - 1, LAST_DAY - 1, LAST_DAY - 2, LAST_DAY - 40])
    lines = Lines(np.array([7, 7, 7, 7]), np.array([5, 5, 5, 5]), day)
    found = count(lines)
    assert [name_of(month) for month in found.month.tolist()] == ["2026-05", "2026-06"]
    assert found.visits.tolist() == [1, 2]


def test_a_visit_on_the_last_day_of_a_month_weighs_a_day_less_than_one_on_the_day_after() -> None:
    last = int(np.datetime64("2026-05-31").astype(int))
    found = count(Lines(np.array([1]), np.array([1]), np.array([last])))
    assert found.weight.tolist() == [round(2 ** (-1 / 120) * ONE)]


def test_counts_are_what_the_formula_says() -> None:
    lines = before(made_up_lines())
    tastes = tastes_of(count(lines), LAST_DAY, min_buyers=1, allowed=None)
    told = tastes.matrix.tocoo()
    found = {
        (int(tastes.customers[u]), int(tastes.items[i])): value
        for u, i, value in zip(*told.coords, told.data, strict=True)
    }
    plain = plain_tastes(lines)
    assert found.keys() == plain.keys()
    assert all(abs(found[key] - np.log1p(plain[key])) < 2e-5 for key in plain)


def test_months_counted_apart_are_months_counted_together() -> None:
    lines = before(made_up_lines())
    months = months_of(lines.day)
    apart = [row for month in np.unique(months) for row in rows(count(lines.where(months == month)))]
    assert apart == rows(count(lines))


def test_nothing_bought_is_nothing_counted() -> None:
    assert rows(count(before(made_up_lines()).where(np.zeros(0, bool)))) == []


def test_without_spark_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(CountingUnavailable, match="Install pyspark and a Java runtime"):
        count(made_up_lines(), "spark")


@pytest.mark.long
@pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning")
def test_spark_and_duckdb_count_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    few = "--master local[1] --conf spark.sql.shuffle.partitions=2 --conf spark.log.level=ERROR"
    monkeypatch.setenv("PYSPARK_SUBMIT_ARGS", f"{few} pyspark-shell")
    lines = made_up_lines()
    assert rows(count(lines, "spark")) == rows(count(lines))
