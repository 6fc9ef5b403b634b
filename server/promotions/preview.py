"""Who would get a promotion, before anybody does."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from server.audiences.counting import NO_CONSENT, Counting
from server.audiences.sampling import SampleRow, sample
from server.catalogue import service as catalogue
from shared.errors import InvalidInput

__all__ = ["NO_CONSENT", "Preview", "SampleRow", "preview"]


@dataclass(frozen=True, slots=True)
class Preview:
    """How many get it and who they are; `matching` still counts those without consent.

    `excluded` says, for each reason in plain words, how many customers of these stores it leaves out.
    """

    count: int
    matching: int
    in_stores: int
    by_tier: dict[str, int] = field(default_factory=dict)
    sample: list[SampleRow] = field(default_factory=list)
    excluded: dict[str, int] = field(default_factory=dict)


def preview(session: Session, rule: object, store_ids: list[str] | None, now_ms: int) -> Preview:
    """The answer for the customers of those stores' books, or of all; InvalidInput for a bad rule.

    The database counts; only the few of the sample are looked at.
    """
    names = {store.id: store.name for store in catalogue.stores(session)}
    if store_ids is not None and set(store_ids) - set(names):
        raise InvalidInput("Choose among the stores listed.", store_ids="unknown store")
    counting = Counting(session, rule, store_ids, now_ms)
    reach = counting.reach()
    return Preview(
        count=reach.count,
        matching=reach.matching,
        in_stores=reach.in_stores,
        by_tier=reach.by_tier,
        sample=sample(session, counting, reach.count, now_ms, names),
        excluded=reach.excluded,
    )
