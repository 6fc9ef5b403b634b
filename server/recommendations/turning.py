"""Which event of her life a customer's lists are turned towards, and what goes with it."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from server.catalogue import service as catalogue
from server.customers import lives
from server.guides import service as guides
from shared.guides import goes_with
from shared.life_dates import turning
from shared.recommendation import Toward


def toward(session: Session, customer_id: int, today: date) -> Toward | None:
    """The event that is near, with the products that HQ's guides send her to; None without either."""
    event = turning(lives.dates_of(session, [customer_id]).get(customer_id, ()), today)
    names = goes_with(guides.guides(session), event) if event else ()
    return Toward(event, catalogue.found_in(session, names)) if event and names else None
