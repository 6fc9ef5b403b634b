"""Some saved audiences: by a rule, from a file, and one that was deleted."""

from __future__ import annotations

from sqlalchemy.orm import Session

from server.audiences import lists, service
from tests.server.people import ELENA, MARCO
from tests.server.world import NOW_MS

LOVERS, GUESTS, GONE = (f"0198f7a0-0000-7000-8000-0000000000{place}" for place in ("c1", "c2", "c3"))
RULE = {
    "all": [
        {"attribute": "bought", "operator": "at_least", "value": 2, "of": {"department": ["Bakery"]},
         "days": 365},
        {"any": [{"attribute": "tier", "operator": "in", "value": ["Gold", "VIP"]},
                 {"attribute": "visits_12m", "operator": "at_least", "value": 4}]},
    ]
}  # fmt: skip


def save_some(session: Session) -> None:
    """The audiences are there; needs the customers of `people.settle`."""
    lovers = {"name": "Bread lovers", "description": "For the baking evening", "rule": RULE}
    service.create(session, lovers, by="marketer", now_ms=NOW_MS, new_id=LOVERS)
    guests = f"customer_id\n{ELENA}\n{MARCO}\n77\n{ELENA}\n".encode()
    lists.create_list(
        session, {"name": "Guests of the opening"}, "guests.csv", guests, by="marketer", now_ms=NOW_MS,
        new_id=GUESTS,
    )  # fmt: skip
    service.create(session, {"name": "Last summer", "rule": RULE}, by="marketer", now_ms=NOW_MS, new_id=GONE)
    service.delete_audience(session, GONE, by="marketer", now_ms=NOW_MS)
