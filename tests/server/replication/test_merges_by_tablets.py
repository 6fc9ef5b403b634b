"""An associate's merge is applied at HQ once, between what she recorded before and after it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from server.customers.models import ClientBookEntry
from tests.server.merge_world import merge
from tests.server.people import ELENA, HERE_SILENT, MARCO
from tests.server.replication.conftest import HttpTablet
from tests.server.replication.test_replication_over_http import operation
from tests.server.world import Actors, SignedIn

MakeTablet = Callable[[SignedIn], HttpTablet]


def merged(tablet: HttpTablet, kept: int, other: int) -> str:
    return operation(tablet, "customers_merged", {"merged_id": other}, customer=kept, version=4)


def undone(tablet: HttpTablet, kept: int, merge_id: str) -> str:
    return operation(tablet, "merge_undone", {"merge_id": merge_id}, customer=kept, version=4)


def verdicts(session: Session) -> list[tuple[Any, ...]]:
    found = session.execute(
        text("SELECT verdict, code FROM operation_verdicts ORDER BY received_ms, sequence")
    )
    return [tuple(row) for row in found]


def holding(session: Session) -> list[tuple[Any, ...]]:
    found = session.execute(
        text("SELECT kept_id, merged_id, by_kind FROM customer_merges WHERE undone_ms IS NULL")
    )
    return [tuple(row) for row in found]


@pytest.fixture
def both_here(tablet: HttpTablet, people: Actors, session: Session) -> HttpTablet:
    """The store of the tablet looks after Elena, Marco and one who was never asked."""
    assert people
    session.execute(insert(ClientBookEntry).values(store_id="367", customer_id=MARCO))
    session.commit()
    tablet.engine.round()
    return tablet


def test_what_came_before_moves_and_what_comes_after_is_the_kept_ones(
    both_here: HttpTablet, session: Session
) -> None:
    operation(both_here, "note_added", {"text": "before"}, customer=ELENA)
    merge_id = merged(both_here, MARCO, ELENA)
    operation(both_here, "note_added", {"text": "after"}, customer=ELENA)
    both_here.engine.round()
    both_here.engine.round()
    assert verdicts(session) == [("applied", None), ("merged", "records_differ"), ("applied", None)]
    assert holding(session) == [(MARCO, ELENA, "associate")]
    notes = session.execute(text("SELECT customer_id, text FROM interactions ORDER BY id")).all()
    assert notes == [(MARCO, "before"), (MARCO, "after")]
    assert both_here.rows("SELECT id, kept_id, merged_id, by_kind, undone_ms FROM customer_merges") == [
        (merge_id, MARCO, ELENA, "associate", None)
    ]
    assert both_here.rows("SELECT customer_id FROM purchases WHERE customer_id <> 900002") == [(MARCO,)] * 7


def test_where_both_said_something_both_values_come_to_the_tablet_until_it_is_taken_back(
    both_here: HttpTablet, session: Session
) -> None:
    merge_id = merged(both_here, MARCO, ELENA)
    both_here.engine.round()
    both_here.engine.round()
    told = both_here.rows("SELECT field, kept, lost, settled_ms FROM customer_conflicts ORDER BY field")
    names = {field: (kept, lost) for field, kept, lost, _ in told}
    assert names["given_name"] == ("Marco", "Elena")
    assert {settled for *_, settled in told} == {None}
    undone(both_here, MARCO, merge_id)
    both_here.engine.round()
    both_here.engine.round()
    assert both_here.rows("SELECT count(*) FROM customer_conflicts") == [(0,)]
    assert (holding(session), verdicts(session)[-1]) == ([], ("applied", None))
    assert {row[0] for row in both_here.rows("SELECT id FROM customers")} >= {ELENA, MARCO}


def test_merging_and_taking_it_back_in_one_push_leaves_two(both_here: HttpTablet, session: Session) -> None:
    merge_id = merged(both_here, MARCO, ELENA)
    undone(both_here, MARCO, merge_id)
    operation(both_here, "note_added", {"text": "hers"}, customer=ELENA)
    both_here.engine.round()
    assert holding(session) == []
    assert session.execute(text("SELECT customer_id FROM interactions")).scalars().all() == [ELENA]


def test_whom_two_merged_is_merged_once(both_here: HttpTablet, session: Session) -> None:
    merged(both_here, MARCO, ELENA)
    both_here.engine.round()
    merged(both_here, ELENA, MARCO)
    both_here.engine.round()
    assert holding(session) == [(MARCO, ELENA, "associate")]
    assert verdicts(session)[-1] == ("merged", "one_already"), "also the other way round"


def test_who_is_not_in_the_stores_book_is_merged_by_nobody_of_that_store(
    tablet: HttpTablet, people: Actors, session: Session
) -> None:
    assert people
    tablet.engine.round()
    merged(tablet, ELENA, MARCO)
    merged(tablet, MARCO, ELENA)
    merged(tablet, ELENA, 5)
    tablet.engine.round()
    assert verdicts(session) == [
        ("rejected", "other_not_here"), ("rejected", "customer_not_here"), ("rejected", "other_not_here"),
    ]  # fmt: skip
    assert holding(session) == []


def test_what_another_merge_stands_on_or_hq_did_is_not_taken_back_by_a_tablet(
    both_here: HttpTablet, people: Actors, session: Session
) -> None:
    own = merged(both_here, MARCO, ELENA)
    both_here.engine.round()
    by_hq = merge(session, people, kept=HERE_SILENT, merged=MARCO)
    session.commit()
    undone(both_here, MARCO, own)
    undone(both_here, HERE_SILENT, by_hq.id)
    undone(both_here, HERE_SILENT, "0198f7a0-0000-7000-8000-0000000000ff")
    both_here.engine.round()
    assert [code for _, code in verdicts(session)[1:]] == [
        "later_merge_first", "merged_by_hq", "unknown_merge",
    ]  # fmt: skip
    assert len(holding(session)) == 2


def test_taking_back_twice_is_told_and_harmless(both_here: HttpTablet, session: Session) -> None:
    merge_id = merged(both_here, MARCO, ELENA)
    undone(both_here, MARCO, merge_id)
    undone(both_here, MARCO, merge_id)
    undone(both_here, HERE_SILENT, merge_id)
    both_here.engine.round()
    assert [code for _, code in verdicts(session)[1:]] == [None, "already_undone", "already_undone"]


def test_a_tablet_takes_back_no_merge_of_somebody_else(both_here: HttpTablet, session: Session) -> None:
    merge_id = merged(both_here, MARCO, ELENA)
    undone(both_here, HERE_SILENT, merge_id)
    both_here.engine.round()
    assert verdicts(session)[-1] == ("rejected", "unknown_merge")
    assert holding(session) == [(MARCO, ELENA, "associate")]
