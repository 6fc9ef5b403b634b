"""The made-up chain that the tablet is measured on."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from pathlib import Path

import pytest

from benchmarks.chain import visits
from benchmarks.chain.catalogue import products
from benchmarks.chain.tablet import all_tables, tablet_folder
from benchmarks.tablet.opened import copied, signed_in
from benchmarks.tablet.sample import people

SIZE = 400


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tablet_folder(SIZE, tmp_path_factory.mktemp("kept"))


def test_it_is_the_same_every_time() -> None:
    first, second = ([list(islice(table.rows, 500)) for table in all_tables(SIZE)] for _ in range(2))
    assert first == second


def test_every_table_has_the_rows_it_says() -> None:
    for table in all_tables(SIZE):
        assert len(list(table.rows)) == table.total, table.table


def test_customers_have_twenty_lines_on_average_and_some_have_many_more() -> None:
    (_, lines) = visits.tables(500, products())
    counted = Counter(customer for _, _, customer, *_ in lines.rows)
    assert (lines.total, len(counted)) == (500 * 20, 500)
    assert max(counted.values()) > 100


def test_a_visit_has_the_same_lines_however_the_visits_are_divided() -> None:
    known, prices = visits.visits(SIZE), visits.prices_of(products())
    whole = visits.lines_of(known, 0, 40, prices).product.tolist()
    parts = [visits.lines_of(known, *part, prices).product.tolist() for part in ((0, 15), (15, 40))]
    assert whole == parts[0] + parts[1]


def test_a_tablet_holds_it_and_is_made_only_once(folder: Path) -> None:
    assert tablet_folder(SIZE, folder.parent) == folder
    with copied(folder) as copy, signed_in(copy) as tablet:
        assert tablet.look_up.search("").total == SIZE
        someone = people(tablet._desk(), 1)[0]
        assert someone.id in [row.id for row in tablet.look_up.search(someone.name).rows]
        view = tablet.customer.open(someone.id)
        assert view.name == someone.name
        assert view.history
        assert view.suggestions.model_line.startswith("Model of")
        assert tablet.products.search("coat").rows
        assert tablet.today.list().rows
