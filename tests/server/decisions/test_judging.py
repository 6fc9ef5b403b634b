"""What another way would have earned, told from logged decisions, and when they do not tell enough."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from server.customers.models import Customer
from server.decisions import counting, judging
from server.decisions.models import CountedOdds
from shared.decisioning import CERTAIN
from tests.server.decisions.deciding import BAKERY, DAIRY, live, show, shown, use
from tests.server.people import customer
from tests.server.world import NOW_MS, Actors

FIRST = 5_000
MANY = 600
RATES = (0.05, 0.30)
"""How often bread and milk are really taken: HQ believes that both are taken by one in twenty."""


@pytest.fixture
def two(session: Session, people: Actors) -> tuple[str, str]:
    """Two promotions; bread is thought to be worth more."""
    assert people
    made = live(session, **BAKERY), live(session, **DAIRY)
    counting.count(session, NOW_MS)
    for promotion_id, margin in zip(made, (550, 500), strict=True):
        chosen = update(CountedOdds).where(CountedOdds.promotion_id == promotion_id)
        session.execute(chosen.values(margin_minor=margin, cost_minor=100, scales=0))
    session.execute(insert(Customer), [customer(FIRST + nth, "Ada", f"Number {nth}") for nth in range(MANY)])
    session.commit()
    return made


def offers_of(first: str, other: str, chance: int) -> str:
    return json.dumps(
        [
            {"promotion_id": first, "layout": "words", "fit": "usual", "chance": chance},
            {"promotion_id": other, "layout": "words", "fit": "usual", "chance": CERTAIN - chance},
        ]
    )


def log(session: Session, two: tuple[str, str], *, tried: float) -> None:
    """So many customers were shown bread first, the `tried` part of them milk; each took it as is its way."""
    chance = random.Random(7)
    rows, used = [], []
    for nth in range(MANY):
        is_milk = chance.random() < tried
        first, other = (two[1], two[0]) if is_milk else two
        propensity = round((tried if is_milk else 1 - tried) * CERTAIN)
        rows.append(
            shown(first, customer_id=FIRST + nth, at_ms=NOW_MS - 1_000, as_of="2026-11-22",
                  offers=offers_of(first, other, propensity))
        )  # fmt: skip
        if chance.random() < RATES[is_milk]:
            used.append((first, FIRST + nth))
    show(session, *rows)
    for promotion_id, customer_id in used:
        use(session, promotion_id, NOW_MS - 500, customer_id)
    counting.note_redemptions(session, NOW_MS)
    session.commit()


def judged(session: Session) -> dict[str, judging.JudgedWay]:
    return {each.strategy: each for each in judging.judge(session, NOW_MS, 30).ways}


def test_what_was_tried_on_some_tells_what_all_would_have_earned(
    session: Session, two: tuple[str, str]
) -> None:
    log(session, two, tried=0.5)
    ways = judged(session)
    newest, value = ways["newest"], ways["value"]  # milk is the newer one, bread the more valuable by belief
    assert newest.value is not None
    assert value.value is not None
    assert newest.caution == value.caution == ""
    assert newest.value.low < 400 * RATES[1] < newest.value.high
    assert value.value.low < 450 * RATES[0] < value.value.high
    assert newest.gain is not None
    assert newest.gain.low > 0


def test_what_nobody_tried_is_no_figure_to_rely_on(session: Session, two: tuple[str, str]) -> None:
    log(session, two, tried=0.0)
    ways = judged(session)
    assert ways["value"].caution == ""
    assert ways["newest"].caution == "thin_overlap"
    assert ways["newest"].sentence.startswith("Too few of the decisions")


def test_without_decisions_nothing_is_claimed(session: Session, people: Actors) -> None:
    assert people
    found = judging.judge(session, NOW_MS, 30)
    assert (found.decisions, found.earned_minor) == (0, 0.0)
    assert {(each.value, each.caution) for each in found.ways} == {(None, "too_few")}


def test_it_is_told_over_rest(
    client: FlaskClient, session: Session, people: Actors, two: tuple[str, str]
) -> None:
    log(session, two, tried=0.5)
    answer: Any = client.get("/api/v1/decisions/judged", headers=people.reader.headers).json
    assert (answer["days"], answer["decisions"]) == (90, MANY)
    assert [each["strategy"] for each in answer["ways"]] == ["value", "learning", "newest"]
    assert answer["ways"][2]["gain"]["low"] > 0
