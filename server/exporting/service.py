"""Exports as they are asked for: what there is, and one table as a file, with a trace of who took it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import Table
from sqlalchemy.orm import Session

from server.actors import Actor
from server.database import begin_reading
from server.exporting import tables
from server.exporting.files import Format, write
from server.privacy import service as privacy

ROLES: Final = ("administrator",)
"""Who takes data out."""

TAKEN: Final = "export of "
"""How the look-up log begins what was taken."""

EVERYBODY: Final = 0
"""No customer has this number: the look-up log says by it that a whole table was taken."""


@dataclass(frozen=True, slots=True)
class Exportable:
    """A table and the columns of it that leave."""

    name: str
    columns: tuple[str, ...]
    about_customers: bool


def exportable() -> list[Exportable]:
    """Every table, in order of its name."""
    return [_described(tables.named(name)) for name in tables.names()]


def _described(table: Table) -> Exportable:
    columns = tuple(column.name for column in tables.leaving(table))
    return Exportable(table.name, columns, tables.is_about_customers(table))


@dataclass(frozen=True, slots=True)
class Taken:
    """Somebody took a table about customers."""

    name: str
    actor_id: str
    at_ms: int


def taken(session: Session, limit: int) -> list[Taken]:
    """The tables about customers that were taken last, the latest first."""
    return [
        Taken(each.purpose.removeprefix(TAKEN), each.actor_id, each.at_ms)
        for each in privacy.look_ups_of(session, EVERYBODY, limit)
        if each.purpose.startswith(TAKEN)
    ]


def export(
    session: Session,
    name: str,
    path: Path,
    form: Format,
    *,
    actor: Actor,
    now_ms: int,
    new_id: Callable[[], str],
    advance: Callable[[int], None] = lambda _: None,
) -> int:
    """The table is in the file, and the look-up log says who took it; how many rows there are.

    UnknownTable or CannotExport otherwise. The log is written first: nothing leaves without its trace.
    """
    table = tables.named(name)
    if tables.is_about_customers(table):
        privacy.log_look_up(
            session, actor=actor, customer_ids=[EVERYBODY], purpose=f"{TAKEN}{name}", now_ms=now_ms,
            new_id=new_id,
        )  # fmt: skip
        session.commit()
    begin_reading(session)
    try:
        return write(session, table, path, form, advance)
    finally:
        session.rollback()
