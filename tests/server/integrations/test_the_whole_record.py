"""All of the record, loaded once: nothing is missing, nothing is doubled, and it reads like a shop."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest

from tests.server.integrations.loading import NOW

COUNTS = {
    "stores": 457,
    "products": 92_331,
    "customers": 2_469,
    "purchases": 155_848,
    "purchase_lines": 1_469_307,
    "client_book": 10_438,
    "campaigns": 27,
    "campaign_members": 6_589,
    "coupon_products": 111_332,  # 116,204 rows, some of them repeated
    "coupon_redemptions": 2_102,
}


@pytest.fixture(scope="module")
def record(loaded_database: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"file:{loaded_database}?mode=ro", uri=True)) as connection:
        yield connection


def only(record: sqlite3.Connection, statement: str) -> object:
    return record.execute(statement).fetchone()[0]


@pytest.mark.parametrize(("table", "count"), COUNTS.items())
def test_every_row_of_the_record_is_there(record: sqlite3.Connection, table: str, count: int) -> None:
    assert only(record, f"SELECT count(*) FROM {table}") == count


def test_the_triggers_were_on_and_the_journal_is_empty(record: sqlite3.Connection) -> None:
    triggers = "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'purchase_lines'"
    assert only(record, triggers) != 0
    assert only(record, "SELECT count(*) FROM sync_journal") == 0


def test_no_reference_leads_nowhere(record: sqlite3.Connection) -> None:
    assert record.execute("PRAGMA foreign_key_check").fetchall() == []
    lost = "SELECT count(*) FROM purchase_lines WHERE product_id NOT IN (SELECT id FROM products)"
    assert only(record, lost) == 4_836


def test_totals_are_those_of_the_record(record: sqlite3.Connection) -> None:
    assert only(record, "SELECT sum(amount_minor) FROM purchase_lines") == 459_603_958
    assert only(record, "SELECT sum(total_minor) FROM purchases") == 459_603_958
    assert only(record, "SELECT sum(line_count) FROM purchases") == 1_469_307


def test_people_shop_in_the_afternoon_and_nobody_in_the_future(record: sqlite3.Connection) -> None:
    hours = dict(
        record.execute(
            "SELECT cast(strftime('%H', (at_ms - 7 * 3600000) / 1000, 'unixepoch') AS int), count(*)"
            " FROM purchases JOIN stores ON stores.id = store_id"
            " WHERE time_zone = 'America/Los_Angeles' GROUP BY 1"
        )
    )
    assert sum(hours[hour] for hour in range(10, 21)) > 0.75 * sum(hours.values())
    assert sum(hours.get(hour, 0) for hour in range(1, 5)) < 0.03 * sum(hours.values())
    assert only(record, "SELECT max(at_ms) FROM purchases") < NOW.timestamp() * 1000


def test_tiers_follow_the_years_spending(record: sqlite3.Connection) -> None:
    tiers = dict(record.execute("SELECT tier, count(*) FROM customers GROUP BY tier"))
    assert tiers == {"VIP": 74, "Gold": 296, "Silver": 618, "Member": 1_481}
    least = dict(
        record.execute(
            "SELECT tier, min(spent) FROM customers JOIN"
            " (SELECT customer_id, sum(total_minor) AS spent FROM purchases GROUP BY customer_id)"
            " ON customer_id = id GROUP BY tier"
        )
    )
    assert least["VIP"] > least["Gold"] > least["Silver"] > least["Member"]


def test_most_have_agreed_and_a_few_were_never_asked(record: sqlite3.Connection) -> None:
    share = "SELECT count(*) / 2469.0 FROM consents WHERE granted = 1 AND channel = 'any' AND purpose = '{}'"
    assert only(record, share.format("personalization")) == pytest.approx(0.92, abs=0.02)
    assert only(record, share.format("marketing")) == pytest.approx(0.75, abs=0.03)
    asked = "SELECT count(DISTINCT customer_id) FROM consents WHERE purpose = 'personalization'"
    assert 2_350 < int(str(only(record, asked))) < 2_469


def test_no_two_people_share_a_contact(record: sqlite3.Connection) -> None:
    for column in ("email", "phone", "loyalty_number"):
        assert only(record, f"SELECT count({column}) - count(DISTINCT {column}) FROM customers") == 0
    strangers = "SELECT count(*) FROM customers WHERE email NOT GLOB '*@example.[cno][eor][gmt]'"
    assert only(record, strangers) == 0


def test_stores_have_names_of_their_own_and_a_zone_of_their_region(record: sqlite3.Connection) -> None:
    assert only(record, "SELECT count(DISTINCT name) FROM stores") == 457
    zones = set(record.execute("SELECT DISTINCT region, time_zone FROM stores WHERE region = 'West'"))
    assert zones == {("West", "America/Los_Angeles"), ("West", "America/Denver")}


def test_stock_is_what_sells_and_can_be_suggested(record: sqlite3.Connection) -> None:
    assert 50_000 < int(str(only(record, "SELECT count(*) FROM stock"))) < 57_215
    unsuggested = (
        "SELECT count(*) FROM stock JOIN products ON products.id = product_id WHERE recommendable = 0"
    )
    assert only(record, unsuggested) == 0
    assert only(record, "SELECT min(quantity) FROM stock") == 0


def test_fuel_coupons_and_bookings_are_never_suggested(record: sqlite3.Connection) -> None:
    never = ("Fuel", "Coupons", "Miscellaneous", "Charity", "Store supplies")
    marks = ", ".join("?" * len(never))
    statement = f"SELECT count(*) FROM products WHERE recommendable = 1 AND department IN ({marks})"
    assert record.execute(statement, never).fetchone()[0] == 0
    assert only(record, "SELECT count(*) FROM products WHERE recommendable = 1 AND category IS NULL") == 0


def test_no_product_is_called_by_till_shorthand(record: sqlite3.Connection) -> None:
    shorthand = {
        "frzn", "frz", "sft", "drnk", "refrgratd", "refrig", "vegetabl", "sngl", "srv", "btl", "mlt", "pkgd",
        "w", "misc", "dnrs", "brd", "chix", "ppk", "prslc", "sw", "gds", "fd", "sv", "bev", "jce", "carb",
    }  # fmt: skip
    for (name,) in record.execute("SELECT DISTINCT name FROM products"):
        words = name.lower().replace(",", " ").split()
        assert not shorthand & set(words), name
        assert all(one != other for one, other in pairwise(words)), name
        assert name == name.strip(" ,")
        assert len(name) <= 70, name
        assert not set("()/&:") & set(name), name


def test_every_guide_sends_where_there_is_something_to_sell(record: sqlite3.Connection) -> None:
    sold = {
        name
        for row in record.execute(
            "SELECT DISTINCT department, category FROM products WHERE recommendable = 1"
        )
        for name in row
    }
    sent = [
        each
        for (names,) in record.execute("SELECT department FROM guides")
        for each in (names or "").split("; ")
    ]
    assert {each for each in sent if each} <= sold
    assert len(sent) > 10
