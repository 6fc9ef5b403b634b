"""The rows about customers that operations change: read and locked together, merged, written together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

from sqlalchemy import ColumnElement, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from server.customers.models import (
    Appointment,
    ConsentRecord,
    Customer,
    FieldConflict,
    LifeDateRecord,
    Preference,
    PutAsideRecord,
)
from server.database import Base
from shared.customer_fields import FIELDS
from shared.merge import CONFLICTS, Conflict, Effect, Place, Row, lay_over
from shared.operation_selling import ASIDE
from shared.operation_work import APPOINTMENTS


@dataclass(frozen=True, slots=True)
class _Table:
    """A table that operations change; `columns` are those that they may read or write."""

    model: type[Base]
    key: tuple[str, ...]
    columns: tuple[str, ...]

    def rows(self, session: Session, condition: ColumnElement[bool]) -> dict[tuple[Any, ...], Row]:
        """The rows that fit, by key."""
        chosen = [getattr(self.model, name) for name in self.columns]
        found = session.execute(select(*chosen).where(condition)).mappings()
        return {tuple(row[name] for name in self.key): dict(row) for row in found}

    def add(self, session: Session, rows: Sequence[Row]) -> None:
        """The rows are there."""
        if rows:
            session.execute(insert(self.model), [dict(row) for row in rows])

    def change(self, session: Session, rows: Sequence[Row]) -> None:
        """The rows with these keys have these values."""
        if rows:
            rest = [name for name in self.columns if name not in self.key]
            statement = (
                update(self.model).where(*self._this()).values({n: bindparam(f"new_{n}") for n in rest})
            )
            self._run_many(session, statement, [{name: row[name] for name in self.columns} for row in rows])

    def remove(self, session: Session, rows: Sequence[Row]) -> None:
        """No rows with these keys are there."""
        if rows:
            self._run_many(session, delete(self.model).where(*self._this()), rows)

    def _this(self) -> list[ColumnElement[bool]]:
        return [getattr(self.model, name) == bindparam(f"new_{name}") for name in self.key]

    @staticmethod
    def _run_many(session: Session, statement: Any, rows: Sequence[Row]) -> None:
        # past the unit of work: it would want to know the rows one by one
        named = [{f"new_{name}": value for name, value in row.items()} for row in rows]
        session.connection().execute(statement, named)


def _all_of(model: type[Base]) -> tuple[str, ...]:
    return tuple(column.name for column in Base.metadata.tables[str(model.__tablename__)].columns)


_TABLES: Final[Mapping[str, _Table]] = {
    "customers": _Table(Customer, ("id",), ("id", *FIELDS)),
    "consents": _Table(ConsentRecord, ("customer_id", "purpose", "channel"), _all_of(ConsentRecord)),
    "customer_preferences": _Table(Preference, ("customer_id", "kind", "value"), _all_of(Preference)),
    "customer_dates": _Table(LifeDateRecord, ("customer_id", "kind", "day"), _all_of(LifeDateRecord)),
    APPOINTMENTS: _Table(Appointment, ("id",), _all_of(Appointment)),
    ASIDE: _Table(PutAsideRecord, ("id",), _all_of(PutAsideRecord)),
    CONFLICTS: _Table(FieldConflict, ("id",), _all_of(FieldConflict)),
}


class Merging:
    """The rows that some operations' effects will meet, until they are written."""

    def __init__(self, session: Session, effects: Collection[Effect]) -> None:
        """Every row that the effects can meet is read and nobody else writes it meanwhile.

        The customer's own row is the lock for everything about her; rows are locked in the order of their
        numbers, so that two batches never wait for each other.
        """
        self._session = session
        asked = sorted({effect.who.customer_id for effect in effects})
        if asked:
            lock = select(Customer.id).where(Customer.id.in_(asked)).order_by(Customer.id).with_for_update()
            session.execute(lock)
        self._stored = dict(_read(session, effects))
        self._rows = dict(self._stored)
        self._touched: set[Place] = set()

    def apply(self, effects: Sequence[Effect]) -> tuple[Conflict, ...]:
        """The effects of one operation have met their rows; answers what lost."""
        places = [effect.place for effect in effects]
        laid = lay_over({place: self._rows[place] for place in places if place in self._rows}, effects)
        for place in {*places, *laid.rows}:
            if place in laid.rows:
                self._rows[place] = laid.rows[place]
            else:
                self._rows.pop(place, None)
            self._touched.add(place)
        return laid.conflicts

    def write(self) -> None:
        """The database holds what has become of the rows so far."""
        if not self._touched:
            return
        for collection, table in _TABLES.items():
            added, changed, removed = [], [], []
            for place in (each for each in self._touched if each[0] == collection):
                before, after = self._stored.get(place), self._rows.get(place)
                if before is None and after is not None:
                    added.append(after)
                elif before is not None and after is None:
                    removed.append({name: before[name] for name in table.key})
                elif after is not None and after != before:
                    changed.append(after)
            table.add(self._session, added)
            table.change(self._session, changed)
            table.remove(self._session, removed)
        self._stored = dict(self._rows)
        self._touched.clear()


def _read(session: Session, effects: Iterable[Effect]) -> Iterable[tuple[Place, Row]]:
    asked: dict[str, set[Any]] = {}
    for effect in effects:
        collection, key = effect.place
        asked.setdefault(collection, set()).add(key[0])
    return chain.from_iterable(_found(session, collection, firsts) for collection, firsts in asked.items())


def _found(session: Session, collection: str, firsts: set[Any]) -> list[tuple[Place, Row]]:
    """By the first column of the key: everything of some customers, or some records by their ids."""
    table = _TABLES[collection]
    first = getattr(table.model, table.key[0])
    return [((collection, key), row) for key, row in table.rows(session, first.in_(firsts)).items()]
