"""What is judged by are goods that somebody bought, on the days of the record's own clock."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from server.integrations.reader import FileUnusable
from server.recommendations.evaluation import source
from server.recommendations.evaluation.source import recorded_lines
from tests.server.recommendations.evaluation.shop import CUT, at, save, written

DAY = (CUT - date(1970, 1, 1)).days


def told(folder: Path) -> list[tuple[int, int, int]]:
    lines = recorded_lines(folder)
    return list(zip(lines.customer.tolist(), lines.product.tolist(), lines.day.tolist(), strict=True))


def test_a_day_lasts_until_midnight_of_the_records_clock(tmp_path: Path) -> None:
    bought = [(1, 7, 1, at(CUT, 0)), (2, 7, 2, at(CUT, 23, 59))]
    assert told(written(tmp_path, bought, [(7, "GROCERY", "TEA")])) == [(1, 7, DAY), (2, 7, DAY)]


def test_lines_of_no_quantity_are_no_purchases(tmp_path: Path) -> None:
    bought = [(1, 7, quantity, at(CUT, 12)) for quantity in (0, -1, 1)]
    assert len(told(written(tmp_path, bought, [(7, "GROCERY", "TEA")]))) == 1


@pytest.mark.parametrize(
    ("department", "category"),
    [
        ("FUEL", "GASOLINE"), ("COUPON", "TEA"), ("MISCELLANEOUS", "TEA"), ("GROCERY", None),
        ("GROCERY", "COUPON/MISC ITEMS"), ("GROCERY", "MISCELLANEOUS(CORP USE ONLY)"),
    ],
)  # fmt: skip
def test_what_is_no_goods_is_left_out(tmp_path: Path, department: str, category: str | None) -> None:
    products = [(7, "GROCERY", "TEA"), (8, department, category)]
    bought = [(1, product, 1, at(CUT, 12)) for product in (7, 8, 9)]
    assert told(written(tmp_path, bought, products)) == [(1, 7, DAY)]


def test_without_a_folder_the_package_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = written(tmp_path, [(1, 7, 1, at(CUT, 12))], [(7, "GROCERY", "TEA")])
    with source.packaged_record() as packaged:
        assert {"transactions.parquet", "products.parquet"} <= {each.name for each in packaged.iterdir()}
    monkeypatch.setattr(source, "packaged_record", lambda: source.nullcontext(folder))
    assert np.array_equal(recorded_lines().customer, [1])


def test_a_folder_without_the_files_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileUnusable, match=r"transactions\.parquet cannot be read.*check the folder given"):
        recorded_lines(tmp_path)


@pytest.mark.parametrize("rows", [[(1,)], []], ids=["other columns", "no columns at all"])
def test_a_file_of_another_shape_is_named_with_what_it_needs(tmp_path: Path, rows: list[Any]) -> None:
    save(tmp_path / "transactions.parquet", ("customer",)[: len(rows)], rows)
    with pytest.raises(FileUnusable, match="needs the columns household_id, product_id, quantity"):
        recorded_lines(tmp_path)
