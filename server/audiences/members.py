"""The members of lists and of segments that a model made: written at once, however many."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from server.audiences.models import AudienceMember
from server.customers import service as customers
from shared.errors import InvalidInput

MOST: Final = 200_000
_AT_ONCE: Final = 5_000


def replace(session: Session, audience_id: str, customer_ids: Iterable[int], now_ms: int) -> bool:
    """These customers are its members and nobody else; true if others were before.

    InvalidInput for one whom nobody knows.
    """
    wanted = list(dict.fromkeys(customer_ids))
    if len(wanted) > MOST:
        sentence = f"A list has at most {MOST} customers. Write a rule, or make several lists."
        raise InvalidInput(sentence, customer_ids=sentence)
    _check_known(session, wanted)
    before = set(ids(session, audience_id))
    session.execute(delete(AudienceMember).where(AudienceMember.audience_id == audience_id))
    for first in range(0, len(wanted), _AT_ONCE):
        rows = [
            {"audience_id": audience_id, "customer_id": each, "at_ms": now_ms}
            for each in wanted[first : first + _AT_ONCE]
        ]
        session.execute(insert(AudienceMember), rows)
    return before != set(wanted)


def _check_known(session: Session, wanted: Sequence[int]) -> None:
    unknown: list[int] = []
    for first in range(0, len(wanted), _AT_ONCE):
        some = wanted[first : first + _AT_ONCE]
        unknown += sorted({*some} - customers.known_ids(session, some))
    if unknown:
        told = f"{len(unknown)} of them are no customers of yours"
        sentence = f"{told}, for example {unknown[0]}. Take them off the list."
        raise InvalidInput(sentence, customer_ids=sentence)


def counts(session: Session) -> dict[str, int]:
    """How many members each list has that has any."""
    query = select(AudienceMember.audience_id, func.count()).group_by(AudienceMember.audience_id)
    return dict(session.execute(query).all())


def ids(session: Session, audience_id: str) -> list[int]:
    """Its members, by id."""
    query = select(AudienceMember.customer_id).where(AudienceMember.audience_id == audience_id)
    return list(session.scalars(query.order_by(AudienceMember.customer_id)))
