"""What imports brought along about customers beyond our own columns, by name."""

from __future__ import annotations

import json
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.customers.models import Customer

LOOKED_AT: Final = 300
MOST: Final = 100


def names(session: Session) -> list[str]:
    """The names of imported attributes, as some of the customers who have any have them, in order."""
    query = select(Customer.attributes).where(Customer.attributes != "{}").limit(LOOKED_AT)
    found = {name for attributes in session.scalars(query) for name in json.loads(attributes)}
    return sorted(found)[:MOST]
