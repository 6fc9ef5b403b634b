"""The few expressions that SQLite and PostgreSQL write differently.

A key travels as JSON text (`[17, "email"]`) made by the database itself, so that the same row always has
the same text. PostgreSQL must be told the types to read it back; they are looked up in its catalogue.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from sync.protocol import Collection, Grouping


@dataclass(frozen=True)
class Dialect:
    """How one database writes things; `types` are PostgreSQL's names for (table, column)."""

    is_sqlite: bool
    types: Mapping[tuple[str, str], str]

    @classmethod
    def of(cls, connection: Connection, tables: Iterable[str] = ()) -> Dialect:
        """The dialect of a connection, knowing the columns of those tables."""
        if connection.dialect.name == "sqlite":
            return cls(True, {})
        rows = connection.exec_driver_sql(
            "SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod)"
            " FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid"
            " WHERE c.oid = ANY (SELECT to_regclass(quote_ident(t)) FROM unnest(%(tables)s::text[]) AS t)"
            " AND a.attnum > 0 AND NOT a.attisdropped",
            {"tables": list(tables)},
        )
        return cls(False, {(table, column): kind for table, column, kind in rows})

    @property
    def then(self) -> str:
        """A join that begins with its left side: a few pointers look up their rows, not the reverse.

        SQLite keeps the order of a CROSS JOIN; left alone it reads whole tables for an empty journal.
        """
        return "CROSS JOIN" if self.is_sqlite else "JOIN"

    def key_of(self, alias: str, columns: Sequence[str]) -> str:
        """The key text of a row."""
        parts = ", ".join(f"{alias}.{column}" for column in columns)
        return f"json_array({parts})" if self.is_sqlite else f"json_build_array({parts})::text"

    def key_part(self, text: str, position: int, table: str, column: str) -> str:
        """One part of a key text, with the type of that column."""
        if self.is_sqlite:
            return f"json_extract({text}, '$[{position}]')"
        return f"({text}::json ->> {position})::{self.types[table, column]}"

    def key_text(self, key: Sequence[Any]) -> str:
        """The text that the database would make of that key."""
        separators = (",", ":") if self.is_sqlite else (", ", " : ")
        return json.dumps(list(key), ensure_ascii=False, separators=separators)

    def matches_key(self, text: str, alias: str, collection: Collection) -> str:
        """The condition under which a row has that key."""
        return " AND ".join(
            f"{alias}.{column} = {self.key_part(text, position, collection.name, column)}"
            for position, column in enumerate(collection.key)
        )

    def group_of(self, text: str, grouping: Grouping) -> str:
        """The group that a one-part key text names, typed as in the grouping's own table."""
        return self.key_part(text, 0, grouping.table, grouping.group_column)

    def ordered(self, text: str) -> str:
        """A text expression that sorts and compares byte by byte, as Python does."""
        return text if self.is_sqlite else f'{text} COLLATE "C"'

    def in_byte_order(self, table: str, column: str, alias: str | None = None) -> str:
        """A column that sorts and compares as it does on every device: numbers by size, text byte by byte."""
        name = f"{alias}.{column}" if alias else column
        return self.ordered(name) if self._is_text(table, column) else name

    def compares(self, table: str, column: str, value: str | int) -> bool:
        """True if that column can be compared with the value; SQLite compares anything."""
        return self.is_sqlite or self._is_text(table, column) == isinstance(value, str)

    def _is_text(self, table: str, column: str) -> bool:
        return self.types.get((table, column), "").startswith(("text", "char"))


def tables_of(collections: Iterable[Collection], groupings: Iterable[Grouping]) -> list[str]:
    """The tables whose columns replication speaks of."""
    return [c.name for c in collections] + [g.table for g in groupings]
