"""Rules that HQ changes: checked, kept with their history, taken back, tried out before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import count

import pytest
from sqlalchemy import insert
from sqlalchemy.orm import Session

from server.behaviour.models import BehaviourEvent
from server.customers.models import LifeDateRecord, Preference
from server.errors import NotFound
from server.follow_ups.models import FollowUp
from server.guides.models import GuideRecord
from server.next_actions import outcomes, service
from server.next_actions.facts import facts_for
from shared.clock import DAY_MS
from shared.errors import InvalidInput
from shared.next_action import DEFAULTS, Rule, next_actions
from tests.server.people import ELENA, MARCO, MILK
from tests.server.world import NOW_MS, Actors

ZONE = "America/New_York"
BIRTHDAYS = DEFAULTS["date"]


@pytest.fixture
def ids() -> Iterator[str]:
    return (f"c{number}" for number in count())


def change(session: Session, rule: Rule, ids: Iterator[str], at: int = 1) -> None:
    service.change(session, rule, by="marketer", now_ms=at, new_id=next(ids))


def test_a_change_stands_and_is_remembered(session: Session, people: Actors, ids: Iterator[str]) -> None:
    assert people.device
    assert service.rules(session) == DEFAULTS
    wanted = replace(BIRTHDAYS, weight=10, settings={"ahead_days": 14})
    change(session, wanted, ids)
    assert service.rules(session)["date"] == wanted
    (made,) = service.changes(session)
    assert (made.kind, made.before, made.changed_by) == ("date", None, "marketer")
    change(session, wanted, ids)
    assert len(service.changes(session)) == 1, "what changes nothing is no change"


def test_every_change_can_be_taken_back_and_that_too(
    session: Session, people: Actors, ids: Iterator[str]
) -> None:
    assert people.device
    change(session, replace(BIRTHDAYS, weight=10), ids, 1)
    change(session, replace(BIRTHDAYS, weight=20), ids, 2)
    latest, first = service.changes(session)
    assert service.undo(session, latest.id, by="m", now_ms=3, new_id=next(ids)) == "date"
    assert service.rules(session)["date"].weight == 10
    service.undo(session, first.id, by="m", now_ms=4, new_id=next(ids))
    assert service.rules(session) == DEFAULTS
    service.undo(session, service.changes(session)[0].id, by="m", now_ms=5, new_id=next(ids))
    assert service.rules(session)["date"].weight == 10
    with pytest.raises(NotFound):
        service.undo(session, "nothing", by="m", now_ms=3, new_id=next(ids))


def test_what_makes_no_sense_is_refused(session: Session, people: Actors, ids: Iterator[str]) -> None:
    assert people.device
    with pytest.raises(InvalidInput):
        change(session, replace(BIRTHDAYS, weight=101), ids)
    assert service.changes(session) == []
    with pytest.raises(NotFound):
        service.default("tides")


@pytest.fixture
def elena(session: Session, people: Actors) -> Session:
    """Elena with something of everything."""
    assert people.device
    session.execute(
        insert(LifeDateRecord).values(
            customer_id=ELENA, kind="due_date", day="2026-12-20", associate_id="", at_ms=1
        )
    )
    session.execute(
        insert(Preference).values(customer_id=ELENA, kind="sizes", value="M", associate_id="", at_ms=1)
    )
    session.execute(
        insert(BehaviourEvent).values(
            id="e", customer_id=ELENA, kind="carted", product_id=MILK, at_ms=NOW_MS - DAY_MS // 2
        )
    )
    for number, due_on in ((1, "2026-11-22"), (2, "2026-11-20")):
        session.execute(
            insert(FollowUp).values(
                id=f"f{number}", customer_id=ELENA, store_id="367", associate_id="", text="Call her",
                due_on=due_on, at_ms=1,
            )
        )  # fmt: skip
    outcomes.keep(session, outcome("o1"))
    outcomes.keep(session, outcome("o1"))
    session.add(
        GuideRecord(
            id="g", title="What to pack", text="Socks.", tie="date", about="due_date", first_day=-42,
            last_day=-7, department=None, is_on=1, updated_by="m", updated_ms=1,
        )
    )  # fmt: skip
    session.commit()
    return session


def outcome(number: str) -> dict[str, object]:
    return {
        "id": number, "customer_id": ELENA, "store_id": "367", "associate_id": "", "action": "follow_up",
        "subject": "f2", "outcome": "done", "channel": "phone", "text": "Call her", "at_ms": NOW_MS,
    }  # fmt: skip


def test_the_server_says_what_a_tablet_would_say(elena: Session) -> None:
    (facts,) = facts_for(elena, [ELENA], now_ms=NOW_MS, time_zone=ZONE)
    assert facts.has_size
    assert [each.id for each in facts.follow_ups] == ["f1"]
    said = [(each.kind, each.subject) for each in next_actions(facts, service.rules(elena))]
    assert said[:3] == [("follow_up", "f1"), ("guide", "g"), ("left_in_cart", str(MILK))]


def test_who_is_not_there_has_no_facts(session: Session, people: Actors) -> None:
    assert people.device
    assert facts_for(session, [5], now_ms=NOW_MS, time_zone=ZONE) == []
    assert len(facts_for(session, [ELENA, MARCO], now_ms=NOW_MS, time_zone=ZONE)) == 2


def test_a_change_is_tried_out_on_a_stores_customers_and_changes_nothing(elena: Session) -> None:
    off = replace(DEFAULTS["guide"], is_on=False)
    tried = service.try_out(elena, off, "367", NOW_MS)
    assert tried.customers >= 1
    assert (tried.now["guide"], tried.then.get("guide", 0)) == (1, 0)
    assert tried.now["follow_up"] == tried.then["follow_up"] == 1
    assert service.rules(elena) == DEFAULTS
    elsewhere = service.try_out(elena, off, "406", NOW_MS)
    assert "guide" not in elsewhere.now
