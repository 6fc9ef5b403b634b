"""Ratings of visits: kept as tablets recorded them, and what a period says of stores and associates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session, aliased

from server.ratings.models import VisitRating
from shared.visit_ratings import RatingFigures, figures_of


@dataclass(frozen=True, slots=True)
class AssociateRatings:
    """What was said of visits that one associate looked after."""

    associate_id: str
    figures: RatingFigures


@dataclass(frozen=True, slots=True)
class StoreRatings:
    """What was said of visits to one store, altogether and by associate."""

    store_id: str
    figures: RatingFigures
    associates: tuple[AssociateRatings, ...]


def keep(session: Session, row: Mapping[str, Any]) -> None:
    """The rating is kept; repeating it with the same id changes nothing."""
    if session.get(VisitRating, row["id"]) is None:
        add(session, [row])


def add(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """The ratings, each checked and new, are kept: all, or IntegrityError."""
    session.execute(insert(VisitRating), [dict(row) for row in rows])


def figures(
    session: Session, *, since_ms: int, until_ms: int, store_id: str | None = None
) -> list[StoreRatings]:
    """Every store with a rating that stands and was given in that time (the end is not in it), by its number.

    Whoever gave a rating may have corrected it at any time; nobody else takes it back.
    """
    rating, later = VisitRating, aliased(VisitRating)
    taken_back = (
        select(later.id)
        .where(later.corrects == rating.id, later.associate_id == rating.associate_id)
        .correlate(rating)
        .exists()
    )
    query = (
        select(rating.store_id, rating.associate_id, rating.rating, func.count())
        .where(rating.at_ms >= since_ms, rating.at_ms < until_ms, rating.rating.is_not(None), ~taken_back)
        .group_by(rating.store_id, rating.associate_id, rating.rating)
        .order_by(rating.store_id, rating.associate_id)
    )
    if store_id is not None:
        query = query.where(rating.store_id == store_id)
    found: dict[str, dict[str, dict[int, int]]] = {}
    for store, associate, value, count in session.execute(query):
        found.setdefault(store, {}).setdefault(associate, {})[int(value or 0)] = count
    return [_store(store, people) for store, people in found.items()]


def _store(store_id: str, people: Mapping[str, Mapping[int, int]]) -> StoreRatings:
    total: dict[int, int] = {}
    for counts in people.values():
        for value, count in counts.items():
            total[value] = total.get(value, 0) + count
    rows = tuple(AssociateRatings(associate, figures_of(counts)) for associate, counts in people.items())
    return StoreRatings(store_id, figures_of(total), rows)
