"""A row that cannot be used is named with file, line and reason; everything else goes in."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from server.integrations.errors import FileUnusable, NothingToLoad
from server.integrations.report import BadRowReport
from tests.server.integrations.loading import Load
from tests.server.integrations.small_record import Rows, line, small_record, write_csv, write_parquet

LAST = len(small_record()["transactions"])


def spoilt(spoil: Callable[[dict[str, Rows]], object]) -> dict[str, Rows]:
    record = small_record()
    spoil(record)
    return record


def reported(report: BadRowReport) -> list[tuple[str, int, str]]:
    return [(row.file, row.line, row.reason) for row in report.examples]


def bought(**values: Any) -> Callable[[dict[str, Rows]], object]:
    extra = line(1, 367, 9500, 100, "2017-03-01 22:00:00", **values)
    return lambda record: record["transactions"].append(extra)


NUMBERS_AND_TEXT = [
    (bought(household_id=0), "household is not a number from 1 up"),
    (bought(household_id=None), "household is not a whole number"),
    (bought(quantity=-1), "quantity is negative"),
    (bought(quantity=2**40), "quantity is too large"),
    (bought(sales_value=-0.01), "sales value is negative"),
    (bought(sales_value=float("nan")), "sales value is not an amount"),
    (bought(sales_value=1e12), "sales value is too large"),
    (bought(coupon_disc=None), "coupon disc is not an amount"),
    (bought(transaction_timestamp=None), "time is not a date or time"),
    (bought(store_id=-4), "store is not a number from 1 up"),
    (bought(basket_id=2**45), "basket is not a number from 1 up"),
    (bought(basket_id=9002), "the basket belongs to another household"),
    (bought(basket_id=9001), "the basket has this product already"),
    (bought(basket_id=9001, store_id=406), "the basket belongs to another store"),
]


@pytest.mark.parametrize(
    ("spoil", "reason"), NUMBERS_AND_TEXT, ids=[reason for _, reason in NUMBERS_AND_TEXT]
)
def test_a_bad_purchase_line_is_left_out_and_named(
    tmp_path: Path, sqlite_engine: Engine, load: Load, report: BadRowReport,
    spoil: Callable[[dict[str, Rows]], object], reason: str,
) -> None:  # fmt: skip
    load(sqlite_engine, write_parquet(tmp_path / "parquet", spoilt(spoil)))
    assert reported(report) == [("transactions.parquet", LAST + 1, reason)]
    with sqlite_engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM purchase_lines")).scalar_one() == LAST


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("household_id", "many", "household is not a whole number"),
        ("household_id", "1.5", "household is not a whole number"),
        ("sales_value", "2,50", "sales value is not an amount"),
        ("sales_value", "nan", "sales value is not an amount"),
        ("transaction_timestamp", "yesterday", "time is not a date or time"),
        ("transaction_timestamp", "2017-13-01 10:00:00", "time is not a date or time"),
        ("transaction_timestamp", "1066-10-14 10:00:00", "time is not between 1900 and 2100"),
    ],
)
def test_a_csv_file_counts_its_heading_as_line_one(
    tmp_path: Path, sqlite_engine: Engine, load: Load, report: BadRowReport,
    column: str, value: str, reason: str,
) -> None:  # fmt: skip
    folder = write_csv(tmp_path / "csv", spoilt(bought(**{column: value})))
    load(sqlite_engine, folder)
    assert reported(report) == [("transactions.csv", LAST + 2, reason)]


def test_a_csv_line_with_a_column_too_many_is_named(
    tmp_path: Path, sqlite_engine: Engine, load: Load, report: BadRowReport
) -> None:
    folder = write_csv(tmp_path / "csv", small_record())
    with (folder / "campaigns.csv").open("a") as file:
        file.write("7,3,oops\n")
    load(sqlite_engine, folder)
    assert reported(report) == [("campaigns.csv", 4, "has not 2 columns")]


@pytest.mark.parametrize(
    ("file", "row", "reason"),
    [
        ("products", {"product_id": 100}, "the product is listed already"),
        ("products", {"product_id": -1}, "product is not a number from 1 up"),
        ("demographics", {"household_id": 1}, "the household is described already"),
        ("demographics", {"household_id": 4711}, "the household has no purchases"),
        ("campaign_descriptions", {}, "the campaign is listed already"),
        ("campaign_descriptions", {"campaign_id": 0}, "campaign is not a number from 1 up"),
        ("campaigns", {"household_id": 4711}, "the household has no purchases"),
        ("campaigns", {}, "the household is a member of the campaign already"),
        ("coupons", {"campaign_id": 8}, "the campaign is unknown"),
        ("coupon_redemptions", {"household_id": 4711}, "the household has no purchases"),
        ("coupon_redemptions", {"coupon_upc": 0}, "coupon is not a number from 1 up"),
    ],
)
def test_bad_rows_of_the_other_files_are_named_too(
    tmp_path: Path, sqlite_engine: Engine, load: Load, report: BadRowReport,
    file: str, row: dict[str, Any], reason: str,
) -> None:  # fmt: skip
    record = small_record()
    record[file].append(record[file][0] | row)
    load(sqlite_engine, write_parquet(tmp_path / "parquet", record))
    assert reported(report) == [(f"{file}.parquet", len(record[file]), reason)]


def test_a_campaign_that_ends_before_it_starts_is_named_and_so_is_what_hangs_on_it(
    tmp_path: Path, sqlite_engine: Engine, load: Load, report: BadRowReport
) -> None:
    record = small_record()
    described = record["campaign_descriptions"][0]
    described["start_date"], described["end_date"] = described["end_date"], described["start_date"]
    load(sqlite_engine, write_parquet(tmp_path / "parquet", record))
    assert report.by_reason == {
        ("campaign_descriptions.parquet", "the campaign ends before it starts"): 1,
        ("campaigns.parquet", "the campaign is unknown"): 2,
        ("coupons.parquet", "the campaign is unknown"): 3,
        ("coupon_redemptions.parquet", "the campaign is unknown"): 1,
    }


def test_all_bad_rows_are_listed_in_a_file_and_summed_up_by_reason(
    tmp_path: Path, sqlite_engine: Engine, load: Load, report: BadRowReport
) -> None:
    record = small_record()
    for basket in range(20):
        record["transactions"].append(
            line(1, 367, 9600 + basket, 100, "2017-03-01 22:00:00", sales_value=-1.0)
        )
    load(sqlite_engine, write_parquet(tmp_path / "parquet", record))
    report.__exit__(None, None, None)
    with report.path.open(encoding="utf-8") as file:
        listed = list(csv.DictReader(file))
    assert len(listed) == 20
    assert listed[0] == {
        "file": "transactions.parquet", "line": str(LAST + 1), "reason": "sales value is negative",
    }  # fmt: skip
    summary = "\n".join(report.summary())
    assert "20 rows were left out; everything else went in." in summary
    assert "sales value is negative (20)" in summary
    assert str(report.path) in summary


def test_an_earlier_report_does_not_outlive_a_clean_run(tmp_path: Path) -> None:
    path = tmp_path / "left-out.csv"
    path.write_text("of yesterday")
    with BadRowReport(path) as report:
        assert report.summary() == ["Every row was usable."]
    assert not path.exists()


def test_a_missing_file_stops_the_load_with_its_name(
    sqlite_engine: Engine, small_folder: Path, load: Load
) -> None:
    (small_folder / "products.parquet").unlink()
    with pytest.raises(FileUnusable, match=r"products\.parquet or products\.csv"):
        load(sqlite_engine)


def test_a_missing_column_stops_the_load_with_its_name(
    tmp_path: Path, sqlite_engine: Engine, load: Load
) -> None:
    record = small_record()
    for row in record["transactions"]:
        del row["basket_id"]
    for folder in (write_csv(tmp_path / "csv", record), write_parquet(tmp_path / "parquet", record)):
        with pytest.raises(FileUnusable, match="basket_id"):
            load(sqlite_engine, folder)


def test_a_file_that_is_not_what_its_name_says_stops_the_load(
    sqlite_engine: Engine, small_folder: Path, load: Load
) -> None:
    (small_folder / "transactions.parquet").write_text("household_id,store_id\n")
    with pytest.raises(FileUnusable, match="cannot be read"):
        load(sqlite_engine)


def test_without_a_single_usable_line_nothing_is_loaded(
    tmp_path: Path, sqlite_engine: Engine, load: Load
) -> None:
    record = small_record()
    for row in record["transactions"]:
        row["sales_value"] = -1.0
    with pytest.raises(NothingToLoad):
        load(sqlite_engine, write_parquet(tmp_path / "parquet", record))
    with sqlite_engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM stores")).scalar_one() == 0
