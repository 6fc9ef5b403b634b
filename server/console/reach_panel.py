"""Who is in an audience now, as previews show it: figures, why others are not, some without their names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from server.audiences.counting import NO_CONSENT
from server.audiences.sampling import SampleRow
from server.console.editor_models import LeftOut, PreviewPanel, SamplePerson, TierCount
from server.console.wording import day
from shared.clock import from_millis
from shared.customer import TIERS

REASONS_SHOWN: Final = 4


class Counted(Protocol):
    """How many a rule selects who allow it, of how many, and why the others are not among them."""

    @property
    def count(self) -> int: ...
    @property
    def in_stores(self) -> int: ...
    @property
    def by_tier(self) -> Mapping[str, int]: ...
    @property
    def excluded(self) -> Mapping[str, int]: ...


def reach_panel(found: Counted, sample: Sequence[SampleRow], now_ms: int) -> PreviewPanel:
    """The figures in words."""
    largest = max(found.by_tier.values(), default=0)
    return PreviewPanel(
        count=found.count,
        considered=found.in_stores,
        tiers=[
            TierCount(tier, found.by_tier[tier], found.by_tier[tier] / largest)
            for tier in reversed(TIERS)
            if found.by_tier.get(tier)
        ],
        left_out=_left_out(found.excluded),
        sample=[
            SamplePerson(row.masked_name, row.tier, row.home_store or "–", _visit(row.last_visit_ms, now_ms))
            for row in sample
        ],
    )


def _left_out(excluded: Mapping[str, int]) -> list[LeftOut]:
    reasons = [
        LeftOut(words if words == NO_CONSENT else f"Not “{words}”", number)
        for words, number in excluded.items()
    ]
    rest = reasons[REASONS_SHOWN:]
    if rest:
        reasons[REASONS_SHOWN:] = [LeftOut("Other conditions", sum(each.count for each in rest))]
    return reasons


def _visit(last_visit_ms: int | None, now_ms: int) -> str:
    if last_visit_ms is None:
        return "–"
    return day(from_millis(last_visit_ms), this_year=from_millis(now_ms).year)
