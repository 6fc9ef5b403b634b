"""Rated visits, calls and purchases of eight weeks in two stores: better than before in one of them."""

from __future__ import annotations

from sqlalchemy import insert
from sqlalchemy.orm import Session

from server.next_actions import outcomes
from server.purchases.models import Purchase
from server.ratings import service as ratings
from server.staff.models import Associate
from shared.clock import DAY_MS
from shared.ids import scoped_id
from tests.server.people import ELENA, MARCO
from tests.server.world import NOW_MS

MIA, JON = "0198f7a0-0000-7000-8000-00000000e001", "0198f7a0-0000-7000-8000-00000000e002"
HOUR_MS = 3_600_000


def remember(session: Session) -> None:
    """Two associates' visits are rated and paid for. Needs `world.Cast` and `people.settle`."""
    for key, name, store, number in ((MIA, "Mia Bauer", "367", "71"), (JON, "Jon Weber", "406", "72")):
        session.add(
            Associate(id=key, store_id=store, number=number, name=name, role="associate", pin_hash="-")
        )
    session.flush()
    facts, sales = [], []
    for days in range(56):
        at_ms = NOW_MS - days * DAY_MS - 4 * HOUR_MS
        for place in range(1 + days % 3):
            better = (5, 4, 5)[(days + place) % 3] if days < 28 else (4, 3, 3)[(days + place) % 3]
            facts.append(fact(f"m{days}-{place}", better, at_ms + place * HOUR_MS))
        if days % 2:
            facts.append(fact(f"j{days}", (4, 5, 3)[days % 3], at_ms, store_id="406", associate_id=JON))
        sales.append(sale(days, at_ms, "367", ELENA, 41_000 - 300 * days))
        sales.append(sale(100 + days, at_ms, "406", MARCO, 23_000 + 900 * (days % 5)))
    ratings.add(session, facts)
    outcomes.add(
        session,
        [contact(days, MIA, "367", ELENA) for days in range(2, 56, 6)]
        + [contact(100 + days, JON, "406", MARCO) for days in range(4, 56, 9)],
    )
    session.execute(insert(Purchase), sales)


def fact(key: str, rating: int | None, at_ms: int, **more: object) -> dict[str, object]:
    """A rating as a tablet records it, by Mia in her store unless told otherwise."""
    return {
        "id": key, "customer_id": None, "store_id": "367", "associate_id": MIA, "rating": rating,
        "corrects": None, "at_ms": at_ms,
    } | more  # fmt: skip


def contact(number: int, associate_id: str, store_id: str, customer_id: int) -> dict[str, object]:
    """An associate called a customer two hours before she came, so many days ago."""
    return {
        "id": f"call{number}", "customer_id": customer_id, "store_id": store_id, "associate_id": associate_id,
        "action": "lapsing", "subject": "", "outcome": "done", "channel": "phone", "text": "",
        "template_id": None, "at_ms": NOW_MS - (number % 100) * DAY_MS - 6 * HOUR_MS,
    }  # fmt: skip


def sale(number: int, at_ms: int, store_id: str, customer_id: int, total_minor: int) -> dict[str, object]:
    """A purchase without lines."""
    return {
        "id": scoped_id(1, 7000 + number), "customer_id": customer_id, "store_id": store_id,
        "channel": "store", "at_ms": at_ms, "total_minor": total_minor, "line_count": 0,
    }  # fmt: skip
