"""Who is in a sequence now, at which step, and what became of its steps: counted where the rows lie."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from shared.clock import DAY_MS
from shared.sequences import STAYS_DAYS, STEP, FollowUpSequence

MOST_SHOWN: Final = 12
EPOCH: Final = date(1970, 1, 1).toordinal()

_LATEST: Final = (
    "SELECT c.customer_id, c.last_visit_ms AS at_ms FROM counted_customers c"
    " WHERE c.last_visit_ms >= :since AND c.last_visit_ms < :until AND "
)
_OF_HERS: Final = "p.customer_id = c.customer_id"
_BEGUN: Final[Mapping[str, str]] = {
    "first_purchase": (
        f"{_LATEST} NOT EXISTS (SELECT 1 FROM purchases p WHERE {_OF_HERS} AND p.at_ms < c.last_visit_ms)"
    ),
    "big_purchase": (
        f"{_LATEST} (SELECT SUM(p.total_minor) FROM purchases p"
        f" WHERE {_OF_HERS} AND p.at_ms = c.last_visit_ms) >= :least * 100"
    ),
    "bought": (
        f"{_LATEST} EXISTS (SELECT 1 FROM purchases p JOIN purchase_lines l ON l.purchase_id = p.id"
        f" JOIN products a ON a.id = l.product_id WHERE {_OF_HERS} AND p.at_ms = c.last_visit_ms"
        " AND :about IN (a.category, a.department))"
    ),
    "silence": (
        f"{_LATEST} (SELECT COUNT(*) FROM"
        f" (SELECT 1 FROM purchases p WHERE {_OF_HERS} LIMIT :least) few) >= :least"
    ),
    "left_in_cart": (
        "SELECT b.customer_id, MAX(b.at_ms) AS at_ms FROM behaviour_events b WHERE b.kind = 'carted'"
        " AND b.at_ms >= :since AND b.at_ms < :until AND NOT EXISTS (SELECT 1 FROM purchases p"
        " WHERE p.customer_id = b.customer_id AND p.at_ms > b.at_ms) GROUP BY b.customer_id"
    ),
    "audience": (
        "SELECT e.customer_id, MAX(e.began_ms) AS at_ms FROM sequence_entries e WHERE e.sequence_id = :id"
        " AND e.began_ms >= :since AND e.began_ms < :until GROUP BY e.customer_id"
    ),
}
"""Who began a sequence in a time, and when, by what it begins with."""

_NEXT_DAY: Final = f"(b.at_ms / {DAY_MS} + 1) * {DAY_MS}"
_STOPPED: Final[Mapping[str, str]] = {
    "purchase": f"SELECT 1 FROM purchases p WHERE p.customer_id = b.customer_id AND p.at_ms >= {_NEXT_DAY}",
    "word": (
        "SELECT 1 FROM recommendation_answers r"
        f" WHERE r.customer_id = b.customer_id AND r.at_ms >= {_NEXT_DAY}"
    ),
    "offer": f"SELECT 1 FROM redemptions d WHERE d.customer_id = b.customer_id AND d.at_ms >= {_NEXT_DAY}",
}
_UNWANTED: Final = (
    "SELECT 1 FROM action_outcomes o WHERE o.customer_id = b.customer_id AND o.action = :step"
    " AND o.outcome = 'unwanted' AND o.subject LIKE :subjects AND o.at_ms >= b.at_ms"
)


@dataclass(frozen=True, slots=True)
class StepFigures:
    """How many stand at a step now, and what has become of it for everybody so far."""

    here: int
    done: int
    put_off: int
    unwanted: int


@dataclass(frozen=True, slots=True)
class InIt:
    """A customer who is in a sequence: the step she has reached (0 before the first), and since when."""

    customer_id: int
    given_name: str
    family_name: str
    step: int
    began_on: date


@dataclass(frozen=True, slots=True)
class Standing:
    """Who is in a sequence now; `waiting` have not reached its first step yet, `people` began last."""

    in_it: int
    waiting: int
    steps: tuple[StepFigures, ...]
    people: tuple[InIt, ...]


def standing(
    session: Session, sequence: FollowUpSequence, now_ms: int, *, most: int = MOST_SHOWN
) -> Standing:
    """Who is in it, by the calendar of UTC; nobody is while it is off.

    Whether somebody may be written to is decided on her day, on the tablet.
    """
    outcomes = _outcomes(session, sequence)
    begun = _BEGUN.get(sequence.starts_with) if sequence.is_on and sequence.steps else None
    if begun is None:
        return Standing(0, 0, tuple(_figures(outcomes, 0, place) for place in range(len(sequence.steps))), ())
    today = now_ms // DAY_MS
    longest = sequence.steps[-1].after_days + STAYS_DAYS
    values: dict[str, Any] = {
        "since": (today - longest) * DAY_MS, "until": (today + 1) * DAY_MS, "id": sequence.id,
        "least": sequence.least or 0, "about": sequence.about or "", "step": STEP,
        "subjects": f"{sequence.id}/%",
    }  # fmt: skip
    ended = [_UNWANTED, *(_STOPPED[each] for each in sequence.stops_with if each in _STOPPED)]
    lasting = " AND ".join(f"NOT EXISTS ({each})" for each in ended)
    chosen = (
        f"FROM ({begun}) b JOIN customers u ON u.id = b.customer_id"
        " JOIN counted_customers k ON k.customer_id = b.customer_id"
        f" WHERE k.may_personalize = 1 AND {lasting}"
    )
    here: Counter[int] = Counter()
    days = session.execute(
        text(f"SELECT b.at_ms / {DAY_MS}, COUNT(*) {chosen} GROUP BY b.at_ms / {DAY_MS}"),
        _used(values, chosen),
    )
    for day, count in days:
        here[_reached(sequence, today - day)] += count
    people = session.execute(
        text(
            f"SELECT b.customer_id, u.given_name, u.family_name, b.at_ms / {DAY_MS} {chosen}"
            " ORDER BY b.at_ms DESC, b.customer_id LIMIT :most"
        ),
        _used(values, chosen) | {"most": most},
    )
    return Standing(
        in_it=sum(here.values()),
        waiting=here[0],
        steps=tuple(_figures(outcomes, here[place + 1], place) for place in range(len(sequence.steps))),
        people=tuple(
            InIt(number, given, family, _reached(sequence, today - day), _date(day))
            for number, given, family, day in people
        ),
    )


def _used(values: Mapping[str, Any], statement: str) -> dict[str, Any]:
    """The values that the statement names: a database refuses others."""
    return {name: value for name, value in values.items() if f":{name}" in statement}


def _reached(sequence: FollowUpSequence, age: int) -> int:
    """How many steps' days have come."""
    return sum(1 for step in sequence.steps if step.after_days <= age)


def _date(day: int) -> date:
    return date.fromordinal(EPOCH) + timedelta(days=day)


def _outcomes(session: Session, sequence: FollowUpSequence) -> Counter[tuple[str, str]]:
    rows = session.execute(
        text(
            "SELECT SUBSTR(o.subject, LENGTH(o.subject)), o.outcome, COUNT(*) FROM action_outcomes o"
            " WHERE o.action = :step AND o.subject LIKE :subjects"
            " GROUP BY SUBSTR(o.subject, LENGTH(o.subject)), o.outcome"
        ),
        {"step": STEP, "subjects": f"{sequence.id}/%"},
    )
    return Counter({(place, outcome): count for place, outcome, count in rows})


def _figures(outcomes: Mapping[tuple[str, str], int], here: int, place: int) -> StepFigures:
    done, put_off, unwanted = (
        outcomes.get((str(place), outcome), 0) for outcome in ("done", "later", "unwanted")
    )
    return StepFigures(here, done, put_off, unwanted)
