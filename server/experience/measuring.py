"""Ratings, purchases and redemptions of a time, counted where they lie: one statement for each figure.

Ratings stand unless who gave one took it back (`shared.visit_ratings`). A slice is a part of the time, all of
them as long, counted from 0.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

VISIT_MS: Final = 12 * 3_600_000
"""A rating is of the visit on which something happened if it was given so little before or after, there."""

_STANDS: Final = (
    "r.rating IS NOT NULL AND r.at_ms >= :since_ms AND r.at_ms < :until_ms AND NOT EXISTS (SELECT 1"
    " FROM visit_ratings AS later WHERE later.corrects = r.id AND later.associate_id = r.associate_id)"
)

_RATED = text(
    "SELECT r.store_id, r.associate_id, (r.at_ms - :since_ms) / :slice_ms AS slice, r.rating, COUNT(*)"
    f" FROM visit_ratings AS r WHERE {_STANDS} GROUP BY 1, 2, 3, 4"
)

_SOLD = text(
    "SELECT p.store_id, (p.at_ms - :since_ms) / :slice_ms AS slice, COUNT(*), SUM(p.total_minor)"
    " FROM purchases AS p WHERE p.at_ms >= :since_ms AND p.at_ms < :until_ms GROUP BY 1, 2"
)

_NEAR: Final = (
    "{it}.customer_id = x.customer_id AND {it}.store_id = x.store_id"
    f" AND {{it}}.at_ms > x.at_ms - {VISIT_MS} AND {{it}}.at_ms < x.at_ms + {VISIT_MS}"
)
_REDEEMED: Final = (
    "redemptions AS x JOIN {table} AS {it} ON "
    + _NEAR
    + " WHERE x.at_ms >= :since_ms AND x.at_ms < :until_ms"
)

_RATED_WITH = text(
    "SELECT promotion_id, rating, COUNT(*) FROM (SELECT DISTINCT x.promotion_id, r.id, r.rating FROM "
    + _REDEEMED.format(table="visit_ratings", it="r")
    + f" AND {_STANDS}) AS rated GROUP BY 1, 2"
)

_SOLD_WITH = text(
    "SELECT promotion_id, COUNT(*), SUM(total_minor) FROM"
    " (SELECT DISTINCT x.promotion_id, p.id, p.total_minor FROM "
    + _REDEEMED.format(table="purchases", it="p")
    + ") AS sold GROUP BY 1"
)

_RATED_WITH_ONE = text(
    "SELECT rating, COUNT(*) FROM (SELECT DISTINCT r.id, r.rating FROM "
    + _REDEEMED.format(table="visit_ratings", it="r")
    + f" AND x.promotion_id = :promotion_id AND {_STANDS}) AS rated GROUP BY 1"
)

_REDEMPTIONS = text(
    "SELECT x.promotion_id, m.name, COUNT(*) FROM redemptions AS x"
    " JOIN promotions AS m ON m.id = x.promotion_id"
    " WHERE x.at_ms >= :since_ms AND x.at_ms < :until_ms GROUP BY 1, 2"
)


class Rated(NamedTuple):
    """So many visits were given that rating in a slice of the time."""

    store_id: str
    associate_id: str
    slice: int
    rating: int
    visits: int


class Sold(NamedTuple):
    """So many purchases in a slice of the time, and what they came to, returns taken off."""

    store_id: str
    slice: int
    purchases: int
    amount_minor: int


class OfPromotion(NamedTuple):
    """A promotion that was redeemed; `ratings` maps a rating to how many of those visits were given it."""

    promotion_id: str
    name: str
    redemptions: int
    ratings: dict[int, int]
    purchases: int
    amount_minor: int


def rated(session: Session, since_ms: int, until_ms: int, slice_ms: int) -> list[Rated]:
    """The ratings that stand, by store, associate and slice."""
    span = {"since_ms": since_ms, "until_ms": until_ms, "slice_ms": slice_ms}
    return [Rated(*row) for row in session.execute(_RATED, span)]


def sold(session: Session, since_ms: int, until_ms: int, slice_ms: int) -> list[Sold]:
    """What was sold on every channel, by store and slice."""
    span = {"since_ms": since_ms, "until_ms": until_ms, "slice_ms": slice_ms}
    return [
        Sold(store, part, many, int(amount)) for store, part, many, amount in session.execute(_SOLD, span)
    ]


def promotions(session: Session, since_ms: int, until_ms: int) -> list[OfPromotion]:
    """Every promotion redeemed in that time, with how the visits went on which it was."""
    span = {"since_ms": since_ms, "until_ms": until_ms}
    ratings: dict[str, dict[int, int]] = {}
    for promotion_id, rating, many in session.execute(_RATED_WITH, span):
        ratings.setdefault(promotion_id, {})[rating] = many
    bought = {row[0]: (row[1], int(row[2])) for row in session.execute(_SOLD_WITH, span)}
    return [
        OfPromotion(key, name, many, ratings.get(key, {}), *bought.get(key, (0, 0)))
        for key, name, many in session.execute(_REDEMPTIONS, span)
    ]


def rated_with(session: Session, promotion_id: str, since_ms: int, until_ms: int) -> dict[int, int]:
    """How often each rating was given to visits on which that promotion was redeemed."""
    span = {"promotion_id": promotion_id, "since_ms": since_ms, "until_ms": until_ms}
    return {row[0]: row[1] for row in session.execute(_RATED_WITH_ONE, span)}
