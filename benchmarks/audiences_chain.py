"""A made-up chain to count audiences on: the same statements, and so the same rows, in both databases.

Chance is arithmetic on the row's own number: whoever is asked, SQLite or PostgreSQL, whenever, makes the same
customers. How often somebody comes is very unequal, as it is in shops.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, text

from benchmarks.chain.moment import TODAY_MS
from shared.clock import DAY_MS

STORES: Final = 400
PRODUCTS: Final = 20_000
DEPARTMENTS: Final = 24
PURCHASES_A_CUSTOMER: Final = 2
EVENTS_A_CUSTOMER: Final = 1
DAYS: Final = 730
_BATCH: Final = 200_000
_PRIME: Final = 2_147_483_647


def chance(number: str, salt: int, upto: int) -> str:
    """SQL: a whole number from 0 to before `upto` that looks like chance and is always the same."""
    first = f"((({number}) + {salt * 7_919}) * 48271 % {_PRIME})"
    second = f"(({first} / 1031 + {first} % 1031 * 2083) * 69621 % {_PRIME})"
    return f"(({second} / 509 + {second} % 509 * 4219) % {upto})"


def fill(connection: Connection, customers: int) -> None:
    """Stores, products, and that many customers with all that a rule may ask of them, by a few statements."""
    made = _Maker(connection)
    made.numbers(max(customers, PRODUCTS, _BATCH))
    made.shop()
    made.people(customers)
    made.purchases(customers)
    made.events(customers)
    connection.execute(text("DROP TABLE numbers"))


class _Maker:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._pad = "lpad({0}, 2, '0')" if connection.dialect.name == "postgresql" else "printf('%02d', {0})"

    def _run(self, statement: str, **values: int) -> None:
        self._connection.execute(text(statement), values)

    def numbers(self, size: int) -> None:
        """A passing table of the numbers from 0 to before `size`."""
        self._run("CREATE TEMPORARY TABLE numbers (n BIGINT PRIMARY KEY)")
        self._run(
            "INSERT INTO numbers WITH RECURSIVE s (n) AS"
            " (SELECT 0 UNION ALL SELECT n + 1 FROM s WHERE n < :last) SELECT n FROM s",
            last=size - 1,
        )

    def shop(self) -> None:
        zones = "CASE n % 4 WHEN 0 THEN 'America/New_York' WHEN 1 THEN 'America/Chicago'"
        zones += " WHEN 2 THEN 'America/Denver' ELSE 'America/Los_Angeles' END"
        regions = "CASE n % 4 WHEN 0 THEN 'East' WHEN 1 THEN 'North' WHEN 2 THEN 'South' ELSE 'West' END"
        store, n = _text("n"), _text("n")
        self._run(
            "INSERT INTO stores (id, name, region, time_zone)"
            f" SELECT {store}, 'Store ' || {n}, {regions}, {zones} FROM numbers WHERE n < {STORES}"
        )
        department = _text(f"n * {DEPARTMENTS} / {PRODUCTS}")
        self._run(
            "INSERT INTO products (id, sku, name, department, category, brand, size, price_minor)"
            f" SELECT n, {n}, 'Product ' || {n}, 'Department ' || {department},"
            f" 'Category ' || {_text('n / 100')}, 'Brand ' || {_text(chance('n', 1, 60))}, NULL,"
            f" 100 + {chance('n', 2, 9_900)} FROM numbers WHERE n < {PRODUCTS}"
        )

    def people(self, size: int) -> None:
        month, day = f"1 + {chance('n', 3, 12)}", f"1 + {chance('n', 4, 28)}"
        birthday = (
            f"{_text('1940 + ' + chance('n', 5, 66))} || '-' || {self._pad.format(_text(month))}"
            f" || '-' || {self._pad.format(_text(day))}"
        )
        tier = chance("n", 6, 20)
        self._run(
            "INSERT INTO customers (id, given_name, family_name, tier, birthday, home_store_id, attributes)"
            f" SELECT n, 'Given ' || {_text('n % 997')}, 'Family ' || {_text('n % 7919')},"
            f" CASE WHEN {tier} < 12 THEN 'Member' WHEN {tier} < 17 THEN 'Silver'"
            f" WHEN {tier} < 19 THEN 'Gold' ELSE 'VIP' END,"
            f" CASE WHEN {chance('n', 7, 10)} < 7 THEN {birthday} END, {_text(chance('n', 8, STORES))},"
            f" CASE WHEN {chance('n', 9, 10)} < 2 THEN '{{\"newsletter\": \"weekly\"}}' ELSE '{{}}' END"
            " FROM numbers WHERE n < :size",
            size=size,
        )
        self._run(
            "INSERT INTO client_book (store_id, customer_id)"
            " SELECT home_store_id, id FROM customers"
            f" UNION SELECT {_text(chance('id', 10, STORES))}, id FROM customers WHERE id % 10 = 0"
        )
        self._run(
            "INSERT INTO consents (customer_id, purpose, channel, granted, at_ms, wording, source)"
            f" SELECT n, 'personalization', 'any', CASE WHEN {chance('n', 11, 20)} < 17 THEN 1 ELSE 0 END,"
            f" {TODAY_MS - 400 * DAY_MS}, '', 'till' FROM numbers WHERE n < :size",
            size=size,
        )
        colours = "WHEN 0 THEN 'navy' WHEN 1 THEN 'sage' WHEN 2 THEN 'rust' ELSE 'grey'"
        noted = f"CASE {chance('n', 12, 4)} {colours} END"
        self._run(
            "INSERT INTO customer_preferences (customer_id, kind, value, associate_id, at_ms)"
            f" SELECT n, 'colours', {noted}, '', {TODAY_MS - 90 * DAY_MS} FROM numbers"
            " WHERE n < :size AND n % 3 = 0",
            size=size,
        )
        self._run(
            "INSERT INTO customer_dates (customer_id, kind, day, associate_id, at_ms)"
            " SELECT n, CASE WHEN n % 5 = 0 THEN 'due_date' ELSE 'anniversary' END,"
            f" {_text('2026 + ' + chance('n', 13, 2))} || '-' || {self._pad.format(_text(month))}"
            f" || '-' || {self._pad.format(_text(day))}, '', {TODAY_MS - 50 * DAY_MS}"
            " FROM numbers WHERE n < :size AND n % 12 IN (0, 5)",
            size=size,
        )

    def purchases(self, size: int) -> None:
        """Purchases in the order of time; a few faithful customers make many of them."""
        total, span = size * PURCHASES_A_CUSTOMER, DAYS * DAY_MS
        luck = chance("p", 14, 1_000_000)
        store = _text(f"(c + {chance('p', 16, 3)}) % {STORES}")
        for first in range(0, total, _BATCH):
            self._run(
                "INSERT INTO purchases (id, customer_id, store_id, channel, at_ms, total_minor, line_count)"
                f" SELECT p, c, {store}, CASE WHEN {chance('p', 17, 10)} < 7 THEN 'store' ELSE 'web' END,"
                f" {TODAY_MS - span} + p * {span // total} + {chance('p', 18, span // total + 1)}, 0,"
                f" 1 + {chance('p', 19, 5)}"
                f" FROM (SELECT p, luck * luck / 1000000 * {size} / 1000000 AS c"
                f" FROM (SELECT p, {luck} AS luck FROM"
                " (SELECT n + :first AS p FROM numbers WHERE n < :most) AS i) AS j) AS k",
                first=first, most=min(_BATCH, total - first),
            )  # fmt: skip
            self._lines(first, first + _BATCH)

    def _lines(self, first: int, before: int) -> None:
        line = "(p.id * 5 + k.n)"
        # two lines of three are from where she usually buys
        department = (
            f"CASE WHEN {chance(line, 20, 3)} < 2 THEN (p.customer_id * 7 + {chance(line, 21, 3)})"
            f" % {DEPARTMENTS} ELSE {chance(line, 22, DEPARTMENTS)} END"
        )
        product = (
            f"(({department}) * {PRODUCTS // DEPARTMENTS} + {chance(line, 23, PRODUCTS // DEPARTMENTS)})"
        )
        quantity = f"CASE {chance(line, 24, 50)} WHEN 0 THEN -1 WHEN 1 THEN 2 ELSE 1 END"
        self._run(
            "INSERT INTO purchase_lines (purchase_id, line_no, customer_id, product_id, quantity,"
            " amount_minor, discount_minor)"
            " SELECT purchase_id, line_no, customer_id, product_id, quantity,"
            " quantity * (199 + product_id * 37 % 9000), 0"
            f" FROM (SELECT p.id AS purchase_id, k.n + 1 AS line_no, p.customer_id, {product} AS product_id,"
            f" {quantity} AS quantity FROM purchases AS p JOIN numbers AS k ON k.n < p.line_count"
            " WHERE p.id >= :first AND p.id < :before AND k.n < 5) AS made",
            first=first, before=before,
        )  # fmt: skip
        self._run(
            "UPDATE purchases SET total_minor = (SELECT SUM(l.amount_minor) FROM purchase_lines AS l"
            " WHERE l.purchase_id = purchases.id) WHERE id >= :first AND id < :before",
            first=first, before=before,
        )  # fmt: skip

    def events(self, size: int) -> None:
        product = f"(customer_id * 7 % {DEPARTMENTS} * {PRODUCTS // DEPARTMENTS} + {chance('n', 25, 300)})"
        self._run(
            "INSERT INTO behaviour_events (id, customer_id, kind, product_id, at_ms)"
            f" SELECT {_text('n')}, customer_id, CASE WHEN {chance('n', 26, 5)} = 0 THEN 'carted'"
            f" ELSE 'viewed' END, {product}, {TODAY_MS} - {chance('n', 27, 180)} * {DAY_MS} - n"
            f" FROM (SELECT n, {chance('n / 2', 28, size)} AS customer_id FROM numbers"
            " WHERE n < :total) AS made",
            total=size * EVENTS_A_CUSTOMER,
        )


def _text(number: str) -> str:
    return f"CAST({number} AS TEXT)"
