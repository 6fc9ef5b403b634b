"""Figures of customers and sums of arms, brought up to date by a few statements whatever their number.

Only whom triggers have noted is worked out anew: her row is taken off the sums, made again from what is
recorded, and added to them. All sums are whole numbers, so this never drifts from counting everything, which
`rebuild` does. A day's sums are those of the customers who first met the trial that day: whatever comes late
joins its day.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from sqlalchemy import Connection, text

from server.insights.kept import MEASURED
from shared.clock import DAY_MS

BEFORE_DAYS: Final = 90
"""What a customer spent in so many days before she met a trial tells most of what she spends after."""

MOST_AT_ONCE: Final = 20_000
"""So many changes are counted within a second or two; whoever waits for a page waits for no more."""


class Window(NamedTuple):
    """When a trial ends by the clocks of a time zone; of `promotion_id` redemptions count, None: of all."""

    trial_id: str
    time_zone: str
    ends_ms: int
    promotion_id: str | None


SUMS: Final = {
    "customers": "1",
    "buyers": "CASE WHEN c.purchases > 0 THEN 1 ELSE 0 END",
    "purchases": "c.purchases",
    "redeemers": "CASE WHEN c.redemptions > 0 THEN 1 ELSE 0 END",
    "redemptions": "c.redemptions",
    "withdrew": "c.withdrew",
    "spent": "c.spent_minor",
    "spent_sq": "c.spent_minor * c.spent_minor",
    "before": "c.before_minor",
    "before_sq": "c.before_minor * c.before_minor",
    "spent_by_before": "c.spent_minor * c.before_minor",
    "bought": "c.bought_minor",
    "bought_sq": "c.bought_minor * c.bought_minor",
    "returned": "c.returned_minor",
    "returned_sq": "c.returned_minor * c.returned_minor",
    "returned_by_bought": "c.returned_minor * c.bought_minor",
    "ratings": "c.ratings",
    "ratings_sq": "c.ratings * c.ratings",
    "rating_sum": "c.rating_sum",
    "rating_sum_sq": "c.rating_sum * c.rating_sum",
    "rating_sum_by_ratings": "c.rating_sum * c.ratings",
}
"""Columns of `trial_sums`, with what each customer adds to it."""

KINDS: Final = {
    "all": "''",
    "store": "c.store_id",
    "region": "COALESCE((SELECT s.region FROM stores AS s WHERE s.id = c.store_id), '')",
    "tier": "c.tier",
    "department": "COALESCE(c.department, '')",
    "known": "CASE WHEN c.is_known = 1 THEN 'known' ELSE 'new' END",
}
"""The segments that there are, with where a customer belongs."""

_DUE: Final = " WHERE c.customer_id IN (SELECT w.customer_id FROM trial_work AS w)"
_MERGED: Final = "(SELECT m.merged_id FROM customer_merges AS m WHERE m.undone_ms IS NULL)"
"""Whoever goes on as somebody else."""

_ALL: Final = "LEFT JOIN customer_merges AS w ON w.merged_id = e.customer_id AND w.undone_ms IS NULL"
_NOTED: Final = (
    "JOIN (SELECT d.customer_id, d.customer_id AS whose FROM trial_work AS d"
    " UNION SELECT m.merged_id, m.kept_id FROM customer_merges AS m"
    " JOIN trial_work AS d ON d.customer_id = m.kept_id WHERE m.undone_ms IS NULL) AS w"
    " ON w.customer_id = e.customer_id"
)
"""With whose exposure it is: of two records of one person both may have met the arm."""

_GONE: Final = (
    f"c.customer_id IN {_MERGED} OR NOT EXISTS (SELECT 1 FROM exposures AS e"
    " WHERE e.trial_id = c.trial_id AND e.customer_id = c.customer_id)"
)
_KEYS: Final = "trial_id, kind, segment, arm, day_no"


def windows(connection: Connection) -> set[Window]:
    """The ends by which the sums are counted now."""
    found = connection.execute(text("SELECT trial_id, time_zone, ends_ms, promotion_id FROM trial_windows"))
    return {Window(*row) for row in found}


def begin(connection: Connection) -> None:
    """Nobody else counts, and nobody is erased, until the transaction ends."""
    if connection.dialect.name == "postgresql":  # on SQLite nobody else writes anyway
        connection.execute(text("LOCK TABLE trial_work, trial_customers IN SHARE ROW EXCLUSIVE MODE"))


def is_due(connection: Connection) -> bool:
    """True if something is not counted yet."""
    query = "SELECT EXISTS (SELECT 1 FROM trial_due) OR EXISTS (SELECT 1 FROM trial_left)"
    return bool(connection.execute(text(query)).scalar())


def set_windows(connection: Connection, asked: Iterable[Window]) -> None:
    """The ends are those asked for; everybody in a trial whose end has moved is to be counted anew."""
    wanted, known = set(asked), windows(connection)
    moved = sorted({each.trial_id for each in wanted ^ known})
    if not moved:
        return
    for trial_id in moved:
        connection.execute(text("DELETE FROM trial_windows WHERE trial_id = :id"), {"id": trial_id})
        connection.execute(
            text(
                "INSERT INTO trial_due (customer_id, kind, at_ms, trial_id)"
                " SELECT customer_id, 'change', at_ms, trial_id FROM exposures"
                " WHERE trial_id = :id AND customer_id IS NOT NULL"
            ),
            {"id": trial_id},
        )
    rows = [each._asdict() for each in sorted(wanted) if each.trial_id in moved]
    if rows:
        connection.execute(
            text("INSERT INTO trial_windows VALUES (:trial_id, :time_zone, :ends_ms, :promotion_id)"), rows
        )


def waiting(connection: Connection) -> int:
    """How many changes are not counted yet."""
    return connection.execute(text("SELECT COUNT(*) FROM trial_due")).scalar() or 0


def take_in(connection: Connection, most: int = MOST_AT_ONCE) -> None:
    """At most so many of the changes noted so far are in the sums, the oldest first. `begin` first."""
    _take_work(connection, most)
    _note_late(connection, "trial_work")
    gone = f"DELETE FROM trial_customers AS c{_DUE} AND ({_GONE})"
    _run(connection, gone)  # a trigger leaves what they had in trial_left
    _add_sums(connection, "trial_left", -1, "")
    _run(connection, "DELETE FROM trial_left")
    _add_sums(connection, "trial_customers", -1, _DUE)
    _measure(connection, only_due=True)
    _add_sums(connection, "trial_customers", 1, _DUE)
    _run(connection, "DELETE FROM trial_work")
    _run(connection, "DELETE FROM trial_sums WHERE customers = 0")


def rebuild(connection: Connection) -> None:
    """Every figure and every sum is what exposures and purchases say, whatever they were. `begin` first."""
    _note_late(connection, "trial_due")
    for table in ("trial_due", "trial_work", "trial_sums"):
        _run(connection, f"DELETE FROM {table}")
    _run(connection, f"DELETE FROM trial_customers AS c WHERE {_GONE}")
    _run(connection, "DELETE FROM trial_left")
    _measure(connection, only_due=False)
    _add_sums(connection, "trial_customers", 1, "")


def _run(connection: Connection, statement: str) -> None:
    connection.execute(text(statement))


def _take_work(connection: Connection, most: int) -> None:
    """What was noted is in `trial_work`; what is noted from now on waits for the next time."""
    names = "id, customer_id, kind, at_ms, trial_id"
    oldest = f"SELECT id FROM trial_due ORDER BY id LIMIT {most}"
    if connection.dialect.name == "postgresql":
        taken = f"DELETE FROM trial_due WHERE id IN ({oldest}) RETURNING {names}"
        _run(
            connection, f"WITH taken AS ({taken}) INSERT INTO trial_work ({names}) SELECT {names} FROM taken"
        )
        return
    _run(
        connection,
        f"INSERT INTO trial_work ({names}) SELECT {names} FROM trial_due ORDER BY id LIMIT {most}",
    )
    _run(connection, "DELETE FROM trial_due WHERE id IN (SELECT id FROM trial_work)")


def _note_late(connection: Connection, noted: str) -> None:
    """What had happened before a trial's last reading and comes in only now is counted as late."""
    last = (
        "(SELECT r.trial_id, MAX(r.day) AS day, MAX(r.taken_ms) AS taken_ms FROM trial_readings AS r"
        " GROUP BY r.trial_id) AS l"
    )
    more = (
        " ON CONFLICT (trial_id, day) DO UPDATE SET exposures = trial_late.exposures + excluded.exposures,"
        " purchases = trial_late.purchases + excluded.purchases"
    )
    _run(
        connection,
        "INSERT INTO trial_late (trial_id, day, exposures, purchases) SELECT l.trial_id, l.day, COUNT(*), 0"
        f" FROM {noted} AS d JOIN {last} ON l.trial_id = d.trial_id"
        f" WHERE d.kind = 'exposure' AND d.at_ms < l.taken_ms GROUP BY l.trial_id, l.day{more}",
    )
    _run(
        connection,
        "INSERT INTO trial_late (trial_id, day, exposures, purchases) SELECT l.trial_id, l.day, 0, COUNT(*)"
        f" FROM {noted} AS d JOIN trial_customers AS c ON c.customer_id = d.customer_id"
        f" JOIN {last} ON l.trial_id = c.trial_id"
        " WHERE d.kind = 'purchase' AND d.at_ms >= c.first_ms AND d.at_ms < l.taken_ms"
        f" GROUP BY l.trial_id, l.day{more}",
    )


def _add_sums(connection: Connection, source: str, sign: int, which: str) -> None:
    columns = ", ".join(SUMS)
    added = ", ".join(f"{sign} * SUM({each})" for each in SUMS.values())
    more = ", ".join(f"{name} = trial_sums.{name} + excluded.{name}" for name in SUMS)
    chosen = which or " WHERE 1 = 1"  # SQLite would read ON CONFLICT as part of the join
    for kind, segment in KINDS.items():
        day_no = f"c.first_ms / {DAY_MS}" if kind == "all" else "0"
        _run(
            connection,
            f"INSERT INTO trial_sums ({_KEYS}, {columns})"
            f" SELECT c.trial_id, '{kind}', {segment}, c.arm, {day_no}, {added} FROM {source} AS c{chosen}"
            f" GROUP BY 1, 2, 3, 4, 5 ON CONFLICT ({_KEYS}) DO UPDATE SET {more}",
        )


def _measure(connection: Connection, *, only_due: bool) -> None:
    """The rows of all customers, or of those in `trial_work`, are what is recorded of them.

    Who she is stays as it was noted first: tier, department, whether she had bought before.
    """
    who, whose = (_NOTED, "w.whose") if only_due else (_ALL, "COALESCE(w.kept_id, e.customer_id)")
    made = _MADE.format(who=who, whose=whose)
    names = ", ".join(("trial_id", "customer_id", *MEASURED))
    kept = ("tier", "is_known", "department")
    again = ", ".join(f"{name} = excluded.{name}" for name in MEASURED if name not in kept)
    _run(
        connection,
        f"INSERT INTO trial_customers ({names}) {made}"
        f" ON CONFLICT (trial_id, customer_id) DO UPDATE SET {again}",
    )
    _run(connection, _DEPARTMENT + (_DUE.replace("WHERE c.", "AND trial_customers.", 1) if only_due else ""))


_AFTER: Final = "r.customer_id = m.customer_id AND r.at_ms >= m.first_ms AND r.at_ms < m.ends_ms"
_STANDS: Final = (
    "r.rating IS NOT NULL AND NOT EXISTS (SELECT 1 FROM visit_ratings AS l WHERE l.corrects = r.id"
    " AND l.associate_id = r.associate_id)"
)
_MADE: Final = f"""
WITH met AS (
  SELECT e.trial_id, {{whose}} AS customer_id, e.variant, e.store_id, e.at_ms,
    ROW_NUMBER() OVER (PARTITION BY e.trial_id, {{whose}} ORDER BY e.at_ms, e.variant) AS place,
    MIN(e.variant) OVER (PARTITION BY e.trial_id, {{whose}}) AS one,
    MAX(e.variant) OVER (PARTITION BY e.trial_id, {{whose}}) AS other
  FROM exposures AS e {{who}} WHERE e.customer_id IS NOT NULL AND {{whose}} NOT IN {_MERGED}
), timed AS (
  SELECT f.trial_id, f.customer_id, CASE WHEN f.one = f.other THEN f.variant ELSE '' END AS arm,
    f.at_ms AS first_ms, f.store_id, w.ends_ms, w.promotion_id
  FROM met AS f JOIN stores AS s ON s.id = f.store_id
  JOIN trial_windows AS w ON w.trial_id = f.trial_id AND w.time_zone = s.time_zone WHERE f.place = 1
), paid AS (
  SELECT t.trial_id, t.customer_id,
    SUM(CASE WHEN p.at_ms >= t.first_ms THEN p.total_minor ELSE 0 END) AS spent_minor,
    SUM(CASE WHEN p.at_ms < t.first_ms AND p.at_ms >= t.first_ms - {BEFORE_DAYS * DAY_MS}
      THEN p.total_minor ELSE 0 END) AS before_minor,
    SUM(CASE WHEN p.at_ms < t.first_ms THEN 0
      WHEN b.amount_minor > p.total_minor THEN b.amount_minor
      WHEN p.total_minor > 0 THEN p.total_minor ELSE 0 END) AS bought_minor,
    SUM(CASE WHEN p.at_ms >= t.first_ms THEN 1 ELSE 0 END) AS purchases,
    MAX(CASE WHEN p.at_ms < t.first_ms THEN 1 ELSE 0 END) AS is_known
  FROM timed AS t JOIN purchases AS p ON p.customer_id = t.customer_id AND p.at_ms < t.ends_ms
  LEFT JOIN bought_totals AS b ON b.customer_id = p.customer_id AND b.at_ms = p.at_ms AND b.purchase_id = p.id
  GROUP BY t.trial_id, t.customer_id
)
SELECT m.trial_id, m.customer_id, m.arm, m.first_ms, m.store_id, c.tier, COALESCE(p.is_known, 0), NULL,
  COALESCE(p.spent_minor, 0), COALESCE(p.before_minor, 0), COALESCE(p.bought_minor, 0),
  COALESCE(p.bought_minor - p.spent_minor, 0), COALESCE(p.purchases, 0),
  (SELECT COUNT(*) FROM redemptions AS r
    WHERE {_AFTER} AND (m.promotion_id IS NULL OR r.promotion_id = m.promotion_id)),
  (SELECT COUNT(*) FROM visit_ratings AS r WHERE {_AFTER} AND {_STANDS}),
  (SELECT COALESCE(SUM(r.rating), 0) FROM visit_ratings AS r WHERE {_AFTER} AND {_STANDS}),
  CASE WHEN EXISTS (SELECT 1 FROM consents AS r WHERE {_AFTER} AND r.granted = 0) THEN 1 ELSE 0 END
FROM timed AS m JOIN customers AS c ON c.id = m.customer_id
LEFT JOIN paid AS p ON p.trial_id = m.trial_id AND p.customer_id = m.customer_id
WHERE 1 = 1
"""
"""A customer's row from what is recorded; the order of columns is that of MEASURED.

A purchase's returns are what its lines came to above its total; one without lines that are kept is taken as
it is.
"""

_DEPARTMENT: Final = """
UPDATE trial_customers SET department = COALESCE((
  SELECT i.department FROM purchases AS p JOIN purchase_lines AS l ON l.purchase_id = p.id
  JOIN products AS i ON i.id = l.product_id
  WHERE p.customer_id = trial_customers.customer_id AND p.at_ms < trial_customers.first_ms
  GROUP BY i.department ORDER BY SUM(l.amount_minor) DESC, i.department LIMIT 1), '')
WHERE trial_customers.department IS NULL
"""
"""Where she had spent most when she met the trial; empty if she had bought nothing."""
