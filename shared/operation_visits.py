"""Operations about visits: how the customer found hers, said with one tap, taken back by another fact."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from shared.ids import is_uuid
from shared.merge import Effect, NewRow, Who
from shared.visit_ratings import RATINGS
from shared.words import _, listed

RATINGS_TABLE: Final = "visit_ratings"

Arguments = Mapping[str, Any]


def check_rating(arguments: Arguments) -> str | None:
    """What is wrong with a rating, in a few words."""
    rating, corrects = arguments["rating"], arguments["corrects"]
    if corrects is not None and not is_uuid(corrects):
        return _("a correction names the rating that it corrects")
    if rating is None:
        return None if corrects else _("a rating is given, or an earlier one is taken back")
    is_one = isinstance(rating, int) and not isinstance(rating, bool) and rating in RATINGS
    return (
        None
        if is_one
        else _("a rating is one of {ratings}").format(ratings=listed([str(each) for each in RATINGS]))
    )


def rated(who: Who, arguments: Arguments) -> Iterator[Effect]:
    """The rating is a fact; it may be of a visit of somebody whom nobody asked for her name."""
    about = {"customer_id": who.customer_id or None}
    yield NewRow(who, RATINGS_TABLE, about | {name: arguments[name] for name in ("rating", "corrects")})
