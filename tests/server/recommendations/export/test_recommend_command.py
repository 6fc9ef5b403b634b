"""`aisle recommend`: anybody's purchase lines in, ranked products out, and nothing of later days in them."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pytest
from click.testing import CliRunner, Result
from pyarrow import parquet

from server.cli import main

DAY = date(2026, 6, 15)
HEAD = ("customer", "product", "time", "quantity", "price")
Line = tuple[Any, ...]
Recommend = Callable[..., Result]


@pytest.fixture
def recommend(tmp_path: Path) -> Recommend:
    """Runs the command on lines written to a file; what it wrote is `out.csv` unless told otherwise."""

    def run(
        lines: Sequence[Line] | Path,
        *more: str,
        out: str = "out.csv",
        head: Sequence[str] = HEAD,
        day: date = DAY,
    ) -> Result:
        path = lines if isinstance(lines, Path) else write_csv(tmp_path / "lines.csv", lines, head)
        given = ("--lines", str(path), "--as-of", str(day), "--out", str(tmp_path / out))
        return CliRunner().invoke(main, ["recommend", *given, "--catalogue-min-buyers", "3", *more])

    return run


def write_csv(path: Path, lines: Sequence[Line], head: Sequence[str] = HEAD) -> Path:
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([head, *lines])
    return path


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def ranked(path: Path) -> dict[str, list[str]]:
    """The products of each customer, best first."""
    found: dict[str, list[str]] = {}
    for row in rows(path):
        found.setdefault(row["customer"], []).append(row["product"])
        assert row["rank"] == str(len(found[row["customer"]]))
    return found


def shop(*, customers: int = 20, until: int = 1, seed: int = 2) -> list[Line]:
    """Lines of half a year; customers of one kind buy from one shelf, by names that are no numbers."""
    chance = Random(seed)
    found: list[Line] = []
    for _ in range(customers * 25):
        who = chance.randrange(customers)
        product = f"p-{who % 4}{chance.randrange(6)}"
        day = DAY - timedelta(days=chance.randrange(until, 150))
        found.append((f"c{who:02}", product, f"{day} {chance.randrange(24):02}:15:00", 1, 2.5))
    return found


def test_everybody_gets_ranked_products_with_score_reason_and_list(
    recommend: Recommend, tmp_path: Path
) -> None:
    lines = shop()
    done = recommend(lines, "--k", "5")
    assert done.exit_code == 0, done.output
    assert f"{len(lines)} of {len(lines)} lines count." in done.output
    found = rows(tmp_path / "out.csv")
    assert list(found[0]) == ["customer", "rank", "product", "score", "reason", "list"]
    assert {len(products) for products in ranked(tmp_path / "out.csv").values()} == {5}
    owned = {(customer, product) for customer, product, *_ in lines}
    for row in found:
        bought = (row["customer"], row["product"]) in owned
        assert row["list"] == ("due_again" if bought else "new_for_you")
        assert row["reason"]
        assert float(row["score"]) > 0


def test_novel_only_is_what_she_never_bought(recommend: Recommend, tmp_path: Path) -> None:
    lines = shop()
    assert recommend(lines, "--novel-only").exit_code == 0
    owned = {(customer, product) for customer, product, *_ in lines}
    found = rows(tmp_path / "out.csv")
    assert found
    assert not owned & {(row["customer"], row["product"]) for row in found}
    assert {row["list"] for row in found} == {"new_for_you"}


def test_nothing_dated_on_that_day_or_later_changes_a_byte(recommend: Recommend, tmp_path: Path) -> None:
    lines = shop()
    assert recommend(lines).exit_code == 0
    before = (tmp_path / "out.csv").read_bytes()
    later = [
        ("c00", "p-10", f"{DAY} 00:00:00", 1, 1.0),
        ("somebody new", "p-00", f"{DAY + timedelta(days=9)}", 3, 1.0),
        ("c01", "a new product", f"{DAY + timedelta(days=1)}", 1, 1.0),
    ]
    done = recommend([*later, *lines])
    assert "Left out: 3 on that day or later." in done.output
    assert (tmp_path / "out.csv").read_bytes() == before


def test_the_order_of_the_lines_and_the_kind_of_file_change_nothing(
    recommend: Recommend, tmp_path: Path
) -> None:
    lines = shop()
    assert recommend(lines).exit_code == 0
    shuffled = Random(1).sample(lines, len(lines))
    columns = dict(zip(HEAD, zip(*shuffled, strict=True), strict=True))
    parquet.write_table(
        pa.table({name: list(values) for name, values in columns.items()}), tmp_path / "in.parquet"
    )
    assert recommend(tmp_path / "in.parquet", out="out.parquet").exit_code == 0
    table = parquet.read_table(tmp_path / "out.parquet").to_pylist()
    written = [{name: str(value) for name, value in row.items() if name != "score"} for row in table]
    assert written == [{k: v for k, v in row.items() if k != "score"} for row in rows(tmp_path / "out.csv")]


def test_numbers_as_ids_stay_numbers_and_are_ordered_as_numbers(recommend: Recommend, tmp_path: Path) -> None:
    lines = [(int(c[1:]) + 5, int(p[2:]) + 95, time, n, price) for c, p, time, n, price in shop()]
    columns = zip(*lines, strict=True)
    table = pa.table(dict(zip(HEAD, (list(each) for each in columns), strict=True)))
    parquet.write_table(table, tmp_path / "in.parquet")
    assert recommend(tmp_path / "in.parquet", out="out.parquet").exit_code == 0
    found = parquet.read_table(tmp_path / "out.parquet")
    assert found.schema.field("customer").type == pa.int64()
    assert found.schema.field("product").type == pa.int64()
    customers = found.column("customer").to_pylist()
    assert customers == sorted(customers)
    assert recommend(lines).exit_code == 0
    assert [int(row["product"]) for row in rows(tmp_path / "out.csv")] == found.column("product").to_pylist()


@pytest.mark.parametrize(
    ("times", "kind"),
    [
        (["2026-06-14", "2026-06-14T23:59:59", "20260614"], "text"),
        ([1781395200, 1781481599, 1781395200000], "numbers"),
        ([20260614] * 3, "numbers that write a day"),
        ([20260614.0] * 3, "the same in a column that has gaps"),
        ([date(2026, 6, 14)] * 3, "days"),
    ],
)
def test_moments_are_read_in_the_forms_that_tables_have(
    recommend: Recommend, tmp_path: Path, times: list[Any], kind: str
) -> None:
    table = pa.table({"customer": ["a", "b", "c"], "item_id": ["x", "x", "x"], "DATE": times})
    parquet.write_table(table, tmp_path / "in.parquet")
    done = recommend(tmp_path / "in.parquet")
    assert "3 of 3 lines count." in done.output, (kind, done.output)
    assert recommend(tmp_path / "in.parquet", day=date(2026, 6, 14)).exit_code == 1


def test_a_day_that_is_only_counted_is_no_day_of_1970(recommend: Recommend, tmp_path: Path) -> None:
    columns = {"customer": ["a", "b", "c"], "product": ["x", "x", "x"], "day": [1, 355, 711]}
    parquet.write_table(pa.table(columns), tmp_path / "in.parquet")
    done = recommend(tmp_path / "in.parquet")
    assert done.exit_code == 1
    assert "No line that can be read" in done.output


def test_lines_that_cannot_be_read_are_left_out_and_counted(recommend: Recommend, tmp_path: Path) -> None:
    lines = shop()
    assert recommend(lines).exit_code == 0
    before = (tmp_path / "out.csv").read_bytes()
    bad = [
        ("", "p-10", "2026-06-01", 1, 1.0),
        ("c00", " ", "2026-06-01", 1, 1.0),
        ("c00", "p-10", "yesterday", 1, 1.0),
        ("c00", "p-10", "0001-01-01", 1, 1.0),
        ("c00", "p-10", "infinity", 1, 1.0),
        ("c00", "p-10", "2026-06-01", "some", 1.0),
        ("c00", "p-10", "2026-06-01", "nan", 1.0),
        ("c00",),
    ]
    returned = [("c00", "p-10", "2026-06-01", -1, -2.5), ("c00", "p-10", "2026-06-01", 0, 0.0)]
    path = write_csv(tmp_path / "lines.csv", [*bad, *lines, *returned])
    path.write_bytes(path.read_bytes() + b"c00,p-\xff,2026-06-01,1,1.0\n")
    done = recommend(path)
    assert f"{len(lines)} of {len(lines) + 11} lines count." in done.output
    assert "Left out: 9 that cannot be read" in done.output
    assert "Left out: 2 of no quantity or returned." in done.output
    assert (tmp_path / "out.csv").read_bytes() == before


def test_whoever_only_returned_something_gets_what_sells_best(recommend: Recommend, tmp_path: Path) -> None:
    assert recommend([*shop(), ("returner", "p-10", "2026-06-01", -1, 0.0)], "--k", "3").exit_code == 0
    found = [row for row in rows(tmp_path / "out.csv") if row["customer"] == "returner"]
    assert [row["reason"] for row in found] == ["A best seller this month"] * 3


def test_one_customer_with_a_hundred_thousand_lines_is_served_like_any_other(
    recommend: Recommend, tmp_path: Path
) -> None:
    chance = Random(3)
    hoard = [
        ("hoarder", f"p-{n % 4}{n % 6}", DAY - timedelta(days=chance.randrange(1, 150)), 1, 1.0)
        for n in range(100_000)
    ]
    assert recommend([*shop(), *hoard], "--k", "5").exit_code == 0
    assert {len(products) for products in ranked(tmp_path / "out.csv").values()} == {5}


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ([], "No line that can be read was bought before 2026-06-15"),
        ([("a", "x", "2026-07-01", 1, 1.0)], "name a later day"),
        ([("a", "x", "2026-06-01", -1, 1.0)], "No line that can be read"),
        ([("a", "x", "2026-06-01", 1, 1.0)], "No product was bought by 3 customers or more"),
    ],
    ids=["no lines", "only later ones", "only returns", "an empty catalogue"],
)
def test_too_little_to_learn_from_is_said_in_a_sentence(
    recommend: Recommend, tmp_path: Path, lines: list[Line], says: str
) -> None:
    done = recommend(lines)
    assert done.exit_code == 1
    assert says in done.output
    assert not (tmp_path / "out.csv").exists()


def test_missing_columns_are_named_with_those_that_are_there(recommend: Recommend) -> None:
    done = recommend([("a", "b", "c")], head=("customer", "sold", "price"))
    assert done.exit_code == 1
    assert "has no column product and no column time; it has customer, sold, price." in done.output


def test_separators_compression_and_repeated_names_are_taken_as_they_come(
    recommend: Recommend, tmp_path: Path
) -> None:
    assert recommend(shop()).exit_code == 0
    before = (tmp_path / "out.csv").read_bytes()
    text = (tmp_path / "lines.csv").read_text().replace("price", "customer").replace(",", ";")
    (tmp_path / "lines.csv.gz").write_bytes(gzip.compress(text.encode("utf-8-sig")))
    assert recommend(tmp_path / "lines.csv.gz").exit_code == 0
    assert (tmp_path / "out.csv").read_bytes() == before


def test_an_empty_file_says_what_its_first_line_must_name(recommend: Recommend, tmp_path: Path) -> None:
    (tmp_path / "empty.csv").touch()
    done = recommend(tmp_path / "empty.csv")
    assert done.exit_code == 1
    assert "empty.csv is empty." in done.output


def test_a_file_in_another_encoding_says_how_to_save_it(recommend: Recommend, tmp_path: Path) -> None:
    (tmp_path / "wide.csv").write_text(
        "customer,product,time,quantity\n1,2,2026-06-01,1\n", encoding="utf-16"
    )
    done = recommend(tmp_path / "wide.csv")
    assert done.exit_code == 1
    assert "wide.csv is not written in UTF-8. Save it as CSV UTF-8" in done.output


def test_without_a_quantity_each_line_is_one_piece(recommend: Recommend) -> None:
    done = recommend([line[:3] for line in shop()], head=("Household_ID", "sku", "timestamp"))
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize("name", ["lines.txt", "torn.parquet"])
def test_a_file_that_is_no_table_is_refused(recommend: Recommend, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"PAR1 and no more of it")
    done = recommend(tmp_path / name)
    assert done.exit_code == 1
    assert name in done.output
    assert "Traceback" not in done.output


def test_nothing_is_read_if_the_result_could_not_be_written(recommend: Recommend) -> None:
    done = recommend(shop(), out="lists.xlsx")
    assert done.exit_code == 1
    assert "lists.xlsx is neither .csv nor .parquet" in done.output


def test_a_folder_that_is_not_there_is_said_before_anything_is_read(recommend: Recommend) -> None:
    done = recommend(shop(), out="nowhere/lists.csv")
    assert done.exit_code == 1
    assert "to write lists.csv into. Make it first." in done.output
    assert "Reading" not in done.output


def test_a_place_that_cannot_be_written_is_said(recommend: Recommend) -> None:
    done = recommend(shop(), out="/proc/lists.csv")
    assert done.exit_code == 1
    assert "cannot be written" in done.output
