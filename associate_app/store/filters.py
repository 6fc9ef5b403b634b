"""What the list of customers can be narrowed to: each filter is an indexed question of the replica."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from associate_app.store import customers
from associate_app.store.customers import BookRow
from associate_app.store.lapsed import lapsing, may_be_used
from associate_app.store.reading import Snapshot
from shared.clock import local_date

SOON_DAYS: Final = 14
MOST_BUYERS: Final = 2_000
"""Who bought in a department is asked of the last so many visitors: of her lines, not of all lines."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What is wanted; an empty text or False wants nothing. All of it must hold."""

    mine: bool = False
    birthday: bool = False
    lapsing: bool = False
    tier: str = ""
    size: str = ""
    department: str = ""

    def __bool__(self) -> bool:
        return self != Filters()


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen from."""

    tiers: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()


class Asker(NamedTuple):
    """Who asks, when and where: “mine” and “soon” depend on it."""

    associate_id: str
    now_ms: int
    time_zone: str


class Condition(NamedTuple):
    """A question that gives customers' numbers."""

    sql: str
    parameters: tuple[Any, ...]


_SERVED: Final = ("interactions", "action_outcomes", "follow_ups", "recommendation_answers", "redemptions")
"""Where it is written who served whom: a note, a contact, a promise, an answer, an offer used."""

_GIVEN: Final = "SELECT value FROM json_each(?)"
_BOUGHT: Final = f"""
    SELECT v.customer_id FROM
        (SELECT customer_id FROM customer_visits ORDER BY at_ms DESC LIMIT {MOST_BUYERS}) v
    WHERE EXISTS (SELECT 1 FROM purchase_lines l JOIN products p ON p.id = l.product_id
                  WHERE l.customer_id = v.customer_id AND l.quantity > 0 AND p.department = ?)
"""


def conditions(snapshot: Snapshot, wanted: Filters, asker: Asker) -> list[Condition]:
    """A question for each filter; what the associate has just written counts."""
    found = []
    if wanted.mine:
        found.append(_mine(snapshot, asker.associate_id))
    if wanted.tier:
        found.append(_of_tier(snapshot, wanted.tier))
    if wanted.size:
        found.append(_wearing(snapshot, wanted.size))
    if wanted.birthday:
        found.append(_birthday(snapshot, local_date(asker.now_ms, asker.time_zone)))
    if wanted.department:
        bought = (row[0] for row in snapshot.rows(_BOUGHT, (wanted.department,)))
        found.append(_given(may_be_used(snapshot, bought)))
    if wanted.lapsing:
        found.append(_given(lapsing(snapshot, asker.now_ms, asker.time_zone)))
    return found


def among(snapshot: Snapshot, customer_ids: Iterable[int], asked: list[Condition]) -> set[int]:
    """Those of the customers for whom everything holds."""
    wanted = _together([_given(customer_ids), *asked])
    return {row[0] for row in snapshot.rows(wanted.sql, wanted.parameters)}


def listed(snapshot: Snapshot, asked: list[Condition], most: int) -> tuple[list[BookRow], int]:
    """Those of the book for whom everything holds, the most recent visit first, and how many there are."""
    wanted = _together(asked)
    # the plus keeps the planner on the index of visits: 300 are found soon, sorting 100,000 takes long
    came = (
        f"SELECT customer_id FROM customer_visits WHERE +customer_id IN ({wanted.sql})"
        " ORDER BY at_ms DESC, customer_id LIMIT ?"
    )
    never = f"{wanted.sql} EXCEPT SELECT customer_id FROM customer_visits LIMIT ?"
    ids = [row[0] for row in snapshot.rows(came, (*wanted.parameters, most))]
    if len(ids) < most:
        ids += [row[0] for row in snapshot.rows(never, (*wanted.parameters, most - len(ids)))]
    counted = snapshot.row(f"SELECT count(*) FROM ({wanted.sql})", wanted.parameters)
    rows = customers.by_ids(snapshot, ids)
    return [rows[key] for key in ids if key in rows], int(counted[0]) if counted else 0


def choices(snapshot: Snapshot) -> Choices:
    """The tiers, sizes and departments that there are."""
    sizes = "SELECT DISTINCT value FROM customer_preferences WHERE kind = 'sizes' ORDER BY value"
    departments = (
        "SELECT DISTINCT department FROM products WHERE recommendable = 1 AND department IS NOT NULL"
        " ORDER BY department"
    )
    held = {row[0] for row in snapshot.rows("SELECT DISTINCT tier FROM customers")}
    held |= {row.tier for row in customers.by_ids(snapshot, snapshot.created).values()}
    return Choices(
        tuple(tier for tier in ("VIP", "Gold", "Silver", "Member") if tier in held),
        tuple(row[0] for row in snapshot.rows(sizes)),
        tuple(row[0] for row in snapshot.rows(departments)),
    )


def _mine(snapshot: Snapshot, associate_id: str) -> Condition:
    served = " UNION ".join(f"SELECT customer_id FROM {table} WHERE associate_id = ?" for table in _SERVED)
    pending = {e.who.customer_id for e in snapshot.effects if e.who.associate_id == associate_id}
    parameters = (*(associate_id for _ in _SERVED), json.dumps(sorted(pending)))
    return Condition(f"{served} UNION {_GIVEN}", parameters)


def _of_tier(snapshot: Snapshot, tier: str) -> Condition:
    stored = Condition("SELECT id FROM customers WHERE tier = ?", (tier,))
    if not snapshot.created:
        return stored
    new = [row.id for row in customers.by_ids(snapshot, snapshot.created).values() if row.tier == tier]
    return Condition(f"{stored.sql} UNION {_GIVEN}", (*stored.parameters, json.dumps(new)))


def _wearing(snapshot: Snapshot, size: str) -> Condition:
    now = [key for key in snapshot.changed if size in customers.preferences(snapshot, key).get("sizes", ())]
    stored = "SELECT customer_id FROM customer_preferences WHERE kind = 'sizes' AND value = ?"
    return _with_changes(snapshot, Condition(stored, (size,)), now)


def _birthday(snapshot: Snapshot, today: date) -> Condition:
    days = {(today + timedelta(days=step)).isoformat()[5:] for step in range(SOON_DAYS + 1)}
    if "03-01" in days:
        days.add("02-29")  # kept on 1 March in other years
    known = customers.birthdays(snapshot, snapshot.changed)
    now = [key for key, birthday in known.items() if birthday is not None and birthday[5:] in days]
    stored = f"SELECT id FROM customers WHERE substr(birthday, 6) IN ({_GIVEN})"
    return _with_changes(snapshot, Condition(stored, (json.dumps(sorted(days)),)), now)


def _with_changes(snapshot: Snapshot, stored: Condition, now: list[int]) -> Condition:
    """What the checkpoint has, but of those about whom something is pending only those who fit now."""
    if not snapshot.changed:
        return stored
    parameters = (*stored.parameters, json.dumps(sorted(snapshot.changed)), json.dumps(sorted(now)))
    return Condition(f"SELECT * FROM ({stored.sql} EXCEPT {_GIVEN}) UNION {_GIVEN}", parameters)


def _given(customer_ids: Iterable[int]) -> Condition:
    return Condition(_GIVEN, (json.dumps(list(customer_ids)),))


def _together(asked: list[Condition]) -> Condition:
    sql = " INTERSECT ".join(f"SELECT * FROM ({each.sql})" for each in asked)
    return Condition(sql, tuple(value for each in asked for value in each.parameters))
