"""What tests of merged customers do and look at: rows in every table, words on consent, all there is."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from random import Random
from typing import Any

from sqlalchemy import Table, UniqueConstraint, insert, select, update
from sqlalchemy.orm import Session

from server.customers import merged_rows, merges
from server.customers.models import ConsentRecord, Customer
from server.database import Base
from shared.ids import uuid7
from tests.server.people import ELENA, MARCO
from tests.server.world import NOW_MS, Actors, counted_bytes

MERGES = "/api/v1/customers/merges"
DRAW = counted_bytes("merges")
STAYING = {"look_ups", "erasure_receipts"}
"""They go on naming the number they were about."""
FIELDS = ("phone", "email", "birthday", "since", "preferred_channel")


def new_id() -> str:
    return uuid7(NOW_MS, DRAW)


def merge(session: Session, people: Actors, kept: int = ELENA, merged: int = MARCO) -> merges.Merge:
    return merges.merge(
        session, kept_id=kept, merged_id=merged, actor=people.marketer.actor, now_ms=NOW_MS, merge_id=new_id()
    )


def undo(session: Session, made: merges.Merge) -> merges.Merge:
    return merges.undo(session, made.id, now_ms=NOW_MS + 5)


def everything(session: Session) -> dict[str, list[str]]:
    """All rows of all tables but the merges themselves, and but whose figures are to be counted anew."""
    return {
        name: sorted(map(repr, session.execute(select(table)).all()))
        for name, table in Base.metadata.tables.items()
        if name not in ("customer_merges", "trial_due")
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
        for name in ("campaigns", "audiences", "deleted_audiences", "sequences"):
            table = Base.metadata.tables[name]
            rows = [
                self._row(table, None)
                | {key: said for key, said in (("kind", "list"), ("name", str(number))) if key in table.c}
                for number in range(3)
            ]
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
                    places = {tuple(made[name] for name in key), *_only_once(table, made)}
                    if not places & seen:
                        seen |= places
                        self._session.execute(insert(table), made)
                        if "id" in made:
                            self._known.setdefault(table.name, []).append(made["id"])
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


def _only_once(table: Table, made: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    """The places that the row takes beside its key."""
    for rule in table.constraints:
        if isinstance(rule, UniqueConstraint):
            yield (rule.name, *(made[column.name] for column in rule.columns))


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
