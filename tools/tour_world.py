"""What the steps of the tour share: the stage, the line, HQ's browser and database, and how to wait."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.console_browser import Console, Plan
from tools.line import Line
from tools.stage import STORE, Stage
from tools.tablet_process import Tablet, TabletTrouble
from tools.tour_report import Report

NOTE = "Asked for the nut-free range. Her son is allergic: call when it is in."
FIRST = Plan(
    "Fresh start", "A fifth off fruit and vegetables, to thank you for coming so often.", 20, limit=500
)
SECOND = Plan("Weekend flowers", "Ten percent off every bouquet until Sunday.", 10)


@dataclass
class Tour:
    """Everything the steps share."""

    stage: Stage
    line: Line
    report: Report
    hq: Console
    customer: str = ""
    customer_id: int = 0
    make_tablet: Callable[[Path, str, Path], Tablet] = Tablet
    _tablet: Tablet | None = None

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """What HQ's own database says."""
        with closing(sqlite3.connect(self.stage.home / "aisle.db", timeout=20)) as database:
            return database.execute(sql, values).fetchall()

    def start_tablet(self) -> Tablet:
        """The tablet app is on; `stop_tablet` finds it, however the step ends in which it was started."""
        log = self.report.folder / "tablet.log"
        self._tablet = self.make_tablet(self.stage.home / "tablet", self.line.address, log)
        return self._tablet

    def stop_tablet(self) -> None:
        """The tablet app that was started last is off."""
        running, self._tablet = self._tablet, None
        if running is not None:
            running.close()


def until(condition: Callable[[], bool], what: str, seconds: float) -> float:
    """Seconds until the condition held; TabletTrouble if it did not within `seconds`."""
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > seconds:
            raise TabletTrouble(f"waited {seconds} s in vain: {what}")
        time.sleep(0.05)
    return round(time.monotonic() - began, 2)


def type_pin(tablet: Tablet, pin: str) -> None:
    """The PIN was typed on the pad and sent."""
    for digit in pin:
        tablet.ask("tap", digit)
    tablet.ask("tap", "Sign in")


def choose_customer(tour: Tour) -> None:
    """A regular of the store who allows personal offers."""
    found = tour.rows(
        """SELECT c.id, c.given_name || ' ' || c.family_name FROM customers c
        JOIN client_book b ON b.customer_id = c.id AND b.store_id = ?
        JOIN consents k ON k.customer_id = c.id AND k.purpose = 'personalization' AND k.granted = 1
        JOIN purchases p ON p.customer_id = c.id
        WHERE c.home_store_id = ? AND c.tier = 'Gold' GROUP BY c.id ORDER BY count(*) DESC LIMIT 1""",
        STORE, STORE,
    )  # fmt: skip
    tour.customer_id, tour.customer = found[0]


def confirm(tablet: Tablet) -> None:
    """The question before a redemption was answered with yes, where there is one."""
    if "Cancel" in tablet.ask("names"):
        tablet.ask("tap", next(n for n in tablet.ask("names") if n.startswith("Redeem")))


def counts(tour: Tour) -> tuple[int, int, int]:
    """Notes, answers and redemptions that HQ holds."""
    tables = ("interactions", "recommendation_answers", "redemptions")
    notes, answers, redemptions = (tour.rows(f"SELECT count(*) FROM {table}")[0][0] for table in tables)
    return notes, answers, redemptions


def shown_after(tour: Tour) -> float:
    """Seconds from the commit of the publication to the tablet's word that it shows it."""
    until(lambda: bool(acknowledged(tour)), "the tablet's acknowledgement", 10)
    published, shown = acknowledged(tour)[0]
    return round((shown - published) / 1000, 3)


def acknowledged(tour: Tour) -> list[tuple[int, int]]:
    """When the second promotion was published and when the tablet said that it has it."""
    return tour.rows(
        """SELECT p.published_ms, d.acknowledged_ms FROM promotions p JOIN devices d ON d.store_id = ?
        WHERE p.name = ? AND d.acknowledged_ms >= p.published_ms""",
        STORE, SECOND.name,
    )  # fmt: skip
