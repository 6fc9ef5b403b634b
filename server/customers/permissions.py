"""Whose data may be used, asked of everybody at once."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.customers.models import ConsentRecord, Customer
from shared.consent import Consent, Purpose, may_use


def who_allow(session: Session, purpose: Purpose) -> set[int]:
    """The customers who let their data be used for that."""
    query = select(
        ConsentRecord.customer_id, ConsentRecord.channel, ConsentRecord.granted, ConsentRecord.at_ms
    ).where(ConsentRecord.purpose == purpose)
    said: dict[int, list[Consent]] = {}
    for customer_id, channel, granted, at_ms in session.execute(query):
        said.setdefault(customer_id, []).append(Consent(purpose, channel, bool(granted), at_ms))
    return {customer_id for customer_id, words in said.items() if may_use(words, purpose).allowed}


def still_there(session: Session, customer_ids: Iterable[int]) -> set[int]:
    """Those of the customers who have not been erased; nobody erases them before the transaction ends.

    At most a few thousand are asked for at once.
    """
    query = select(Customer.id).where(Customer.id.in_(list(customer_ids)))
    return set(session.scalars(query.with_for_update(read=True, key_share=True)))
