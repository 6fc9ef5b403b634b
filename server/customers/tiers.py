"""How many of chosen customers are in which tier."""

from __future__ import annotations

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from server.customers.models import Customer


def counted_by_tier(session: Session, customer_ids: Select[int]) -> dict[str, int]:
    """How often customers of each tier are chosen; one who is chosen twice counts twice."""
    chosen = customer_ids.subquery()
    query = select(Customer.tier, func.count()).join(chosen, chosen.c[0] == Customer.id)
    return dict(session.execute(query.group_by(Customer.tier)).all())


def everybody(session: Session) -> int:
    """How many customers there are."""
    return session.scalar(select(func.count()).select_from(Customer)) or 0
