"""`make tour`: the whole line, unattended, every step checked.

HQ publishes, a tablet enrols and loads, the line is cut, an associate serves a customer, the app is killed,
the line comes back, HQ has each thing once. Pictures and times go to build/tour; the exit code tells.
"""

from __future__ import annotations

import shutil
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tools.console_browser import Console, Plan, console
from tools.line import Line
from tools.stage import ASSOCIATE, PIN, STORE, Stage, free_port
from tools.tablet_process import Tablet, TabletTrouble
from tools.tour_report import Report

OUT = Path("build/tour")
LOADED = Path(".var/aisle.db")
NOTE = "Asked for the nut-free range. Her son is allergic: call when it is in."
FIRST = Plan(
    "Fresh start", "A fifth off fruit and vegetables, to thank you for coming so often.", 20, limit=500
)
SECOND = Plan("Weekend flowers", "Ten percent off every bouquet until Sunday.", 10)


def prepared(stage: Stage) -> None:
    """The stage has the real data: copied from the demo where that has loaded it, else loaded now."""
    stage.home.mkdir(parents=True, exist_ok=True)
    if LOADED.exists():
        with (
            closing(sqlite3.connect(LOADED)) as source,
            closing(sqlite3.connect(stage.home / "aisle.db")) as copy,
        ):
            source.backup(copy)
            for table in ("operation_verdicts", "enrolment_codes", "devices", "redemptions", "interactions",
                          "recommendation_answers", "promotion_stores", "promotions"):  # fmt: skip
                copy.execute(f"DELETE FROM {table}")
            copy.commit()
    stage.prepare(load=not LOADED.exists())


@dataclass
class Tour:
    """Everything the steps share."""

    stage: Stage
    line: Line
    report: Report
    hq: Console
    customer: str = ""
    customer_id: int = 0

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """What HQ's own database says."""
        with closing(sqlite3.connect(self.stage.home / "aisle.db", timeout=20)) as database:
            return database.execute(sql, values).fetchall()

    def start_tablet(self) -> Tablet:
        """The tablet app is on."""
        return Tablet(self.stage.home / "tablet", self.line.address, self.report.folder / "tablet.log")


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


def publish_first(tour: Tour) -> None:
    report = tour.report
    with report.step(f"HQ writes a promotion for store {STORE} and sees who will get it") as figures:
        tour.hq.sign_in()
        tour.hq.write(FIRST)
        tour.hq.picture(report.picture(figures, "console-editor"))
    with report.step("HQ publishes it") as figures:
        tour.hq.publish()
        tour.hq.picture(report.picture(figures, "console-published"))


def enrol(tour: Tour) -> Tablet:
    report = tour.report
    with report.step("A tablet starts before its server can be reached and says so") as figures:
        tour.line.cut()
        tablet = tour.start_tablet()
        tablet.ask("fill", "Enrolment code", "ABCD-EFGH")
        tablet.ask("tap", "Connect this tablet")
        tablet.ask("wait_for", "network")
        tablet.ask("picture", str(report.picture(figures, "tablet-no-server")))
        tour.line.restore()
    with report.step("It enrols with a one-time code") as figures:
        tablet.ask("fill", "Enrolment code", tour.stage.enrolment_code())
        tablet.ask("tap", "Connect this tablet")
        tablet.ask("wait_for", "Associate number")
        tablet.ask("picture", str(report.picture(figures, "tablet-sign-in")))
    with report.step("A wrong PIN is refused with what to do") as figures:
        tablet.ask("fill", "Associate number", ASSOCIATE)
        type_pin(tablet, "135790")
        tablet.ask("wait_for", "tries are left")
        tablet.ask("picture", str(report.picture(figures, "tablet-wrong-pin")))
    with report.step("The associate signs in and the store's customers load") as figures:
        began = time.monotonic()
        type_pin(tablet, PIN)
        tablet.ask("wait_for", "Last visit first", 120)
        figures["first_load_s"] = round(time.monotonic() - began, 2)
        figures["customers"] = tour.rows("SELECT count(*) FROM client_book WHERE store_id = ?", STORE)[0][0]
        tablet.ask("wait_for", str(figures["customers"]))
        tablet.ask("picture", str(report.picture(figures, "tablet-customers")))
    return tablet


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


def serve_offline(tour: Tour, tablet: Tablet) -> None:
    report = tour.report
    with report.step("The line is cut and the tablet says so") as figures:
        tour.line.cut()
        tablet.ask("wait_for", "Offline", 30)
        tablet.ask("picture", str(report.picture(figures, "tablet-offline")))
    with report.step("Three letters find the customer") as figures:
        given, family = tour.customer.split(" ", 1)
        tablet.ask("fill", "Search customers", f"{family[:3].lower()} {given[:1].lower()}")
        tablet.ask("wait_for", "Best matches first")
        tablet.ask("find", tour.customer)
        tablet.ask("picture", str(report.picture(figures, "tablet-search")))
    with report.step("Her whole story is on one screen: figures, offer, history, suggestions") as figures:
        tablet.ask("tap", tour.customer)
        tablet.ask("wait_for", f"Suggested for {given}")
        for expected in ("Lifetime value", "History", FIRST.name, "Eligible"):
            tablet.ask("wait_for", expected)
        tablet.ask("picture", str(report.picture(figures, "tablet-customer")))
        tablet.ask("tap", "Dark")
        tablet.ask("picture", str(report.picture(figures, "tablet-customer-dark")))
        tablet.ask("tap", "Light")
    with report.step("She looks through the whole purchase history") as figures:
        tablet.ask("tap", "See all purchases")
        tablet.ask("find", "Search purchases")
        tablet.ask("picture", str(report.picture(figures, "tablet-history")))
        tablet.ask("press", "escape")
    act(tour, tablet)


def act(tour: Tour, tablet: Tablet) -> None:
    """A note, an answer and a redemption, all without the line."""
    report = tour.report
    with report.step("She adds a note, which is there at once") as figures:
        tablet.ask("tap", "Add note")
        tablet.ask("fill", "Note", NOTE)
        tablet.ask("picture", str(report.picture(figures, "tablet-note")))
        tablet.ask("tap", "Save note")
        tablet.ask("wait_for", NOTE)
        tablet.ask("wait_for", "Note saved")
    with report.step("She answers a recommendation, and the list changes at once"):
        refused = next(n for n in tablet.ask("names") if n.startswith("Not now: "))
        tablet.ask("tap", refused)
        until(lambda: refused not in tablet.ask("names"), "the refused product to go", 10)
    with report.step("She redeems the offer; the tablet says that HQ will confirm it") as figures:
        redeem = next(n for n in tablet.ask("names") if n.startswith("Redeem "))
        tablet.ask("tap", redeem)
        confirm(tablet)
        until(lambda: redeem not in tablet.ask("names"), "the offer to be used", 10)
        tablet.ask("wait_for", "3 saved")
        tablet.ask("picture", str(report.picture(figures, "tablet-redeemed")))


def confirm(tablet: Tablet) -> None:
    """The question before a redemption was answered with yes, where there is one."""
    if "Cancel" in tablet.ask("names"):
        tablet.ask("tap", next(n for n in tablet.ask("names") if n.startswith("Redeem")))


def survive(tour: Tour, tablet: Tablet) -> Tablet:
    report = tour.report
    with report.step(
        "The app is killed and started again, still without the line: nothing is lost"
    ) as figures:
        tablet.kill()
        tablet = tour.start_tablet()
        tablet.ask("tap", "Maya Brooks")
        type_pin(tablet, PIN)
        tablet.ask("wait_for", "3 saved", 60)
        tablet.ask("fill", "Search customers", tour.customer.lower())
        tablet.ask("tap", tour.customer)
        tablet.ask("wait_for", NOTE)
        tablet.ask("picture", str(report.picture(figures, "tablet-after-kill")))
    with report.step("The line is back: HQ has each thing once") as figures:
        tour.line.restore()
        figures["settled_s"] = until(lambda: counts(tour) == (1, 1, 1), "HQ to have each thing once", 90)
        tablet.ask("wait_for", "Synced", 90)
        tablet.ask("wait_for", "HQ has it", 30)
        tablet.ask("picture", str(report.picture(figures, "tablet-synced")))
        verdicts = tour.rows("SELECT verdict, count(*) FROM operation_verdicts GROUP BY verdict")
        if verdicts != [("applied", 3)] or counts(tour) != (1, 1, 1):
            raise TabletTrouble(f"HQ decided {verdicts} and holds {counts(tour)}")
    return tablet


def counts(tour: Tour) -> tuple[int, int, int]:
    """Notes, answers and redemptions that HQ holds."""
    tables = ("interactions", "recommendation_answers", "redemptions")
    notes, answers, redemptions = (tour.rows(f"SELECT count(*) FROM {table}")[0][0] for table in tables)
    return notes, answers, redemptions


def reach_at_once(tour: Tour, tablet: Tablet) -> None:
    report = tour.report
    with report.step("A second promotion is on the connected tablet within 2 s") as figures:
        tablet.ask("tap", "Offers")
        tablet.ask("wait_for", FIRST.name)
        tour.hq.write(SECOND)
        began = time.monotonic()
        tour.hq.publish()
        figures["published_s"] = round(time.monotonic() - began, 2)
        tablet.ask("wait_for", SECOND.name, 10)
        figures["publish_to_shown_s"] = shown_after(tour)
        tablet.ask("picture", str(report.picture(figures, "tablet-offers")))
        tour.hq.wait_for("1 of 1 have it")
        tour.hq.picture(report.picture(figures, "console-delivery"))
        if figures["publish_to_shown_s"] > 2:
            raise TabletTrouble(f"it took {figures['publish_to_shown_s']} s")
    with report.step("A row written by plain SQL reaches the tablet") as figures:
        tablet.ask("tap", "Customers")
        began = time.monotonic()
        with closing(sqlite3.connect(tour.stage.home / "aisle.db", timeout=20)) as database:
            database.execute(
                "UPDATE customers SET family_name = 'Plainsql' WHERE id = ?", (tour.customer_id,)
            )
            database.commit()
        tablet.ask("wait_for", "Plainsql", 10)
        figures["written_to_shown_s"] = round(time.monotonic() - began, 2)
    with report.step("HQ stops the promotion and the tablet offers it no more") as figures:
        tour.hq.stop(SECOND.name)
        tablet.ask("tap", "Offers")
        tablet.ask("wait_for", "Stopped", 10)
        tablet.ask("picture", str(report.picture(figures, "tablet-stopped")))
        tour.hq.open("promotions")
        tour.hq.picture(report.picture(figures, "console-promotions"))
        tour.hq.open("tablets")
        tour.hq.picture(report.picture(figures, "console-tablets"))


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


def play(tour: Tour) -> None:
    """Every step in its order."""
    publish_first(tour)
    choose_customer(tour)
    tablet = enrol(tour)
    try:
        serve_offline(tour, tablet)
        tablet = survive(tour, tablet)
        reach_at_once(tour, tablet)
    finally:
        tablet.close()


def main() -> None:
    """Plays the tour; exit code 0 if every step held."""
    shutil.rmtree(OUT, ignore_errors=True)
    report = Report(OUT)
    stage = Stage((OUT / "home").resolve(), free_port())
    started = datetime.now(UTC)
    try:
        with report.step("The server has the real data"):
            prepared(stage)
        line = Line(stage.port)
        with stage.serving(OUT / "server.log"), console(stage.address) as hq:
            play(Tour(stage, line, report, hq))
        line.close()
    except (TabletTrouble, SystemExit, StopIteration) as trouble:
        sys.exit(f"The tour ended here: {trouble}")
    took = (datetime.now(UTC) - started) / timedelta(seconds=1)
    print(f"Every step held, in {took:.0f} s. Pictures and times: {OUT}/")


if __name__ == "__main__":
    main()
