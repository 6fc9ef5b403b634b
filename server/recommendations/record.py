"""What was bought, as far as models may be counted from it: by customers who allow it, before a day."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Final

import numpy as np
from sqlalchemy.orm import Session

from server.catalogue import service as catalogue
from server.customers.permissions import who_allow
from server.purchases.columns import LineColumns, lines_between, purchases_before
from server.recommendations.building.demand import RECENT_DAYS, Recent
from server.recommendations.building.lines import Lines, Numbers, Truths
from server.recommendations.building.periods import day_number, end_of, months_of
from shared.clock import DAY_MS, local_date

QUARTER_MS: Final = 15 * 60 * 1000
"""Clocks of all zones differ by whole quarters of an hour: one look-up serves all purchases of one."""

Advance = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Record:
    """The purchases before a day of customers who allow personalization; `day` is the store's own."""

    id: Numbers
    customer: Numbers
    store: Numbers
    day: Numbers
    month: Numbers
    checksum: Numbers
    stores: tuple[str, ...]

    def fingerprints(self) -> dict[int, str]:
        """Of each month what tells whether its purchases are still the same."""
        return {month: self._fingerprint(self.month == month) for month in np.unique(self.month).tolist()}

    def _fingerprint(self, chosen: Truths) -> str:
        told = hashlib.sha256()
        for column in (self.id, self.customer, self.day, self.checksum):
            told.update(np.ascontiguousarray(column[chosen]).tobytes())
        return told.hexdigest()


def read_record(session: Session, as_of: date) -> Record:
    """Every purchase before `as_of` that may be used."""
    found = purchases_before(session, _millis(as_of) + DAY_MS)
    zones = {store.id: store.time_zone for store in catalogue.stores(session)}
    day = local_days(found.at_ms, found.store, [zones[store] for store in found.stores])
    allowed = who_allow(session, "personalization")
    may = np.isin(found.customer, np.fromiter(allowed, np.int64, len(allowed))) & (day < day_number(as_of))
    return Record(
        found.id[may], found.customer[may], found.store[may], day[may], months_of(day[may]),
        found.checksum[may], found.stores,
    )  # fmt: skip


def local_days(at_ms: Numbers, store: Numbers, zones: Sequence[str]) -> Numbers:
    """The days of these moments in each one's store, counted from 1970-01-01."""
    days = np.zeros(len(at_ms), np.int64)
    for zone in sorted(set(zones)):
        there = np.isin(store, [place for place, name in enumerate(zones) if name == zone])
        quarters, place = np.unique(at_ms[there] // QUARTER_MS, return_inverse=True)
        of_quarters = [day_number(local_date(quarter * QUARTER_MS, zone)) for quarter in quarters.tolist()]
        days[there] = np.array(of_quarters, np.int64)[place]
    return days


def lines_of(session: Session, record: Record, months: Iterable[int], advance: Advance) -> Lines:
    """The lines of the record's purchases in these months."""
    found = [_lines(session, record, run, advance) for run in _runs(sorted(months))]
    columns = zip(*((each.customer, each.product, each.day) for each in found), strict=True)
    return Lines(*map(np.concatenate, columns)) if found else Lines(*(np.zeros(0, np.int64),) * 3)


def recent_lines(session: Session, record: Record, as_of: date) -> Recent:
    """The lines of the last days before `as_of`, with their stores."""
    first = as_of - timedelta(days=RECENT_DAYS)
    read = lines_between(session, _millis(first) - DAY_MS, _millis(as_of) + DAY_MS, lambda _rows: None)
    place, known = _places(record, read, record.day >= day_number(first))
    lines = Lines(record.customer[place], read.product[known], record.day[place])
    return Recent(lines, record.store[place], record.stores)


def _lines(session: Session, record: Record, run: tuple[int, int], advance: Advance) -> Lines:
    first, last = run
    from_day, until_day = end_of(np.array([first - 1, last])).tolist()
    read = lines_between(session, from_day * DAY_MS - DAY_MS, until_day * DAY_MS + DAY_MS, advance)
    place, known = _places(record, read, (record.month >= first) & (record.month <= last))
    return Lines(record.customer[place], read.product[known], record.day[place])


def _places(record: Record, read: LineColumns, wanted: Truths) -> tuple[Numbers, Truths]:
    """Where in the record the purchase of each known line stands, and which lines are known and wanted."""
    if not len(record.id):
        return np.zeros(0, np.int64), np.zeros(len(read.purchase), bool)
    place = np.minimum(np.searchsorted(record.id, read.purchase), len(record.id) - 1)
    known = (record.id[place] == read.purchase) & wanted[place]
    return place[known], known


def _runs(months: list[int]) -> Iterator[tuple[int, int]]:
    """First and last of each row of months without a gap."""
    breaks = [place for place in range(1, len(months)) if months[place] != months[place - 1] + 1]
    for first, end in pairwise([0, *breaks, len(months)]):
        if end > first:
            yield months[first], months[end - 1]


def _millis(day: date) -> int:
    return round(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)
