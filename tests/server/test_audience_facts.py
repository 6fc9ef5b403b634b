"""Facts that rules ask for, gathered from rows: the same answers as the stories told without a database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from sqlalchemy import event, insert, text
from sqlalchemy.orm import Session

from server.customers import service as customers
from server.database import db
from shared import audience
from shared.particulars import NOT_ASKED
from tests.shared import audience_stories
from tests.shared.audience_stories import CASES, NOW_MS, STORIES

TODAY = date.fromisoformat(CASES["today"])
NUMBERED = list(enumerate(STORIES, start=1))


@pytest.fixture
def told(session: Session) -> Session:
    """A database with the world of the cases and every story."""
    for table, rows in audience_stories.rows().items():
        session.execute(insert(db.metadata.tables[table]), rows)
    session.commit()
    return session


def test_every_story_is_decided_from_rows_as_it_is_told(told: Session) -> None:
    for number, story in NUMBERED:
        (known,) = customers.facts_for(told, [number], now_ms=NOW_MS, rules=[story["rule"]])
        answer = audience.evaluate(story["rule"], known.facts, TODAY)
        expected = (story["name"], story["selected"], story.get("failed"))
        assert (story["name"], answer.selected, answer.failed) == expected


def test_facts_of_all_are_the_facts_of_each_and_take_no_query_more(told: Session) -> None:
    rules = [story["rule"] for story in STORIES]
    with queries(told) as counted:
        every = customers.facts_for(told, now_ms=NOW_MS, rules=rules)
        of_all = len(counted)
        (one,) = customers.facts_for(told, [7], now_ms=NOW_MS, rules=rules)
    assert len(counted) == 2 * of_all
    alone, among_all = (
        [audience.evaluate(rule, known.facts, TODAY) for rule in rules] for known in (one, every[6])
    )
    assert alone == among_all
    selected = [
        audience.evaluate(story["rule"], known.facts, TODAY).selected
        for known, story in zip(every, STORIES, strict=True)
    ]
    assert selected == [story["selected"] for story in STORIES]


def test_nothing_is_looked_for_that_no_rule_asks_for(told: Session) -> None:
    with queries(told) as counted:
        customers.facts_for(told, now_ms=NOW_MS)
        without = len(counted)
        tier = {"attribute": "tier", "operator": "in", "value": ["Gold"]}
        (known, *_) = customers.facts_for(told, now_ms=NOW_MS, rules=[tier])
    assert len(counted) == 2 * without
    particulars = known.facts.particulars
    assert (particulars.bought, particulars.did, particulars.noted) == (None, None, NOT_ASKED.noted)


def test_departments_are_known_where_a_rule_within_another_asks_for_them(told: Session) -> None:
    deli = {"attribute": "departments", "operator": "in", "value": ["Deli"]}
    known = customers.facts_for(told, now_ms=NOW_MS, rules=[{"not": {"any": [deli]}}])
    assert known[0].facts.departments == {"Deli", "Floral"}


@contextmanager
def queries(session: Session) -> Iterator[list[str]]:
    """The statements that the session sends meanwhile."""
    sent: list[str] = []
    session.execute(text("SELECT 1"))  # the transaction is open

    def count(*said: object) -> None:
        sent.append(str(said[2]))

    event.listen(session.get_bind(), "before_cursor_execute", count)
    yield sent
    event.remove(session.get_bind(), "before_cursor_execute", count)
