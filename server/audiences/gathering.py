"""What audiences say of customers, for whoever gathers facts: names and rules, lists they are on, scores."""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from server.audiences.models import AudienceMember, AudienceRecord, CustomerScore
from shared.particulars import NamedAudience


def named_audiences(session: Session) -> dict[str, NamedAudience]:
    """Every audience there is, by id: those by rule with their rule, lists and what models made without."""
    query = select(AudienceRecord.id, AudienceRecord.name, AudienceRecord.kind, AudienceRecord.rule)
    return {
        audience_id: NamedAudience(name, json.loads(rule) if kind == "rule" else None)
        for audience_id, name, kind, rule in session.execute(query)
    }


def lists_of(session: Session, customers: Select[int] | Iterable[int] | None) -> dict[int, frozenset[str]]:
    """The lists that each of the chosen customers, or of all, is on."""
    query = select(AudienceMember.customer_id, AudienceMember.audience_id)
    if customers is not None:
        query = query.where(AudienceMember.customer_id.in_(customers))
    found: dict[int, set[str]] = {}
    for customer_id, audience_id in session.execute(query):
        found.setdefault(customer_id, set()).add(audience_id)
    return {customer_id: frozenset(ids) for customer_id, ids in found.items()}


def scores_of(
    session: Session, customers: Select[int] | Iterable[int] | None, names: Iterable[str]
) -> dict[int, dict[str, float]]:
    """The scores of those names of each of the chosen customers, or of all."""
    query = select(CustomerScore.customer_id, CustomerScore.name, CustomerScore.value)
    query = query.where(CustomerScore.name.in_(list(names)))
    if customers is not None:
        query = query.where(CustomerScore.customer_id.in_(customers))
    found: dict[int, dict[str, float]] = {}
    for customer_id, name, value in session.execute(query):
        found.setdefault(customer_id, {})[name] = value
    return found


def score_names(session: Session) -> list[str]:
    """What scores there are, by name; each name costs one look into the index, however many customers."""
    first = select(func.min(CustomerScore.name).label("name")).cte("names", recursive=True)
    after = select(func.min(CustomerScore.name)).where(CustomerScore.name > first.c.name)
    following = select(after.scalar_subquery()).where(first.c.name.is_not(None))
    every = first.union_all(following)
    return list(session.scalars(select(every.c.name).where(every.c.name.is_not(None)).limit(100)))
