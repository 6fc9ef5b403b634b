"""Which tables and columns leave: all of them, but what somebody could sign in or decrypt with."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Column, Select, Table, select

from server.database import Base
from server.exporting.errors import UnknownTable

WITHHELD: Final = frozenset(
    {
        "access_tokens.token_hash",
        "associates.pin_hash",
        "devices.token_hash",
        "devices.unlock_share",
        "enrolment_codes.code_hash",
        "prepared_loads.key",
        "staff.password_hash",
    }
)
"""Keys and what passwords are checked by. They would help an intruder and nobody else."""


def names() -> list[str]:
    """Every table there is, in order. The log of changes is not among them: it holds nothing of its own."""
    return sorted(Base.metadata.tables)


def named(name: str) -> Table:
    """The table of that name; UnknownTable lists those there are."""
    table = Base.metadata.tables.get(name)
    if table is None:
        raise UnknownTable(f"There is no table {name}. There are: {', '.join(names())}.", table="unknown")
    return table


def leaving(table: Table) -> list[Column[object]]:
    """The columns that leave, in the order of the table."""
    return [column for column in table.columns if f"{table.name}.{column.name}" not in WITHHELD]


def is_about_customers(table: Table) -> bool:
    """True if its rows say something of customers: whoever takes them has looked them up."""
    names_her = any(key.column.table.name == "customers" for key in table.foreign_keys)
    return table.name == "customers" or "customer_id" in table.columns or names_her


def rows_of(table: Table) -> Select[*tuple[Any, ...]]:
    """All rows in order of the key: two exports of the same rows are the same file."""
    return select(*leaving(table)).order_by(*table.primary_key.columns)
