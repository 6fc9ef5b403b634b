"""Scores are fifths of all who allow it, follow the day, and travel only when they change."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from server.audiences import scoring
from server.audiences.models import CustomerScore
from server.cli import main
from server.customers.models import ConsentRecord, Customer
from server.next_actions import fitting
from shared.clock import DAY_MS
from tests.server.people import BREAD, buy, consent, customer
from tests.server.world import NOW_MS, Actors

REGULARS = range(901, 911)


def settled(session: Session) -> None:
    """Ten customers, each of whom came later, oftener and for more than the one before her; they allow it."""
    session.execute(insert(Customer), [customer(each, "Ann", f"Nr {each}") for each in REGULARS])
    session.execute(insert(ConsentRecord), [consent(each) for each in REGULARS])
    number = 3_000
    for place, each in enumerate(REGULARS):
        for visit in range(place + 1):
            number += 1
            buy(session, number, each, 200 - 10 * place + 4 * visit, [(BREAD, 1, 9_000)])
    session.commit()


def scores(session: Session, name: str) -> dict[int, float]:
    query = select(CustomerScore.customer_id, CustomerScore.value).where(
        CustomerScore.name == name, CustomerScore.customer_id.in_(REGULARS)
    )
    return dict(session.execute(query).all())


def test_each_stands_in_the_fifth_of_those_who_came_within_a_year(session: Session, people: Actors) -> None:
    assert people
    settled(session)
    found = scoring.rescore(session, NOW_MS)
    assert set(found) == {"frequency", "money", "recency"}
    frequency = scores(session, "frequency")
    assert [frequency[each] for each in REGULARS] == sorted(frequency.values())
    assert set(frequency.values()) == {1, 2, 3, 4, 5}
    money = scores(session, "money")
    assert [money[each] for each in REGULARS] == sorted(money.values())
    assert money[REGULARS[-1]] == 5
    assert scoring.rescore(session, NOW_MS + 400 * DAY_MS) == {}


def test_a_score_that_is_as_it_was_is_not_written_and_without_consent_there_is_none(
    session: Session, people: Actors
) -> None:
    assert people
    settled(session)
    scoring.rescore(session, NOW_MS)
    before = dict(session.execute(select(CustomerScore.customer_id, CustomerScore.at_ms)).all())
    scoring.rescore(session, NOW_MS + 1)
    assert dict(session.execute(select(CustomerScore.customer_id, CustomerScore.at_ms)).all()) == before
    last = REGULARS[-1]
    buy(session, 4_000, REGULARS[0], 1, [(BREAD, 1, 900_000)])
    session.execute(update(ConsentRecord).where(ConsentRecord.customer_id == last).values(granted=0))
    scoring.rescore(session, NOW_MS + 2)
    assert scores(session, "money")[REGULARS[0]] == 5
    assert last not in scores(session, "money")


def test_who_has_stayed_away_for_longer_than_her_rhythm_lapses(session: Session, people: Actors) -> None:
    assert people
    settled(session)
    session.execute(insert(fitting.LapsingFit), {
        "as_of": "2026-11-22",
        "parameters": '{"r": 0.8, "alpha": 4.0, "a": 0.6, "b": 2.5, "customers": 60}',
    })  # fmt: skip
    scoring.rescore(session, NOW_MS)
    early = scores(session, scoring.LAPSING)
    scoring.rescore(session, NOW_MS + 60 * DAY_MS)
    late = scores(session, scoring.LAPSING)
    assert early
    assert REGULARS[0] not in early
    assert all(0 <= early[each] <= late[each] <= 100 for each in early)
    assert late != early
    session.execute(update(ConsentRecord).values(granted=0))
    scoring.rescore(session, NOW_MS)
    assert scores(session, scoring.LAPSING) == {}


def test_the_commands_score_list_and_rebuild(tmp_path: Path) -> None:
    environment = {"AISLE_HOME": str(tmp_path), "AISLE_DATABASE_URL": f"sqlite:///{tmp_path / 'aisle.db'}"}
    runner = CliRunner()
    for command, said in (
        (["db", "upgrade"], ""), (["audiences", "scores"], "Nobody has a score"),
        (["audiences", "list"], ""), (["audiences", "rebuild"], "as customers and purchases say"),
    ):  # fmt: skip
        answer = runner.invoke(main, command, env=environment)
        assert answer.exit_code == 0, answer.output
        assert said in answer.output
