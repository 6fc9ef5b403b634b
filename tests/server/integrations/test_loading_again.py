"""What loading twice, later, half or on the other database must not change."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from server.integrations.opening import opened_database
from server.integrations.progress import Silent
from shared.clock import DAY_MS
from shared.ids import scoped_id
from tests.server.integrations.loading import NOW, TABLES, Load, config_at, contents
from tests.server.integrations.small_record import small_record, write_csv, write_parquet


def one(engine: Engine, statement: str) -> tuple[object, ...]:
    with engine.connect() as connection:
        return tuple(connection.execute(text(statement)).one())


def test_both_databases_hold_the_same_afterwards(
    tmp_path: Path, sqlite_url: str, postgres_url: str, load: Load
) -> None:
    held = []
    for url in (sqlite_url, postgres_url):
        with opened_database(config_at(tmp_path, url)) as engine:
            load(engine)
            held.append(contents(engine))
    assert held[0] == held[1]
    assert all(held[0][table] for table in TABLES)


def test_csv_and_parquet_say_the_same(tmp_path: Path, engine: Engine, load: Load) -> None:
    load(engine)
    assert load(engine, write_csv(tmp_path / "csv", small_record())).touched == 0


def test_a_second_run_changes_nothing_and_wakes_no_tablet(engine: Engine, load: Load) -> None:
    first = load(engine)
    before = contents(engine)
    with engine.begin() as connection:
        connection.execute(
            text("INSERT INTO sync_scopes (scope, active_since) VALUES ('*', 0), ('s:367', 0)")
        )
    second = load(engine)
    assert (second.given, second.touched) == (first.given, 0)
    assert contents(engine) == before
    assert one(engine, "SELECT count(*) FROM sync_changes") == (0,)


def test_a_run_on_a_later_day_moves_all_dates_on(engine: Engine, load: Load) -> None:
    load(engine)
    before = contents(engine)
    summary = load(engine, now=NOW + timedelta(days=3))
    after = contents(engine)
    assert {table: len(rows) for table, rows in after.items()} == {t: len(r) for t, r in before.items()}
    assert [row[4] for row in after["purchases"]] == [row[4] + 3 * DAY_MS for row in before["purchases"]]
    assert after["purchase_lines"] == before["purchase_lines"]
    assert after["campaigns"] != before["campaigns"]
    assert summary.outcomes["Purchases"].changed == len(before["purchases"])


def test_the_last_purchase_was_yesterday_in_its_store(engine: Engine, load: Load) -> None:
    load(engine)
    at_ms, zone = one(
        engine,
        "SELECT p.at_ms, s.time_zone FROM purchases p JOIN stores s ON s.id = p.store_id"
        " ORDER BY p.at_ms DESC LIMIT 1",
    )
    assert zone == "America/Los_Angeles"
    # recorded as 23:05 UTC, which was 6:05 pm for the chain: 6:05 pm it stays, on 21 November
    assert at_ms == 1_795_313_100_000


def test_as_recorded_keeps_the_days_of_2017(engine: Engine, load: Load) -> None:
    assert load(engine, as_recorded=True).days == 0
    assert one(engine, "SELECT starts_on, ends_on FROM campaigns") == ("2017-05-01", "2017-06-01")
    assert one(engine, "SELECT on_day FROM coupon_redemptions") == ("2017-05-09",)


def test_an_interrupted_run_is_finished_by_the_next(
    tmp_path: Path, sqlite_url: str, engine: Engine, load: Load
) -> None:
    class Unplugged(Silent):
        def step(self, title: str, total: int | None = None) -> object:
            if title == "Campaigns":
                raise ConnectionError
            return super().step(title, total)

    with pytest.raises(ConnectionError):
        load(engine, progress=Unplugged())
    assert one(engine, "SELECT count(*) FROM campaigns") == (0,)
    load(engine)
    with opened_database(config_at(tmp_path, f"{sqlite_url}.whole")) as untroubled:
        load(untroubled)
        assert contents(engine) == contents(untroubled)


def test_what_a_customer_has_said_since_is_not_taken_back(engine: Engine, load: Load) -> None:
    load(engine)
    with engine.begin() as connection:
        taken_back = connection.execute(
            text("UPDATE consents SET granted = 0, source = 'told an associate' WHERE granted = 1")
        ).rowcount
    assert taken_back > 0
    load(engine, now=NOW + timedelta(days=1))
    with engine.connect() as connection:
        kept = connection.execute(text("SELECT count(*) FROM consents WHERE source = 'told an associate'"))
        assert kept.scalar_one() == taken_back


def test_loading_goes_through_the_triggers_of_the_replication(engine: Engine, load: Load) -> None:
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO sync_scopes (scope, active_since) VALUES ('s:367', 0)"))
    load(engine)
    with engine.connect() as connection:
        told = connection.execute(
            text("SELECT collection, count(*) FROM sync_changes WHERE scope = 's:367' GROUP BY collection")
        )
        counts = dict(map(tuple, told))
    assert counts["customers"] == 2
    assert counts["purchases"] == 8
    assert one(engine, "SELECT count(*) FROM sync_journal") == (0,)


def test_amounts_are_cents_and_discounts_are_summed(engine: Engine, load: Load) -> None:
    load(engine)
    assert one(
        engine, f"SELECT total_minor, line_count, channel FROM purchases WHERE id = {scoped_id(1, 9001)}"
    ) == (700, 2, "store")
    assert one(
        engine,
        "SELECT quantity, amount_minor, discount_minor FROM purchase_lines"
        f" WHERE purchase_id = {scoped_id(1, 9001)} AND line_no = 2",
    ) == (1, 200, 35)


def test_a_line_of_a_product_that_the_catalogue_lacks_goes_in(engine: Engine, load: Load) -> None:
    load(engine)
    missing = f"SELECT count(*) FROM purchase_lines WHERE product_id = {scoped_id(1, 999)}"
    assert one(engine, missing) == (1,)


def test_prices_are_medians_and_bookings_are_never_suggested(engine: Engine, load: Load) -> None:
    load(engine)
    with engine.connect() as connection:
        rows = connection.execute(
            text("SELECT sku, name, department, brand, price_minor, recommendable FROM products ORDER BY sku")
        )
        assert [tuple(row) for row in rows] == [
            ("100", "Ice, crushed or cubed, 22 lb", "Grocery", "National brand", 200, 1),
            ("101", "Bacon, value", "Packaged meat", "Store brand", 200, 1),
            ("102", "Regular unleaded gasoline", "Fuel", "Store brand", None, 0),
        ]


def test_only_what_sells_often_lies_in_stock(engine: Engine, load: Load) -> None:
    load(engine)
    assert one(engine, "SELECT store_id, product_id FROM stock") == ("367", scoped_id(1, 100))


def test_home_store_and_books_follow_the_visits(engine: Engine, load: Load) -> None:
    load(engine)
    assert one(engine, f"SELECT home_store_id FROM customers WHERE id = {scoped_id(1, 1)}") == ("367",)
    with engine.connect() as connection:
        book = connection.execute(text("SELECT store_id, customer_id FROM client_book ORDER BY 1, 2"))
        assert [tuple(row) for row in book] == [
            ("367", scoped_id(1, 1)),
            ("367", scoped_id(1, 3)),
            ("406", scoped_id(1, 1)),
            ("406", scoped_id(1, 2)),
        ]


def test_a_person_is_the_same_in_a_sample_as_in_the_whole(tmp_path: Path, engine: Engine, load: Load) -> None:
    load(engine)
    name = f"SELECT given_name, family_name, loyalty_number FROM customers WHERE id = {scoped_id(1, 1)}"
    before = one(engine, name)
    sample = small_record()
    sample["transactions"] = [row for row in sample["transactions"] if row["household_id"] == 1]
    sample["campaigns"] = sample["campaigns"][:1]
    load(engine, write_parquet(tmp_path / "sample", sample))
    assert one(engine, name) == before
