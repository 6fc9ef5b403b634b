"""The associate's day: whom to contact, a card, advice, a guide, an edit that meets another, a lock."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta

from tools.stage import PIN
from tools.tablet_process import Tablet, TabletTrouble
from tools.tour_world import Tour, type_pin, until

WORKER = "Maya Brooks"
DUE_IN_DAYS = 28
HER_NUMBER, HQS_NUMBER = "+1 213 555 0177", "+1 213 555 0188"
HALF_A_NOTE = "Looks for a pram that folds with one hand"
LATER = "Later: "
EVERYTHING = "Show everything there is to say"
GUIDE = "What to pack for the hospital"


def live(tour: Tour, tablet: Tablet) -> None:
    """A whole day: with the line, without it, and with it again."""
    meet(tour, tablet)
    advise(tour, tablet)
    show_a_product(tour, tablet)
    edit_offline(tour, tablet)
    put_down(tour, tablet)
    look_whether_all_is_sent(tour, tablet)


def meet(tour: Tour, tablet: Tablet) -> None:
    report = tour.report
    with report.step("Her day says whom to contact, and why") as figures:
        tablet.ask("tap", "My day")
        figures["to_do"] = len(_some(tablet, LATER))
        tablet.ask("picture", str(report.picture(figures, "tablet-day")))
    with report.step("A card that is scanned opens its customer, wherever the associate was"):
        tablet.ask("scan", _card(tour))
        tablet.ask("wait_for", f"Suggested for {_given(tour)}")


def advise(tour: Tour, tablet: Tablet) -> None:
    report = tour.report
    with report.step("She mentions her baby: the day is noted, and the screen has what helps her") as figures:
        due = (datetime.now().astimezone() + timedelta(days=DUE_IN_DAYS)).date()
        tablet.ask("tap", "Edit details")
        tablet.ask("fill", "Baby due", due.isoformat())
        tablet.ask("tap", "Save details")
        tablet.ask("wait_for", "Baby due in")
        _see_all_advice(tablet)
        tablet.ask("find", f"Show: {GUIDE}")
        tablet.ask("picture", str(report.picture(figures, "tablet-advice")))
    with report.step("The guide is read and passed on, and HQ hears of it") as figures:
        tablet.ask("tap", f"Show: {GUIDE}")
        tablet.ask("wait_for", "papers, slippers")
        tablet.ask("picture", str(report.picture(figures, "tablet-guide")))
        tablet.ask("tap", "Passed on")
        until(lambda: f"Show: {GUIDE}" not in tablet.ask("names"), "the advice to go", 10)
        until(lambda: "done" in _outcomes(tour), "HQ to hear of the guide", 60)
    with report.step("What does not fit now is put off with one tap"):
        put_off = _some(tablet, LATER)[0]
        tablet.ask("tap", put_off)
        until(lambda: put_off not in tablet.ask("names"), "the advice to go", 10)
        until(lambda: "later" in _outcomes(tour), "HQ to hear of it", 60)


def show_a_product(tour: Tour, tablet: Tablet) -> None:
    report = tour.report
    with report.step("A product says who of the book would want it, and what goes with it") as figures:
        tablet.ask("tap", "Products")
        until(lambda: _found_first(tablet) is not None, "a product in the list", 10)
        tablet.ask("tap", str(_found_first(tablet)))
        tablet.ask("wait_gone", "Looking through the book")
        tablet.ask("tap", "What goes with it")
        tablet.ask("picture", str(report.picture(figures, "tablet-product")))
        tablet.ask("tap", "Customers")


def _found_first(tablet: Tablet) -> str | None:
    """The product that stands first under the search field, once the list is there."""
    names: list[str] = tablet.ask("names")
    under = names[names.index("Search products") + 1 :] if "Search products" in names else []
    return under[0] if under else None


def edit_offline(tour: Tour, tablet: Tablet) -> None:
    report = tour.report
    with report.step("Without the line her phone number is changed; HQ changes it, too") as figures:
        tour.line.cut()
        tablet.ask("wait_for", "Offline", 30)
        tablet.ask("tap", "Edit details")
        tablet.ask("fill", "Phone number", HER_NUMBER)
        tablet.ask("tap", "Save details")
        tablet.ask("wait_for", HER_NUMBER)
        with closing(sqlite3.connect(tour.stage.home / "aisle.db", timeout=20)) as database:
            database.execute("UPDATE customers SET phone = ? WHERE id = ?", (HQS_NUMBER, tour.customer_id))
            database.commit()
        tablet.ask("picture", str(report.picture(figures, "tablet-edited")))
    with report.step("The line is back: both numbers stand side by side, and a person decides") as figures:
        tour.line.restore()
        tablet.ask("tap", "Sync")
        tablet.ask("wait_for", "Two people wrote different things", 90)
        for number in (HER_NUMBER, HQS_NUMBER):
            tablet.ask("wait_for", number, 30)
        tablet.ask("picture", str(report.picture(figures, "tablet-conflict")))
        tablet.ask("tap", next(n for n in tablet.ask("names") if n.startswith("Use the other: ")))
        until(lambda: _phone(tour) == HQS_NUMBER, "HQ to hold the number that was chosen", 60)
        tablet.ask("wait_gone", "Two people wrote different things", 30)


def put_down(tour: Tour, tablet: Tablet) -> None:
    report = tour.report
    with report.step(
        "Put down in the middle of a note, it shows no name; her PIN brings the note back"
    ) as figures:
        tablet.ask("scan", _card(tour))
        tablet.ask("wait_for", f"Suggested for {_given(tour)}")
        tablet.ask("tap", "Add note")
        tablet.ask("fill", "Note", HALF_A_NOTE)
        tablet.ask("put_aside")
        tablet.ask("wait_gone", HALF_A_NOTE)
        tablet.ask("wait_gone", _given(tour))
        tablet.ask("picture", str(report.picture(figures, "tablet-locked")))
        tablet.ask("tap", WORKER)
        type_pin(tablet, PIN)
        tablet.ask("wait_for", HALF_A_NOTE, 60)
        tablet.ask("picture", str(report.picture(figures, "tablet-draft")))
        tablet.ask("tap", "Save note")
        until(lambda: HALF_A_NOTE in _notes(tour), "HQ to have the note", 60)


def look_whether_all_is_sent(tour: Tour, tablet: Tablet) -> None:
    report = tour.report
    with report.step("In the evening nothing waits: HQ has decided on everything") as figures:
        tablet.ask("tap", "Sync")
        tablet.ask("wait_for", "Nothing waits", 60)
        tablet.ask("picture", str(report.picture(figures, "tablet-evening")))
        refused = tour.rows("SELECT count(*) FROM operation_verdicts WHERE verdict = 'rejected'")[0][0]
        if refused:
            raise TabletTrouble(f"HQ refused {refused} of the day's operations")


def _card(tour: Tour) -> str:
    """What is printed on her card."""
    return str(tour.rows("SELECT loyalty_number FROM customers WHERE id = ?", tour.customer_id)[0][0])


def _given(tour: Tour) -> str:
    """Her given name."""
    return str(tour.rows("SELECT given_name FROM customers WHERE id = ?", tour.customer_id)[0][0])


def _phone(tour: Tour) -> str:
    """Her number, as HQ has it."""
    return str(tour.rows("SELECT phone FROM customers WHERE id = ?", tour.customer_id)[0][0])


def _outcomes(tour: Tour) -> set[str]:
    """What became of advice about her, as HQ has it."""
    sql = "SELECT outcome FROM action_outcomes WHERE customer_id = ?"
    return {outcome for (outcome,) in tour.rows(sql, tour.customer_id)}


def _notes(tour: Tour) -> set[str]:
    """Every note that HQ has."""
    return {text for (text,) in tour.rows("SELECT text FROM interactions WHERE text IS NOT NULL")}


def _some(tablet: Tablet, beginning: str) -> list[str]:
    """The controls whose names begin so, once there are any."""
    found: list[str] = []

    def are_there() -> bool:
        found[:] = [name for name in tablet.ask("names") if name.startswith(beginning)]
        return bool(found)

    until(are_there, f"a control named “{beginning}…”", 30)
    return found


def _see_all_advice(tablet: Tablet) -> None:
    """Nothing that could be said is left out, where more was left out at first."""
    if EVERYTHING in tablet.ask("names"):
        tablet.ask("tap", EVERYTHING)
