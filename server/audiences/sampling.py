"""Some of the customers of an audience, not to be recognised by their names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from server.audiences.counting import Counting
from server.customers import service as customers
from server.customers.masking import masked
from server.customers.service import KnownCustomer

SAMPLE_SIZE: Final = 5


@dataclass(frozen=True, slots=True)
class SampleRow:
    """A customer who would get it, not to be recognised by her name."""

    masked_name: str
    tier: str
    home_store: str | None
    last_visit_ms: int | None


def sample(
    session: Session, counting: Counting, count: int, now_ms: int, names: Mapping[str, str]
) -> list[SampleRow]:
    """A few of the selected, from all over, the same ones at each look; `names` are those of the stores."""
    if not count:
        return []
    few = counting.place(step=max(1, count // SAMPLE_SIZE), most=SAMPLE_SIZE)
    known = customers.facts_for(session, few, now_ms=now_ms)
    return [_masked(each, names) for each in known]


def _masked(each: KnownCustomer, names: Mapping[str, str]) -> SampleRow:
    return SampleRow(
        masked_name=masked(each.given_name, each.family_name),
        tier=each.facts.tier,
        home_store=names.get(each.facts.home_store_id or ""),
        last_visit_ms=each.facts.figures.last_visit_ms,
    )
