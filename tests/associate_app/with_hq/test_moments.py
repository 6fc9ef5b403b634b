"""What happens to a customer stands on her store's tablets by itself, through the wake-up channel."""

from __future__ import annotations

from typing import Any

import pytest

from associate_app.presenters.my_day_views import DayEntry
from associate_app.wiring import Tablet
from server.behaviour import intake
from server.catalogue import stocking
from tests.associate_app.hq_world import Headquarters, Screen
from tests.associate_app.small_world import NOW_MS

MILK = 10


def now_on(tablet: Tablet) -> list[DayEntry]:
    return [entry for each in tablet.my_day.list().sections if each.key == "now" for entry in each.entries]


@pytest.fixture(autouse=True)
def agreed(hq: Headquarters) -> None:
    hq.execute("DELETE FROM consents")
    for number in (1, 2):
        hq.put(
            "consents",
            {
                "customer_id": number, "purpose": "personalization", "channel": "any", "granted": 1,
                "at_ms": 0, "wording": "", "source": "tests",
            },
        )  # fmt: skip


def happens(hq: Headquarters, kind: str, number: int = 1, **more: Any) -> None:
    event = {"id": f"{kind} {more}", "kind": kind, "customer_id": number, "at_ms": NOW_MS - 1_000} | more
    with hq.session() as session:
        assert intake.take_in(session, [event], NOW_MS).kept == 1


def shown(screen: Screen, tablet: Tablet, title: str) -> DayEntry:
    screen.wait(lambda: any(entry.title == title for entry in now_on(tablet)))
    return next(entry for entry in now_on(tablet) if entry.title == title)


def test_a_full_cart_and_whoever_comes_in_are_told_and_done_with_a_tap(
    hq: Headquarters, tablet: Tablet, screen: Screen
) -> None:
    assert now_on(tablet) == []
    happens(hq, "carted", product_id=MILK)
    entry = shown(screen, tablet, "Left in the cart: Whole milk, 1 gal")
    assert (entry.who, entry.verb, entry.customer_id) == ("Olivia Bennett", "Mentioned", 1)
    happens(hq, "arrived", store_id="367")
    screen.wait(lambda: [each.detail for each in now_on(tablet)] == ["In the store now"])
    tablet.my_day.end(now_on(tablet)[0], "done")
    assert [each.title for each in now_on(tablet)] == ["She is in the store now"]
    screen.wait(lambda: hq.rows("SELECT action, subject FROM action_outcomes") == [("left_in_cart", "10")])


def test_what_she_looked_at_twice_is_told_once_is_not(
    hq: Headquarters, tablet: Tablet, screen: Screen
) -> None:
    happens(hq, "viewed", product_id=MILK)
    happens(hq, "viewed", product_id=MILK, at_ms=NOW_MS - 500)
    assert "2 times" in shown(screen, tablet, "Looked at online: Whole milk, 1 gal").when


def test_what_she_looked_at_and_is_there_again_is_told(
    hq: Headquarters, tablet: Tablet, screen: Screen
) -> None:
    happens(hq, "viewed", product_id=MILK, at_ms=NOW_MS - 86_400_000 * 3)
    with hq.session() as session:
        stocking.set_levels(session, "367", {MILK: 0}, NOW_MS - 2_000)
        assert stocking.set_levels(session, "367", {MILK: 6}, NOW_MS - 1_000) == [MILK]
    shown(screen, tablet, "There again: Whole milk, 1 gal")


def test_who_comes_into_another_store_is_not_told_here(
    hq: Headquarters, tablet: Tablet, screen: Screen
) -> None:
    happens(hq, "arrived", store_id="406")
    happens(hq, "arrived", number=2, store_id="367")
    screen.wait(lambda: bool(now_on(tablet)))
    assert [entry.customer_id for entry in now_on(tablet)] == [2]


def test_a_birthday_and_a_first_visit_are_told(hq: Headquarters, tablet: Tablet, screen: Screen) -> None:
    day = tablet.my_day.list().date
    assert "22" in day
    hq.execute("UPDATE customers SET birthday = '1980-11-22' WHERE id = 1")
    hq.execute("DELETE FROM purchase_lines WHERE customer_id = 2")
    hq.execute("DELETE FROM purchases WHERE customer_id = 2")
    happens(hq, "arrived", number=2, store_id="367")
    shown(screen, tablet, "Welcome her: it is her first visit")
    shown(screen, tablet, "Birthday today")


def test_a_guide_that_was_in_sight_is_told_hq_once(hq: Headquarters, tablet: Tablet, screen: Screen) -> None:
    guide = {
        "id": "milk", "title": "Milk keeps", "text": "Cold.", "tie": "product", "about": str(MILK),
        "first_day": 0, "last_day": 400, "department": None, "is_on": 1, "updated_by": "", "updated_ms": 1,
    }  # fmt: skip
    hq.put("guides", guide)

    def rows() -> list[str]:
        return [row.subject for row in tablet.customer.open(1).advice.rows if row.kind == "guide"]

    screen.wait(lambda: rows() == ["milk"])
    tablet.customer.seen(1, ("offers",))
    tablet.customer.seen(2, ("next_actions",))
    tablet.customer.seen(1, ("next_actions", "offers"))
    tablet.customer.seen(1, ("next_actions",))
    screen.wait(lambda: hq.rows("SELECT guide_id, customer_id FROM guide_showings") == [("milk", 1)])
    assert rows() == ["milk"], "that it was shown is no word on it"
