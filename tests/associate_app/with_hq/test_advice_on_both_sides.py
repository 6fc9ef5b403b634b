"""The server and a tablet say the same of everybody: what to do next, and whom to contact today."""

from __future__ import annotations

import random
from typing import Any

import pytest

from associate_app.wiring import Tablet
from server.next_actions import advising
from shared.clock import DAY_MS
from tests.associate_app.crowd import BOUGHT, EVERYBODY, put, settle_everybody, stock_the_shop
from tests.associate_app.hq_world import Headquarters
from tests.associate_app.small_world import MIA, NOW_MS

Said = list[tuple[Any, ...]]


def give_reasons(hq: Headquarters, draw: random.Random) -> None:
    """Something of every kind to be spoken to about, for some of the crowd."""
    news = {"purpose": "marketing", "channel": "any", "wording": "News?", "source": "tests", "at_ms": 1}
    put(hq, "consents", [news | {"customer_id": c, "granted": int(c % 7 > 0)} for c in EVERYBODY[::2]])
    for c in EVERYBODY:
        born = f"1990-11-{20 + c % 10}" if c % 4 == 0 else "1980-05-05"
        hq.execute(f"UPDATE customers SET birthday = '{born}', phone = '+1 555-{c}' WHERE id = {c}")
    by = {"store_id": "367", "associate_id": MIA, "at_ms": NOW_MS - 9 * DAY_MS}
    promised = [by | {"customer_id": c, "id": f"f{c}", "text": "Call her", "due_on": "2026-11-21"}
                for c in EVERYBODY[::5]]  # fmt: skip
    put(hq, "follow_ups", promised)
    kept = {"action": "follow_up", "outcome": "done", "channel": "phone", "text": "Call her"}
    put(hq, "action_outcomes", [
        by | kept | {"id": f"o{c}", "customer_id": c, "subject": f"f{c}"} for c in EVERYBODY[::10]
    ])  # fmt: skip
    clicked = [
        {"id": f"e{c}-{n}", "customer_id": c, "kind": draw.choice(["viewed", "carted"]),
         "product_id": draw.choice(BOUGHT), "at_ms": NOW_MS - draw.randint(0, 20) * DAY_MS - 1}
        for c in EVERYBODY[1::2] for n in range(3)
    ]  # fmt: skip
    put(hq, "behaviour_events", clicked)


@pytest.fixture
def hq(hq: Headquarters) -> Headquarters:
    """A store full of people, with something to say to each."""
    stock_the_shop(hq, random.Random(11))
    settle_everybody(hq, random.Random(12))
    give_reasons(hq, random.Random(13))
    return hq


def advised_by_hq(hq: Headquarters) -> dict[int, Said]:
    with hq.session() as session:
        return {
            c: [
                (each.kind, each.subject, each.deed, each.title, each.reason)
                for each in advising.advise(session, c, store_id="367", now_ms=NOW_MS).actions
            ]
            for c in EVERYBODY
        }


def test_what_to_do_next_is_the_same_for_everybody(hq: Headquarters, tablet: Tablet) -> None:
    by_hq = advised_by_hq(hq)
    here = {
        c: [
            (row.kind, row.subject, row.deed, row.title, row.reason)
            for row in tablet.customer.open(c).advice.rows
        ]
        for c in EVERYBODY
    }
    assert here == by_hq
    kinds = {action[0] for said in by_hq.values() for action in said}
    assert kinds >= {"follow_up", "left_in_cart", "date", "guide", "missing", "due_again"}


def test_whom_to_contact_today_is_the_same(hq: Headquarters, tablet: Tablet) -> None:
    with hq.session() as session:
        found = advising.contacts_today(session, "367", NOW_MS)
    by_hq = [
        (each.customer_id, each.channel, each.action.kind, each.action.subject, each.action.reason)
        for each in found.customers
    ]
    here = tablet.today.list()
    assert [(r.customer_id, r.channel, r.kind, r.subject, r.reason) for r in here.rows] == by_hq
    assert len({kind for _, _, kind, *_ in by_hq}) >= 3
    assert (found.too_soon > 0, found.not_allowed > 0) == (True, True)
    for count, words in ((found.too_soon, "contacted lately"), (found.not_allowed, "may not be contacted")):
        assert f"{count} {words}" in here.left_out
