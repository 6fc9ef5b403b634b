"""The steps of the tour, in the order of the story; each checks what it claims."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing

from tools.stage import ASSOCIATE, PIN, STORE
from tools.tablet_process import Tablet, TabletTrouble
from tools.tour_world import FIRST, NOTE, SECOND, Tour, confirm, counts, shown_after, type_pin, until


def publish_first(tour: Tour) -> None:
    report = tour.report
    with report.step(f"HQ writes a promotion for store {STORE} and sees who will get it") as figures:
        tour.hq.sign_in()
        tour.hq.write(FIRST)
        tour.hq.picture(report.picture(figures, "console-editor"))
    with report.step("She submits it and a second person approves it") as figures:
        tour.hq.submit()
        tour.hq.approve()
        tour.hq.picture(report.picture(figures, "console-approved"), of_approver=True)
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
        tablet.ask("tap", "Settings")
        tablet.ask("tap", "Dark")
        tablet.ask("tap", "Customers")
        tablet.ask("picture", str(report.picture(figures, "tablet-customer-dark")))
        tablet.ask("tap", "Settings")
        tablet.ask("tap", "Light")
        tablet.ask("tap", "Customers")
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
    with report.step("She redeems the offer: it is the tablet's own to give, without asking HQ") as figures:
        tablet.ask("wait_for", "Yours to give offline")
        redeem = next(n for n in tablet.ask("names") if n.startswith("Redeem "))
        tablet.ask("tap", redeem)
        confirm(tablet)
        until(lambda: redeem not in tablet.ask("names"), "the offer to be used", 10)
        tablet.ask("wait_for", "3 saved")
        tablet.ask("wait_for", "It was this tablet's own to give")
        tablet.ask("picture", str(report.picture(figures, "tablet-redeemed")))


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
        tablet.ask("wait_for", "Best matches first")  # else she is tapped where she stood before
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


def reach_at_once(tour: Tour, tablet: Tablet) -> None:
    report = tour.report
    with report.step("A second promotion is on the connected tablet within 2 s") as figures:
        tablet.ask("tap", "Offers")
        tablet.ask("wait_for", FIRST.name)
        tour.hq.write(SECOND)
        tour.hq.submit()
        tour.hq.approve()
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
