"""Tablets hear of merged customers, and what they recorded before they heard is not lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import event, insert, text
from sqlalchemy.orm import Session

from server.customers import merges
from server.customers.models import ClientBookEntry
from sync.device.outbox import Outbox
from tests.server.merge_world import merge
from tests.server.people import ELENA, HERE_SILENT, MARCO
from tests.server.replication.conftest import HttpTablet
from tests.server.replication.test_replication_over_http import operation
from tests.server.world import NOW_MS, Actors, SignedIn

MakeTablet = Callable[[SignedIn], HttpTablet]
HELD = "SELECT id FROM customers ORDER BY id"
OF_PURCHASES = "SELECT DISTINCT customer_id FROM purchases"
OF_LINES = "SELECT DISTINCT customer_id FROM purchase_lines"


def refused(tablet: HttpTablet) -> list[str]:
    return [row.code for row in Outbox(tablet.connection).attention()]


def edited(tablet: HttpTablet, customer: int, phone: str) -> str:
    changes = {"phone": {"from": None, "to": phone}}
    return operation(
        tablet, "customer_edited", {"changes": changes, "settles": []}, customer=customer, version=2
    )


def test_a_tablet_lets_the_merged_go_and_has_what_moved_under_the_kept_one(
    make_tablet: MakeTablet, people: Actors, session: Session
) -> None:
    here, there = make_tablet(people.device), make_tablet(people.device_elsewhere)
    for tablet in (here, there):
        tablet.engine.round()
    assert here.rows(HELD) == [(ELENA,), (HERE_SILENT,)]
    made = merge(session, people, kept=MARCO, merged=ELENA)
    session.commit()
    for tablet in (here, there):
        tablet.engine.round()
        assert (tablet.rows(OF_PURCHASES), tablet.rows(OF_LINES)) == ([(MARCO,)], [(MARCO,)])
        assert tablet.rows("SELECT COUNT(*) FROM purchases") == [(7,)]
        assert tablet.rows("SELECT COUNT(*) FROM purchase_lines") == [(13,)]
        assert tablet.rows(f"SELECT loyalty_number FROM customers WHERE id = {MARCO}") == [("4000123",)]
    assert here.rows(HELD) == [(MARCO,), (HERE_SILENT,)]
    merges.undo(session, made.id, now_ms=NOW_MS)
    session.commit()
    for tablet in (here, there):
        tablet.engine.round()
    assert here.rows(HELD) == [(ELENA,), (HERE_SILENT,)]
    assert (here.rows(OF_PURCHASES), here.rows(OF_LINES)) == ([(ELENA,)], [(ELENA,)])
    assert (there.rows(HELD), there.rows("SELECT COUNT(*) FROM purchases")) == ([(MARCO,)], [(1,)])


@pytest.mark.parametrize("is_together", [False, True], ids=["one alone", "several together"])
def test_what_was_recorded_before_the_tablet_heard_of_the_merge_is_the_kept_ones(
    tablet: HttpTablet, people: Actors, session: Session, is_together: bool
) -> None:
    tablet.engine.round()
    merge(session, people, kept=HERE_SILENT, merged=ELENA)
    session.commit()
    operation(tablet, "note_added", {"text": "Likes rye"}, customer=ELENA)
    if not is_together:
        tablet.engine.round()
    edited(tablet, ELENA, "555 0199")
    operation(tablet, "note_added", {"text": "Likes tea"}, customer=HERE_SILENT)
    tablet.engine.round()
    tablet.engine.round()
    assert refused(tablet) == []
    notes = session.execute(text("SELECT customer_id, text FROM interactions ORDER BY text")).all()
    assert notes == [(HERE_SILENT, "Likes rye"), (HERE_SILENT, "Likes tea")]
    assert tablet.rows("SELECT customer_id, text FROM interactions ORDER BY text") == notes
    assert tablet.rows(f"SELECT phone FROM customers WHERE id = {HERE_SILENT}") == [("555 0199",)]
    phone = session.execute(text(f"SELECT phone FROM customers WHERE id = {ELENA}")).scalar()
    assert phone == "+1 (555) 010-4477", "her own record stays as it was"


def test_after_undoing_they_are_two_again_for_whatever_arrives(
    tablet: HttpTablet, people: Actors, session: Session
) -> None:
    tablet.engine.round()
    made = merge(session, people, kept=HERE_SILENT, merged=ELENA)
    merges.undo(session, made.id, now_ms=NOW_MS)
    session.commit()
    operation(tablet, "note_added", {"text": "Likes rye"}, customer=ELENA)
    tablet.engine.round()
    assert session.execute(text("SELECT customer_id FROM interactions")).scalars().all() == [ELENA]


def test_whom_the_store_never_served_is_refused_also_by_way_of_a_merge(
    tablet: HttpTablet, people: Actors, session: Session
) -> None:
    tablet.engine.round()
    session.execute(insert(ClientBookEntry).values(store_id="406", customer_id=HERE_SILENT))
    session.execute(text(f"DELETE FROM client_book WHERE store_id = '367' AND customer_id = {HERE_SILENT}"))
    merge(session, people, kept=MARCO, merged=HERE_SILENT)
    session.commit()
    operation(tablet, "note_added", {"text": "Likes rye"}, customer=HERE_SILENT)
    tablet.engine.round()
    assert refused(tablet) == ["customer_not_here"]


def test_a_push_asks_once_who_was_merged_however_much_it_brings(
    tablet: HttpTablet, people: Actors, session: Session
) -> None:
    assert people
    tablet.engine.round()
    for number in range(40):
        operation(tablet, "note_added", {"text": str(number)}, customer=(ELENA, HERE_SILENT)[number % 2])
    statements: list[str] = []

    def note(*arguments: object) -> None:
        statements.append(str(arguments[2]))

    event.listen(session.get_bind(), "before_cursor_execute", note)
    try:
        tablet.engine.round()
    finally:
        event.remove(session.get_bind(), "before_cursor_execute", note)
    asked = [each for each in statements if "FROM customer_merges" in each and "merged_id IN" in each]
    assert len(asked) == 1
