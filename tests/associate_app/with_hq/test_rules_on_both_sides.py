"""HQ and a tablet that synchronised with it decide every rule of everybody alike, and changes at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from associate_app.presenters.facts import facts_of, usual_departments
from associate_app.store import customers, particulars
from associate_app.wiring import Tablet
from server.customers import service as people
from shared import audience
from shared.audience import Evaluation
from tests.associate_app.hq_world import Headquarters, Screen
from tests.shared import audience_stories
from tests.shared.audience_stories import CASES, NOW_MS, STORIES

FIRST = 1_000
EVERYBODY = range(FIRST, FIRST + len(STORIES))
TODAY = date.fromisoformat(CASES["today"])
RULES = [story["rule"] for story in STORIES]
BOUGHT = {"attribute": "bought", "operator": "at_least", "value": 1, "of": {"product": [2]}, "days": 1}
LOOKED = {"attribute": "did", "operator": "at_least", "value": 1, "of": {"event": ["carted"], "product": [2]}}
WISHED = {"attribute": "did", "operator": "at_least", "value": 1, "of": {"event": ["wished"], "product": [2]}}


@pytest.fixture
def hq(hq: Headquarters) -> Headquarters:
    """The customers of the stories are in the store's book."""
    found = audience_stories.rows(FIRST)
    found["client_book"] = [{"store_id": "367", "customer_id": each} for each in EVERYBODY]
    with hq.session() as session:
        for table, rows in found.items():
            for row in rows:
                names, marks = ", ".join(row), ", ".join(f":{name}" for name in row)
                session.execute(text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), row)
    return hq


def by_hq(hq: Headquarters, rules: list[Any]) -> list[list[Evaluation]]:
    with hq.session() as session:
        known = people.facts_for(session, list(EVERYBODY), now_ms=NOW_MS, rules=rules)
    return [[audience.evaluate(rule, each.facts, TODAY) for rule in rules] for each in known]


def by_the_tablet(tablet: Tablet, customer_id: int, rules: list[Any]) -> list[Evaluation]:
    desk = tablet._desk()
    with desk.reader.snapshot() as snapshot:
        record, story = customers.customer(snapshot, customer_id), desk.stories.of(snapshot, customer_id)
        consents = customers.consents(snapshot, customer_id)
        known = facts_of(record, story, usual_departments(story, NOW_MS), consents, NOW_MS)
        gathered = particulars.particulars(snapshot, known, lambda: story, rules, NOW_MS)
    return [audience.evaluate(rule, replace(known, particulars=gathered), TODAY) for rule in rules]


def test_every_rule_is_decided_alike_of_everybody(hq: Headquarters, tablet: Tablet) -> None:
    there, here = by_hq(hq, RULES), [by_the_tablet(tablet, each, RULES) for each in EVERYBODY]
    assert here == there
    told = [(story["name"], story["selected"], story.get("failed")) for story in STORIES]
    found = [
        (story["name"], answers[number].selected, answers[number].failed)
        for number, (story, answers) in enumerate(zip(STORIES, here, strict=True))
    ]
    assert found == told


def test_a_purchase_and_an_event_change_who_is_selected_at_the_next_contact(
    hq: Headquarters, tablet: Tablet, screen: Screen
) -> None:
    def selected() -> list[bool]:
        return [answer.selected for answer in by_the_tablet(tablet, FIRST, [BOUGHT, LOOKED])]

    assert selected() == [False, False]
    line = {"line_no": 1, "product_id": 2, "quantity": 1, "amount_minor": 300, "discount_minor": 0}
    hq.put("purchases", {
        "id": 7, "customer_id": FIRST, "store_id": "367", "channel": "store", "at_ms": NOW_MS,
        "total_minor": 300, "line_count": 1,
    })  # fmt: skip
    hq.put("purchase_lines", {"purchase_id": 7, "customer_id": FIRST} | line)
    event = {"id": "now", "customer_id": FIRST, "kind": "carted", "product_id": 2, "at_ms": NOW_MS}
    hq.put("behaviour_events", event)
    tablet._desk().recorder.announce()
    screen.wait(lambda: selected() == [True, True])
    assert [answer.selected for answer in by_hq(hq, [BOUGHT, LOOKED])[0]] == [True, True]


def test_a_wish_on_the_tablet_counts_here_at_once_and_at_hq_once_it_is_sent(
    hq: Headquarters, tablet: Tablet, screen: Screen
) -> None:
    rules = [WISHED]
    assert [by_the_tablet(tablet, FIRST, rules)[0].selected, by_hq(hq, rules)[0][0].selected] == [False] * 2
    tablet.customer.wish(FIRST, 2, wished=True)
    assert by_the_tablet(tablet, FIRST, rules)[0].selected
    screen.wait(lambda: by_hq(hq, rules)[0][0].selected)
    tablet.customer.wish(FIRST, 2, wished=False)
    assert not by_the_tablet(tablet, FIRST, rules)[0].selected
    screen.wait(lambda: not by_hq(hq, rules)[0][0].selected)


def test_a_basket_handed_over_is_bought_on_both_sides_once_the_purchase_is_there(
    hq: Headquarters, tablet: Tablet, screen: Screen
) -> None:
    def selected() -> tuple[bool, bool]:
        here, there = by_the_tablet(tablet, FIRST, [BOUGHT]), by_hq(hq, [BOUGHT])[0]
        return here[0].selected, there[0].selected

    tablet.customer.basket.put(FIRST, 2)
    tablet.customer.basket.hand_over(FIRST, tablet.customer.open(FIRST).basket.agreed)
    screen.wait(lambda: hq.rows("SELECT customer_id FROM handed_baskets") == [(FIRST,)])
    assert selected() == (False, False), "the till decides what is sold"
    line = {"line_no": 1, "product_id": 2, "quantity": 1, "amount_minor": 100, "discount_minor": 0}
    hq.put("purchases", {
        "id": 8, "customer_id": FIRST, "store_id": "367", "channel": "store", "at_ms": NOW_MS,
        "total_minor": 100, "line_count": 1,
    })  # fmt: skip
    hq.put("purchase_lines", {"purchase_id": 8, "customer_id": FIRST} | line)
    tablet._desk().recorder.announce()
    screen.wait(lambda: selected() == (True, True))
