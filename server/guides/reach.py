"""Whom a guide is for today and in the days to come, and what became of it: counted where the rows lie."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session

from server.customers.masking import masked
from shared.clock import DAY_MS
from shared.guides import Guide
from shared.life_dates import BIRTHDAY, LifeDate, occurrence

SOON_DAYS: Final = 30
MOST_SHOWN: Final = 8
GIVEN: Final = "guide"

_ALLOWING: Final = "JOIN counted_customers k ON k.customer_id = u.id AND k.may_personalize = 1"
_BORN: Final = f"SELECT u.id, u.birthday FROM customers u {_ALLOWING} WHERE u.birthday IS NOT NULL"
_NOTED: Final = (
    f"SELECT u.id, d.day FROM customer_dates d JOIN customers u ON u.id = d.customer_id {_ALLOWING}"
    " WHERE d.kind = :kind"
)
_DAYS: Final = " AND SUBSTR({column}, 6) IN :days"
_OWNS: Final = (
    "SELECT b.customer_id, MAX(b.at_ms) FROM bought_lines b"
    " JOIN counted_customers k ON k.customer_id = b.customer_id AND k.may_personalize = 1"
    " WHERE b.product_id IN (SELECT id FROM products WHERE {which})"
    " AND b.at_ms >= :since AND b.at_ms < :until"
    " GROUP BY b.customer_id"
)
_WHICH: Final = {
    "product": "id = :about",
    "category": "category = :about",
    "department": "department = :about",
}


@dataclass(frozen=True, slots=True)
class GuideReach:
    """How many are given the guide today, and how many in the days to come; some of today's by name."""

    today: int
    soon: int
    names: tuple[str, ...]
    customer_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class GuideResults:
    """What became of a guide: in sight of how many, handed over, put off, not wanted; how visits were rated.

    `rating` is the mean of ratings on days on which it was handed over to the one who rated, `others` the
    mean of the others since it was first handed over; None without any. A rating that was taken back is
    none, and only who took it down can correct it. Who is handed a guide is not drawn by lot.
    """

    shown: int
    given: int
    customers: int
    put_off: int
    unwanted: int
    stores: int
    rating: float | None
    rated: int
    others: float | None


def reach(session: Session, guide: Guide, now_ms: int) -> GuideReach:
    """Whom it is for by the calendar of UTC, of those who let their data be used."""
    today = date.fromordinal(now_ms // DAY_MS + date(1970, 1, 1).toordinal())
    found = _by_date(session, guide, today) if guide.tie == "date" else _by_purchase(session, guide, now_ms)
    open_on: dict[int, int] = {}
    for customer_id, age in found:
        days = next((step for step in range(SOON_DAYS + 1) if _is_open(guide, age + step)), None)
        if days is not None:
            open_on[customer_id] = min(days, open_on.get(customer_id, days))
    now = sorted(customer_id for customer_id, days in open_on.items() if days == 0)
    return GuideReach(
        len(now), len(open_on) - len(now), _names(session, now[:MOST_SHOWN]), tuple(now[:MOST_SHOWN])
    )


def _is_open(guide: Guide, age: int) -> bool:
    return guide.first_day <= age <= guide.last_day


def _by_date(session: Session, guide: Guide, today: date) -> list[tuple[int, int]]:
    """Customers whose day is near enough, with its distance: below zero before it.

    Only days whose month and day fall into the window are asked for.
    """
    first = today - timedelta(days=guide.last_day)
    last = today + timedelta(days=SOON_DAYS - guide.first_day)
    span = min((last - first).days, 366)
    days = {(first + timedelta(days=step)).isoformat()[5:] for step in range(span + 1)}
    if "03-01" in days:
        days.add("02-29")
    birthday = guide.about == BIRTHDAY
    query = (_BORN if birthday else _NOTED) + _DAYS.format(column="u.birthday" if birthday else "d.day")
    values: dict[str, Any] = {"days": sorted(days)} | ({} if birthday else {"kind": guide.about})
    statement = text(query).bindparams(_expanding("days"))
    found = []
    for customer_id, day in session.execute(statement, values):
        on = occurrence(LifeDate(guide.about, day), today)
        if on is not None:
            found.append((customer_id, (today - on).days))
    return found


def _by_purchase(session: Session, guide: Guide, now_ms: int) -> list[tuple[int, int]]:
    """Customers who bought it, with how many days ago they last did."""
    today = now_ms // DAY_MS
    about: Any = int(guide.about) if guide.tie == "product" else guide.about
    rows = session.execute(
        text(_OWNS.format(which=_WHICH[guide.tie])),
        {
            "about": about, "since": (today - guide.last_day) * DAY_MS,
            "until": (today - guide.first_day + SOON_DAYS + 1) * DAY_MS,
        },
    )  # fmt: skip
    return [(customer_id, today - at_ms // DAY_MS) for customer_id, at_ms in rows]


def _expanding(name: str) -> Any:
    return bindparam(name, expanding=True)


def _names(session: Session, customer_ids: list[int]) -> tuple[str, ...]:
    if not customer_ids:
        return ()
    query = text("SELECT given_name, family_name FROM customers WHERE id IN :ids ORDER BY id")
    rows = session.execute(query.bindparams(_expanding("ids")), {"ids": customer_ids})
    return tuple(masked(given, family) for given, family in rows)


def results(session: Session, guide_id: str) -> GuideResults:
    """What became of it so far, in all stores."""
    asked = {"action": GIVEN, "guide": guide_id, "day": DAY_MS}
    counted = session.execute(
        text(
            "SELECT o.outcome, COUNT(*), COUNT(DISTINCT o.customer_id), COUNT(DISTINCT o.store_id),"
            " MIN(o.at_ms) FROM action_outcomes o WHERE o.action = :action AND o.subject = :guide"
            " GROUP BY o.outcome"
        ),
        {"action": GIVEN, "guide": guide_id},
    )
    found = {outcome: (count, people, stores, first) for outcome, count, people, stores, first in counted}
    given, customers, stores, first_ms = found.get("done", (0, 0, 0, None))
    rating: float | None = None
    others: float | None = None
    rated = 0
    if first_ms is not None:
        with_it = (
            "EXISTS (SELECT 1 FROM action_outcomes o WHERE o.action = :action AND o.subject = :guide"
            " AND o.outcome = 'done' AND o.customer_id = r.customer_id AND o.at_ms / :day = r.at_ms / :day)"
        )
        standing = (
            "r.rating IS NOT NULL AND NOT EXISTS (SELECT 1 FROM visit_ratings c WHERE c.corrects = r.id"
            " AND c.associate_id = r.associate_id)"
        )
        query = (
            f"SELECT CASE WHEN {with_it} THEN 1 ELSE 0 END AS had, AVG(r.rating * 1.0), COUNT(*)"
            f" FROM visit_ratings r WHERE {standing} AND r.at_ms >= :since GROUP BY had"
        )
        for had, mean, count in session.execute(text(query), asked | {"since": first_ms - first_ms % DAY_MS}):
            if had:
                rating, rated = float(mean), count
            else:
                others = float(mean)
    seen = text("SELECT COUNT(DISTINCT s.customer_id) FROM guide_showings s WHERE s.guide_id = :guide")
    return GuideResults(
        shown=session.scalar(seen, {"guide": guide_id}) or 0, given=given, customers=customers,
        put_off=found.get("later", (0,))[0], unwanted=found.get("unwanted", (0,))[0], stores=stores,
        rating=rating, rated=rated, others=others,
    )  # fmt: skip
