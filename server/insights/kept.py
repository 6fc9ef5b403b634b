"""Triggers that note whose figures have changed, so that nobody has to be counted who did not do anything.

No writer can go round them: tablets, imports, merges, corrections and erasures leave a row in `trial_due` for
each customer of a trial whom they touched, and a row in `trial_left` for each whose own row is gone.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection

from server.database import trigger_of
from server.insights.models import Measured

MEASURED: Final = tuple(name for name in Measured.__annotations__)
_LEFT: Final = ", ".join(("trial_id", *MEASURED))
_MET: Final = "EXISTS (SELECT 1 FROM exposures AS e WHERE e.customer_id = {row}.customer_id)"
_DUE: Final = "INSERT INTO trial_due (customer_id, kind, at_ms, trial_id)"

_WATCHED: Final = {
    "exposures": ("exposure", "trial_id", "customer_id, at_ms, trial_id, variant, store_id"),
    "purchases": ("purchase", "NULL", "customer_id, at_ms, total_minor"),
    "redemptions": ("change", "NULL", "customer_id, at_ms"),
    "visit_ratings": ("change", "NULL", "customer_id, rating"),
    "consents": ("change", "NULL", "customer_id, granted, at_ms"),
}
"""By table: what an added row is called, the trial that it names, and the columns that matter."""


_MERGES: Final = "".join(
    f"{_DUE} SELECT n.{who}, 'change', n.at_ms, NULL FROM {{rows}} AS n"
    f" WHERE EXISTS (SELECT 1 FROM exposures AS e WHERE e.customer_id = n.{who});"
    for who in ("kept_id", "merged_id")
)
"""Two records become one person, or are parted again: both are counted anew."""


def install(connection: Connection) -> None:
    """From now on every change is noted. May be called again at any time."""
    statements = _sqlite() if connection.dialect.name == "sqlite" else _postgresql()
    for statement in statements:
        connection.exec_driver_sql(statement)


def _note(table: str, kind: str, row: str, source: str) -> str:
    _, trial, _ = _WATCHED[table]
    named = trial if trial == "NULL" else f"{row}.{trial}"
    known = f"{row}.customer_id IS NOT NULL"
    met = known if table == "exposures" else f"{known} AND {_MET.format(row=row)}"
    return f"{_DUE} SELECT {row}.customer_id, '{kind}', {row}.at_ms, {named}{source} WHERE {met};"


def _sqlite() -> list[str]:
    old = ", ".join(f"OLD.{name}" for name in ("trial_id", *MEASURED))
    left = f"INSERT INTO trial_left ({_LEFT}) SELECT {old};"
    made = {"trial_left_delete": f"AFTER DELETE ON trial_customers BEGIN {left} END"}
    for table, (added, _, columns) in _WATCHED.items():
        gone, came = _note(table, "change", "OLD", ""), _note(table, "change", "NEW", "")
        new = _note(table, added, "NEW", "")
        made |= {
            f"trial_due_{table}_insert": f"AFTER INSERT ON {table} BEGIN {new} END",
            f"trial_due_{table}_delete": f"AFTER DELETE ON {table} BEGIN {gone} END",
            f"trial_due_{table}_update": f"AFTER UPDATE OF {columns} ON {table} BEGIN {gone} {came} END",
        }
    one = "(SELECT NEW.kept_id AS kept_id, NEW.merged_id AS merged_id, NEW.at_ms AS at_ms)"
    for event in ("insert", "update"):
        merged = _MERGES.format(rows=one)
        made[f"trial_due_merges_{event}"] = f"AFTER {event} ON customer_merges BEGIN {merged} END"
    return [
        statement
        for name, body in made.items()
        for statement in (f"DROP TRIGGER IF EXISTS {name}", f"CREATE TRIGGER {name} {body}")
    ]


def _postgresql() -> list[str]:
    left = f"INSERT INTO trial_left ({_LEFT}) SELECT {_LEFT} FROM old_rows;"
    made = list(trigger_of("trial_left_delete", "DELETE", "trial_customers", "OLD TABLE AS old_rows", left))
    for table, (added, _, _) in _WATCHED.items():
        gone = _note(table, "change", "o", " FROM old_rows AS o")
        came = _note(table, "change", "n", " FROM new_rows AS n")
        new = _note(table, added, "n", " FROM new_rows AS n")
        both = "OLD TABLE AS old_rows NEW TABLE AS new_rows"
        made += [
            *trigger_of(f"trial_due_{table}_insert", "INSERT", table, "NEW TABLE AS new_rows", new),
            *trigger_of(f"trial_due_{table}_delete", "DELETE", table, "OLD TABLE AS old_rows", gone),
            *trigger_of(f"trial_due_{table}_update", "UPDATE", table, both, gone + came),
        ]
    for event in ("INSERT", "UPDATE"):
        name, merged = f"trial_due_merges_{event.lower()}", _MERGES.format(rows="new_rows")
        made += trigger_of(name, event, "customer_merges", "NEW TABLE AS new_rows", merged)
    return made
