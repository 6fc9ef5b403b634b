"""The page on which tables are chosen to be taken out, and who took some lately."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from server.console.wording import ago
from server.exporting import service
from server.exporting.contents import GROUPS
from server.exporting.files import FORMATS, Format
from server.staff import service as staff

TAKEN_SHOWN: Final = 12


@dataclass(frozen=True, slots=True)
class TableRow:
    """A table to choose."""

    name: str
    words: str
    columns: str
    about_customers: bool
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class TableGroup:
    """Tables about one thing."""

    title: str
    rows: tuple[TableRow, ...]


@dataclass(frozen=True, slots=True)
class TakenRow:
    """Somebody took a table."""

    what: str
    who: str
    when: str


@dataclass(frozen=True, slots=True)
class ExportPage:
    """Everything the page shows."""

    groups: tuple[TableGroup, ...]
    form: str
    taken: tuple[TakenRow, ...]


def format_of(text: str) -> Format | None:
    """The kind of file of that name; None if there is none."""
    return next((form for form in FORMATS if form == text), None)


def page(session: Session, chosen: Iterable[str], form: str, now_ms: int) -> ExportPage:
    """The page, with those tables chosen."""
    wanted = frozenset(chosen)
    known = {each.name: each for each in service.exportable()}
    groups = tuple(
        TableGroup(
            title,
            tuple(
                TableRow(
                    name, words, ", ".join(known[name].columns), known[name].about_customers, name in wanted
                )
                for name, words in tables.items()
                if name in known
            ),
        )
        for title, tables in GROUPS.items()
    )
    names = staff.names(session)
    taken = tuple(
        TakenRow(each.name, names.get(each.actor_id, "The command line"), ago(each.at_ms, now_ms))
        for each in service.taken(session, TAKEN_SHOWN)
    )
    return ExportPage(groups, form, taken)
