"""Who was erased: asked before anything about a customer is written, so that nothing brings her back."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, Select, select, text
from sqlalchemy.orm import Session

from server.privacy.models import ErasedCustomer


def erased_among(session: Session, customer_ids: Iterable[int]) -> set[int]:
    """Those of the customers who were erased."""
    return set(session.scalars(erased_query(customer_ids)))


def erased_query(customer_ids: Iterable[int]) -> Select[int]:
    """A query of those of the customers who were erased."""
    return select(ErasedCustomer.id).where(ErasedCustomer.id.in_(set(customer_ids)))


def all_erased(connection: Connection) -> set[int]:
    """Everybody who was erased; until the caller's transaction ends, nobody else is.

    An import asks before each of its transactions. On SQLite it is the only writer then; on PostgreSQL an
    erasure beside it waits for the lock, and then takes along what the import has just written.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE erased_customers IN SHARE MODE"))
    return set(connection.scalars(select(ErasedCustomer.id)))
