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
from server.promotions.models import PromotionRecord, Redemption
from shared.assignment import variant_of
from shared.clock import DAY_MS
from shared.decisioning import CERTAIN
from shared.ids import uuid7
from tests.server.decisions.deciding import BAKERY, DAIRY, live, show, shown, use
from tests.server.people import customer
from tests.server.world import NOW_MS, Actors

FIRST = 5_000
MANY = 600
SHOWN_MS = NOW_MS - 9 * DAY_MS
"""So long ago that whoever wanted the offer has used it."""
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


def log(session: Session, two: tuple[str, str], *, tried: float, at_ms: int = SHOWN_MS) -> None:
    """So many customers were shown bread first, the `tried` part of them milk; each took it as is its way."""
    chance = random.Random(7)
    rows, used = [], []
    for nth in range(MANY):
        is_milk = chance.random() < tried
        first, other = (two[1], two[0]) if is_milk else two
        propensity = round((tried if is_milk else 1 - tried) * CERTAIN)
        rows.append(
            shown(first, customer_id=FIRST + nth, at_ms=at_ms, as_of="2026-11-22",
                  offers=offers_of(first, other, propensity))
        )  # fmt: skip
        if chance.random() < RATES[is_milk]:
            used.append((first, FIRST + nth))
    show(session, *rows)
    for promotion_id, customer_id in used:
        use(session, promotion_id, at_ms + 500, customer_id)
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


def test_what_was_shown_days_ago_is_not_judged_while_she_may_still_take_it(
    session: Session, two: tuple[str, str]
) -> None:
    log(session, two, tried=0.5)
    before = judging.judge(session, NOW_MS, 30)
    for days in (0.1, 3, 6.5):  # nobody has taken anything of that yet
        at_ms = NOW_MS - int(days * DAY_MS)
        show(session, *(shown(two[0], customer_id=FIRST + nth, at_ms=at_ms, day=f"{days} days ago",
                              as_of="2026-11-22") for nth in range(200)))  # fmt: skip
    assert judging.judge(session, NOW_MS, 30) == before


def test_what_nobody_has_looked_for_since_is_not_judged_either(
    session: Session, two: tuple[str, str]
) -> None:
    log(session, two, tried=0.5, at_ms=NOW_MS - DAY_MS)
    later_ms = NOW_MS + 9 * DAY_MS
    assert judging.judge(session, later_ms, 30).decisions == 0
    session.execute(update(CountedOdds).values(day="2026-12-01"))
    assert judging.judge(session, later_ms, 30).decisions == MANY


def test_of_more_than_can_be_judged_as_many_are_taken_of_every_time(
    session: Session, two: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judging, "MOST", 60)
    chance = random.Random(7).randbytes
    taken = []
    for place, days in enumerate((28, 10)):  # bread was taken at first only
        at_ms = NOW_MS - days * DAY_MS
        show(session, *(shown(two[0], id=uuid7(at_ms, chance), customer_id=FIRST + nth, at_ms=at_ms,
                              day=f"day {days}", as_of="2026-11-22") for nth in range(300)))  # fmt: skip
        taken += [(two[0], at_ms + 500, FIRST + nth) for nth in range(300) if place == 0]
    session.execute(
        insert(Redemption),
        [
            {"id": f"used-{who}", "promotion_id": promotion_id, "customer_id": who, "store_id": "367",
             "associate_id": "mia", "at_ms": at_ms}
            for promotion_id, at_ms, who in taken
        ],
    )  # fmt: skip
    counting.note_redemptions(session, NOW_MS)
    found = judging.judge(session, NOW_MS, 30)
    assert found.decisions == 60
    assert 450 * 0.25 < found.earned_minor < 450 * 0.75, "half of what is judged is of each time"
    assert judging.judge(session, NOW_MS, 30) == found, "the same ones are judged again"


def test_who_has_a_variant_without_a_picture_could_not_have_been_shown_one(
    session: Session, two: tuple[str, str]
) -> None:
    variants = [{"key": "plain", "weight": 1, "text": "", "picture_id": None},
                {"key": "soup", "weight": 1, "text": "", "picture_id": "0123456789"}]  # fmt: skip
    chosen = update(PromotionRecord).where(PromotionRecord.id == two[0])
    session.execute(chosen.values(variants=json.dumps(variants)))
    people = [FIRST + nth for nth in range(MANY)]
    hers = {who: variant_of(two[0], who, variants) for who in people}
    plain = [who for who in people if (found := hers[who]) and found["key"] == "plain"]
    assert 250 < len(plain) < 350
    alone = json.dumps([{"promotion_id": two[0], "layout": "words", "fit": "usual", "chance": CERTAIN}])
    show(session, *(shown(two[0], customer_id=who, at_ms=SHOWN_MS, as_of="2026-11-22", offers=alone)
                    for who in plain))  # fmt: skip
    for who in plain[::20]:
        use(session, two[0], SHOWN_MS + 500, who)
    counting.note_redemptions(session, NOW_MS)
    learning = judged(session)["learning"]
    assert learning.caution == "", "it was sure to be shown in words, and is noted as that"
    assert learning.gain is not None
    assert learning.gain.value == pytest.approx(0)


def test_it_is_told_over_rest(
    client: FlaskClient, session: Session, people: Actors, two: tuple[str, str]
) -> None:
    log(session, two, tried=0.5)
    answer: Any = client.get("/api/v1/decisions/judged", headers=people.reader.headers).json
    assert (answer["days"], answer["decisions"]) == (90, MANY)
    assert [each["strategy"] for each in answer["ways"]] == ["value", "learning", "newest"]
    assert answer["ways"][2]["gain"]["low"] > 0
