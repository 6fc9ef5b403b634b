"""Which event of her life a customer's lists are turned towards, and what goes with it."""

from __future__ import annotations

from associate_app.store import advice, customers
from associate_app.store.desk import Desk
from associate_app.store.reading import Snapshot
from shared.clock import local_date
from shared.guides import goes_with
from shared.life_dates import BIRTHDAY, LifeDate, turning
from shared.recommendation import Toward


def toward(desk: Desk, snapshot: Snapshot, customer_id: int) -> Toward | None:
    """The event that is near, with the products that HQ's guides send her to; None without either."""
    today = local_date(desk.now_ms(), desk.enrolment.time_zone)
    event = turning(_dates(snapshot, customer_id), today)
    names = goes_with(advice.guides(snapshot), event) if event else ()
    return Toward(event, desk.products.found_in(snapshot, names)) if event and names else None


def _dates(snapshot: Snapshot, customer_id: int) -> list[LifeDate]:
    birthday = customers.customer(snapshot, customer_id).birthday
    noted = customers.life_dates(snapshot, customer_id).items()
    return [LifeDate(kind, day) for kind, days in ((BIRTHDAY, (birthday,)), *noted) for day in days if day]
