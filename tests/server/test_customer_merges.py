"""Two records of one person become one, and two again: every row of every table is where it was before."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from random import Random
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Table, func, insert, select, text, update
from sqlalchemy.orm import Session

from server.customers import duplicates, merged_rows, merges, pins, service
from server.customers.models import ClientBookEntry, ConsentRecord, Customer, Preference
from server.database import Base, db
from server.errors import NotFound
from server.integrations.customers import CLIENT_BOOK, CONSENTS, CUSTOMERS
from server.integrations.writer import Target, write
from server.privacy import erasure
from server.promotions import service as promotions
from server.purchases.models import Purchase
from shared.ids import uuid7
from tests.server.people import ELENA, HERE_SILENT, MARCO, customer
from tests.server.test_redemption import publish, row
from tests.server.world import NOW_MS, Actors, counted_bytes

MERGES = "/api/v1/customers/merges"
DRAW = counted_bytes("merges")
STAYING = {"look_ups", "erasure_receipts"}
"""They go on naming the number they were about."""


def new_id() -> str:
    return uuid7(NOW_MS, DRAW)


def merge(session: Session, people: Actors, kept: int = ELENA, merged: int = MARCO) -> merges.Merge:
    return merges.merge(
        session, kept_id=kept, merged_id=merged, actor=people.marketer.actor, now_ms=NOW_MS, merge_id=new_id()
    )


def undo(session: Session, made: merges.Merge) -> merges.Merge:
    return merges.undo(session, made.id, now_ms=NOW_MS + 5)


def everything(session: Session) -> dict[str, list[str]]:
    """All rows of all tables but the merges themselves."""
    return {
        name: sorted(map(repr, session.execute(select(table)).all()))
        for name, table in Base.metadata.tables.items()
        if name != "customer_merges"
    }


class Rows:
    """Rows about customers in every table there is, made from the tables' own shapes."""

    def __init__(self, session: Session, people: Actors, seed: int, promotion_id: str) -> None:
        self._session, self._draw, self._number = session, Random(seed), count(50_000)
        devices = [people.device.actor.id, people.device_elsewhere.actor.id]
        self._known: dict[str, list[Any]] = {
            "stores": ["367", "406"],
            "devices": devices,
            "promotions": [promotion_id],
        }
        for name in ("campaigns", "audiences"):
            table = Base.metadata.tables[name]
            rows = [self._row(table, None) | {"kind": "list", "name": str(number)} for number in range(3)]
            session.execute(insert(table), rows)
            self._known[name] = [row["id"] for row in rows]

    def fill(self, *customer_ids: int) -> None:
        """Each of them has some rows in every table; of sets, members that may be the other's, too."""
        for table in (*merged_rows.with_own_ids(), *sorted(self._keyed(), key=lambda each: each.name)):
            key = [column.name for column in table.primary_key.columns]
            held = select(*(table.c[name] for name in key))
            seen = {tuple(each) for each in self._session.execute(held)}
            for each in customer_ids:
                for _ in range(self._draw.randrange(1, 6)):
                    made = self._row(table, each)
                    if (place := tuple(made[name] for name in key)) not in seen:
                        seen.add(place)
                        self._session.execute(insert(table), made)
                        self._hang(table, made)
        for each in customer_ids:
            said = {name: self._draw.choice([None, f"{name} of both", f"{name} {each}"]) for name in FIELDS}
            self._session.execute(update(Customer).where(Customer.id == each).values(said))

    @staticmethod
    def _keyed() -> Iterator[Table]:
        names = (merged_rows.CONSENTS, *merged_rows.BOOKS, *merged_rows.REBUILT)
        return iter([*merged_rows.sets(), *(Base.metadata.tables[name] for name in names)])

    def _row(self, table: Table, customer_id: int | None) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for column in table.columns:
            leading = [key.column.table.name for key in column.foreign_keys]
            if leading and leading[0] in self._known:
                made[column.name] = self._draw.choice(self._known[leading[0]])
            elif column.name == "customer_id":
                made[column.name] = customer_id
            elif column.name == "id":
                made[column.name] = column.type.python_type(next(self._number))
            elif column.name == "granted":
                made[column.name] = self._draw.randrange(2)
            elif column.type.python_type is bytes:
                made[column.name] = b"packed"
            else:
                made[column.name] = column.type.python_type(self._draw.randrange(3))
        return made

    def _hang(self, table: Table, made: dict[str, Any]) -> None:
        if table is Base.metadata.tables["purchases"]:
            lines = Base.metadata.tables["purchase_lines"]
            for line in range(3):
                hanging = {"purchase_id": made["id"], "line_no": line}
                self._session.execute(insert(lines), self._row(lines, made["customer_id"]) | hanging)


FIELDS = ("phone", "email", "birthday", "since", "preferred_channel")


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

    def rows(table: Table, *whose: int) -> int:
        found = select(func.count()).select_from(table).where(table.c.customer_id.in_(whose))
        return session.scalar(found) or 0

    both = {table.name: rows(table, ELENA, MARCO) for table in tables}
    merge(session, people)
    moved = {table.name for table in tables} - needed
    assert {table.name for table in tables if table.name in moved and rows(table, MARCO)} == set()
    whole = {table.name for table in merged_rows.with_own_ids()} | set(merged_rows.FOLLOWING)
    assert {t.name: rows(t, ELENA) for t in tables if t.name in whole} == {name: both[name] for name in whole}


def test_every_table_that_an_erasure_empties_is_moved_united_or_rebuilt() -> None:
    emptied = {table.name for table in erasure._deepest_first()} | set(erasure.COUNTED)
    named = {table.name for table in (*merged_rows.with_own_ids(), *merged_rows.sets())}
    named |= {merged_rows.CONSENTS, *merged_rows.BOOKS, *merged_rows.REBUILT, *merged_rows.FOLLOWING}
    assert emptied == named | {"customer_merges"}


def say(session: Session, customer_id: int, channel: str, granted: int, at_ms: int = 7) -> None:
    values = {
        "customer_id": customer_id, "purpose": "marketing", "channel": channel, "granted": granted,
        "at_ms": at_ms, "wording": f"asked {customer_id} {channel}", "source": "tests",
    }  # fmt: skip
    session.execute(insert(ConsentRecord), values)


def said(session: Session, customer_id: int) -> dict[str, tuple[int, str]]:
    found = session.execute(
        select(ConsentRecord.channel, ConsentRecord.granted, ConsentRecord.wording).where(
            ConsentRecord.customer_id == customer_id, ConsentRecord.purpose == "marketing"
        )
    )
    return {channel: (granted, wording) for channel, granted, wording in found}


def test_of_two_words_on_consent_the_stricter_holds_and_both_proofs_are_kept(
    session: Session, people: Actors
) -> None:
    for channel, hers, theirs in (("any", 1, 1), ("email", 1, 0), ("phone", 0, 1)):
        say(session, ELENA, channel, hers)
        say(session, MARCO, channel, theirs)
    say(session, MARCO, "message", 0)
    before = said(session, ELENA), said(session, MARCO)
    made = merge(session, people)
    assert said(session, ELENA) == {
        "any": (1, f"asked {ELENA} any"), "email": (0, f"asked {MARCO} email"),
        "phone": (0, f"asked {ELENA} phone"), "message": (0, f"asked {MARCO} message"),
    }  # fmt: skip
    assert said(session, MARCO) == {}, "nothing of hers may be used"
    kept = session.execute(text("SELECT moved FROM customer_merges")).scalar_one()
    assert f"asked {ELENA} email" in kept
    assert f"asked {MARCO} phone" in kept
    undo(session, made)
    assert (said(session, ELENA), said(session, MARCO)) == before


def test_a_withdrawal_said_since_stands_for_both_and_a_grant_for_the_kept_one(
    session: Session, people: Actors
) -> None:
    say(session, MARCO, "email", 1)
    say(session, MARCO, "phone", 0)
    made = merge(session, people)
    session.execute(
        update(ConsentRecord)
        .where(ConsentRecord.customer_id == ELENA, ConsentRecord.purpose == "marketing")
        .values(granted=1 - ConsentRecord.granted, wording="asked since")
    )
    undo(session, made)
    assert said(session, ELENA) == {"email": (0, "asked since"), "phone": (1, "asked since")}
    assert said(session, MARCO) == {"email": (0, "asked since"), "phone": (0, f"asked {MARCO} phone")}


def test_what_is_said_since_the_merge_stays_with_the_kept_customer(session: Session, people: Actors) -> None:
    tea = {"kind": "likes", "value": "tea", "associate_id": "a"}
    session.execute(insert(Preference), {**tea, "customer_id": MARCO, "at_ms": 5})
    session.execute(update(Customer).where(Customer.id == MARCO).values(since="2020-01-01"))
    made = merge(session, people)
    session.execute(update(Preference).where(Preference.customer_id == ELENA).values(at_ms=6))
    session.execute(update(Customer).where(Customer.id == ELENA).values(since="2019-01-01"))
    bought = {"id": 5, "store_id": "367", "at_ms": NOW_MS, "total_minor": 1, "line_count": 0}
    session.execute(insert(Purchase), {**bought, "customer_id": ELENA})
    undo(session, made)
    held = select(Preference.customer_id, Preference.at_ms).order_by(Preference.at_ms)
    assert [tuple(each) for each in session.execute(held)] == [(MARCO, 5), (ELENA, 6)]
    assert session.scalar(select(Purchase.customer_id).where(Purchase.id == 5)) == ELENA
    assert session.scalar(select(Customer.since).where(Customer.id == ELENA)) == "2019-01-01"


def test_what_the_record_does_not_say_is_filled_and_the_old_card_finds_the_kept_one(
    session: Session, people: Actors
) -> None:
    made = merge(session, people, kept=MARCO, merged=ELENA)
    marco = session.execute(
        select(Customer.phone, Customer.loyalty_number, Customer.tier).where(Customer.id == MARCO)
    ).one()
    assert tuple(marco) == ("+1 (555) 010-4477", "4000123", "Gold")
    undo(session, made)
    session.execute(update(Customer).where(Customer.id == MARCO).values(loyalty_number="4000999"))
    merge(session, people, kept=MARCO, merged=ELENA)
    assert pins.find(session, "4000123") == MARCO
    assert [found.id for found in service.search(session, "García", people.reader.actor)] == []


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


def test_one_person_is_erased_whole(session: Session, people: Actors, app: Flask) -> None:
    with app.app_context():
        engine = db.engine
    made = merge(session, people)
    session.commit()
    erasure.erase(engine, ELENA, NOW_MS)
    assert session.scalars(select(Customer.id)).all() == [HERE_SILENT]
    assert session.execute(text("SELECT id FROM erased_customers ORDER BY id")).scalars().all() == [
        ELENA,
        MARCO,
    ]
    with pytest.raises(NotFound):
        undo(session, made)
    with pytest.raises(NotFound):
        merge(session, people, HERE_SILENT, ELENA)


def test_after_undoing_an_erasure_is_of_one_only_and_the_merge_is_forgotten(
    session: Session, people: Actors, app: Flask
) -> None:
    with app.app_context():
        engine = db.engine
    undo(session, merge(session, people))
    session.commit()
    erasure.erase(engine, MARCO, NOW_MS)
    assert session.scalars(select(Customer.id).order_by(Customer.id)).all() == [ELENA, HERE_SILENT]
    assert merges.merges(session) == []


def test_an_import_does_not_part_them(session: Session, people: Actors, app: Flask) -> None:
    with app.app_context():
        engine = db.engine
    merge(session, people)
    session.commit()
    bought = Target(Purchase, ("id", "customer_id", "store_id", "at_ms", "total_minor", "line_count"))
    with engine.begin() as connection:
        hers = [(1, MARCO, "406", 5, 1, 0), (2, ELENA, "367", 5, 1, 0)]
        assert write(connection, bought, hers).added == 2
        assert write(connection, bought, hers).unchanged == 2
        assert write(connection, CLIENT_BOOK, [("406", MARCO), ("406", ELENA)]).added == 0
        word = (MARCO, "marketing", "any", 1, 5, "May we?", "tests")
        assert write(connection, CONSENTS, [word]).given == 0
        same = tuple(customer(MARCO, "Marco", "Bianchi").get(name) for name in CUSTOMERS.columns)
        assert write(connection, CUSTOMERS, [same]).given == 0
    found = session.execute(select(Purchase.customer_id).where(Purchase.id.in_((1, 2)))).scalars()
    assert list(found) == [ELENA, ELENA]
    assert session.scalars(
        select(ClientBookEntry.customer_id).where(ClientBookEntry.customer_id == MARCO)
    ).all() == []  # fmt: skip


def test_staff_merge_read_and_take_back_over_rest_and_the_log_says_so(
    client: FlaskClient, people: Actors, session: Session
) -> None:
    wanted = {"kept_id": ELENA, "merged_id": MARCO}
    answer = client.post(MERGES, json=wanted, headers=people.marketer.headers)
    assert answer.status_code == 201
    made = answer.json
    assert made is not None
    assert (made["kept"]["id"], made["merged"]["given_name"], made["undone_ms"]) == (ELENA, "Marco", None)
    assert (made["by_kind"], made["by_id"]) == ("staff", people.marketer.actor.id)
    again = client.post(MERGES, json=wanted, headers=people.marketer.headers)
    assert (again.status_code, again.json and again.json["code"]) == (409, "already_merged")
    listed = client.get(MERGES, headers=people.reader.headers).json
    assert listed == {"merges": [made]}
    undone = client.post(f"{MERGES}/{made['id']}/undo", headers=people.marketer.headers)
    assert (undone.status_code, undone.json and undone.json["undone_ms"]) == (200, NOW_MS)
    twice = client.post(f"{MERGES}/{made['id']}/undo", headers=people.marketer.headers)
    assert (twice.status_code, twice.json and twice.json["code"]) == (409, "already_undone")
    herself = client.post(
        MERGES, json={"kept_id": ELENA, "merged_id": ELENA}, headers=people.marketer.headers
    )
    assert (herself.status_code, herself.json and herself.json["code"]) == (409, "same_customer")
    logged = session.execute(text("SELECT customer_id FROM look_ups WHERE purpose = 'merges'")).scalars()
    assert sorted(logged) == sorted([ELENA, MARCO] * 3)


def test_a_merged_pair_is_no_possible_duplicate_until_it_is_taken_back(
    session: Session, people: Actors
) -> None:
    made = 1 << 52 | 7
    session.execute(
        insert(Customer).values(customer(made, "Elena", "García López", email="elena@example.com"))
    )
    pair = [(each.customer_id, each.other_id) for each in duplicates.possible(session).pairs]
    assert pair == [(made, ELENA)]
    merged = merge(session, people, ELENA, made)
    assert duplicates.possible(session).pairs == ()
    undo(session, merged)
    assert len(duplicates.possible(session).pairs) == 1


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


@pytest.mark.parametrize("tables_url", ["postgresql"], indirect=True)
def test_a_merge_waits_for_whoever_is_writing_about_her(session: Session, people: Actors, app: Flask) -> None:
    with app.app_context():
        engine = db.engine

    def beside() -> None:
        with Session(engine) as own, own.begin():
            merge(own, people)

    with ThreadPoolExecutor(1) as workers, Session(engine) as writing:
        assert merges.redirects(writing, [MARCO]) == {}
        waiting = workers.submit(beside)
        wants = text("SELECT COUNT(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND NOT granted")
        while not session.execute(wants).scalar():
            assert not waiting.done()
            session.rollback()
        bought = {"id": 5, "store_id": "367", "at_ms": NOW_MS, "total_minor": 1, "line_count": 0}
        writing.execute(insert(Purchase), {**bought, "customer_id": MARCO})
        writing.commit()
        waiting.result(30)
    session.rollback()
    assert session.scalar(select(Purchase.customer_id).where(Purchase.id == 5)) == ELENA
