"""Two records of one person become one, and two again: every row of every table is where it was before."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import Table, func, insert, select, text
from sqlalchemy.orm import Session

from server.customers import merged_rows, merges
from server.customers.models import Customer, Preference
from server.database import Base
from server.errors import NotFound
from server.privacy import erasure
from server.promotions import service as promotions
from tests.server.merge_world import FIELDS, STAYING, Rows, everything, merge, undo
from tests.server.people import ELENA, HERE_SILENT, MARCO
from tests.server.test_redemption import publish, row
from tests.server.world import NOW_MS, Actors


@pytest.fixture
def promotion(session: Session, people: Actors) -> str:
    assert people
    return publish(session)


def test_after_a_merge_and_its_undoing_every_row_of_every_table_is_as_before(
    session: Session, people: Actors, promotion: str
) -> None:
    for seed in range(6):
        with session.begin_nested() as until_here:
            Rows(session, people, seed, promotion).fill(ELENA, MARCO, HERE_SILENT)
            before = everything(session)
            made = merge(session, people)
            assert everything(session) != before
            undo(session, made)
            session.expire_all()
            after = everything(session)
            assert {name: rows for name, rows in after.items() if rows != before[name]} == {}, seed
            until_here.rollback()


def test_nothing_but_what_undoing_needs_is_left_with_the_merged_customer(
    session: Session, people: Actors, promotion: str
) -> None:
    Rows(session, people, 1, promotion).fill(ELENA, MARCO)
    tables = [table for table in Base.metadata.tables.values() if "customer_id" in table.c]
    needed = {table.name for table in merged_rows.sets()} | {*merged_rows.REBUILT, *STAYING}
    needed |= {"exposures", "trial_due"}  # an arm that both met stays with each; both are counted anew

    def rows(table: Table, *whose: int) -> int:
        found = select(func.count()).select_from(table).where(table.c.customer_id.in_(whose))
        return session.scalar(found) or 0

    both = {table.name: rows(table, ELENA, MARCO) for table in tables}
    merge(session, people)
    moved = {table.name for table in tables} - needed
    assert {table.name for table in tables if table.name in moved and rows(table, MARCO)} == set()
    whole = {table.name for table in merged_rows.with_own_ids()} | set(merged_rows.FOLLOWING)
    left = {t.name: rows(t, ELENA, MARCO) for t in tables if t.name in whole}
    assert left == {name: both[name] for name in whole}


@pytest.mark.usefixtures("app")
def test_every_table_that_an_erasure_empties_is_moved_united_or_rebuilt() -> None:
    emptied = {table.name for table in erasure._deepest_first()} | set(erasure.COUNTED)
    named = {table.name for table in (*merged_rows.with_own_ids(), *merged_rows.sets())}
    named |= {merged_rows.CONSENTS, *merged_rows.BOOKS, *merged_rows.REBUILT, *merged_rows.FOLLOWING}
    assert emptied == named | {"customer_merges"}


def test_redemptions_of_both_count_for_the_kept_one(session: Session, people: Actors, promotion: str) -> None:
    assert promotions.redeem(session, row(promotion, customer_id=MARCO), NOW_MS).applied
    merge(session, people)
    assert promotions.redeem(session, row(promotion), NOW_MS).code == "customer_limit"


def test_merges_follow_each_other_and_are_taken_back_in_turn(session: Session, people: Actors) -> None:
    first = merge(session, people, kept=MARCO, merged=HERE_SILENT)
    second = merge(session, people, kept=ELENA, merged=MARCO)
    assert merges.redirects(session, [HERE_SILENT, MARCO, ELENA]) == {HERE_SILENT: ELENA, MARCO: ELENA}
    assert merges.one_person(session, HERE_SILENT) == {ELENA, MARCO, HERE_SILENT}
    with pytest.raises(merges.LaterMergeFirst, match="Take that merge back first"):
        undo(session, first)
    for kept, merged in ((MARCO, 77), (ELENA, HERE_SILENT)):
        with pytest.raises((merges.AlreadyMerged, NotFound)):
            merge(session, people, kept, merged)
    undo(session, second)
    undo(session, first)
    with pytest.raises(merges.AlreadyUndone):
        undo(session, first)
    with pytest.raises(merges.SameCustomer):
        merge(session, people, ELENA, ELENA)
    assert merges.redirects(session, [HERE_SILENT, MARCO, ELENA]) == {}
    assert [each.undone_ms for each in merges.merges(session)] == [NOW_MS + 5, NOW_MS + 5]


def test_what_is_written_down_for_undoing_names_nobody(
    session: Session, people: Actors, promotion: str
) -> None:
    Rows(session, people, 3, promotion).fill(ELENA, MARCO)
    session.execute(insert(Preference).values(
        customer_id=ELENA, kind="likes", value="rye", associate_id="a", at_ms=1,
    ))  # fmt: skip
    merge(session, people, kept=MARCO, merged=ELENA)
    written = session.execute(text("SELECT moved FROM customer_merges")).scalar_one()
    kept = session.get(Customer, ELENA)
    assert kept is not None
    secrets = {"Elena", "García", "4000123", "rye", "elena@example.com"} | {
        f"{name} {ELENA}" for name in FIELDS
    }
    assert {secret for secret in secrets if secret in written} == set()
    assert set(json.loads(written)) == {"books", "consents", "fields", "rows", "sets"}
