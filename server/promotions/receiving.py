"""Which tablets have which promotions as these are now: each by what its version reads.

A tablet before 0.4.0 takes the terms of a promotion for something that it does not know and lays them aside.
It has a promotion only if that also travels in the form that it reads (decision 114).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.devices.service import FleetRow
from server.promotions.models import PlainPromotionStore
from server.replication.freshness import Numbered, numbered

READS_TERMS: Final = (0, 4, 0)
"""The first version that reads the terms of promotions."""

_VERSION: Final = re.compile(r"(\d{1,9})\.(\d{1,9})\.(\d{1,9})", re.ASCII)


def reads_terms(app_version: str) -> bool:
    """True of a version that reads every promotion; one that cannot be told is taken for an older one."""
    found = _VERSION.match(app_version)
    return found is not None and tuple(map(int, found.groups())) >= READS_TERMS


@dataclass(frozen=True, slots=True)
class Receiving:
    """The numbers of promotions in both forms, and which travel to which stores in the older one, too."""

    terms: Numbered
    plain: Numbered
    plain_in: frozenset[tuple[str, str]]

    def can_read(self, tablet: FleetRow, promotion_id: str) -> bool:
        """True if the promotion travels in a form that the tablet reads."""
        return reads_terms(tablet.app_version) or (promotion_id, tablet.store_id) in self.plain_in

    def has(self, tablet: FleetRow, promotion_id: str) -> bool:
        """True if the tablet has the promotion as it is now, and reads it."""
        if reads_terms(tablet.app_version):
            return self.terms.has(tablet, promotion_id)
        return self.can_read(tablet, promotion_id) and self.plain.has(tablet, promotion_id)


def receiving(session: Session, store_ids: Iterable[str]) -> Receiving:
    """What of promotions travels to those stores, by a few queries whatever their number."""
    there = sorted(set(store_ids))
    pairs = select(PlainPromotionStore.promotion_id, PlainPromotionStore.store_id)
    plain = session.execute(pairs.where(PlainPromotionStore.store_id.in_(there)))
    return Receiving(
        terms=numbered(session, "promotion_terms", there),
        plain=numbered(session, "promotions", there),
        plain_in=frozenset((promotion_id, store_id) for promotion_id, store_id in plain),
    )
