"""The pages of the console, in the order in which the rail names them.

A page that is added gets its entry here; `roles` are those who see it, everybody if there are none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Entry:
    """A page on the rail: `section` is what its templates call themselves, `endpoint` where it is."""

    section: str
    word: str
    icon: str
    endpoint: str
    roles: tuple[str, ...] = ()


RAIL: Final = (
    (
        Entry("overview", "Overview", "layout-dashboard", "console.overview"),
        Entry("trials", "Results", "chart-bar", "console.trials"),
        Entry("experience", "Visit rating", "mood-smile", "console.experience"),
        Entry("credit", "Sales credit", "coin", "console.credit"),
        Entry("maturity", "Maturity", "stairs-up", "console.maturity"),
    ),
    (
        Entry("promotions", "Promotions", "speakerphone", "console.promotions"),
        Entry("offers", "Offers", "photo", "console.offers"),
        Entry("audiences", "Audiences", "users-group", "console.audiences"),
        Entry("experiments", "Experiments", "flask", "console.experiments"),
        Entry("decisions", "Decisions", "target", "console.decisions"),
        Entry("campaigns", "Campaigns", "flag", "console.campaigns"),
    ),
    (
        Entry("tablets", "Tablets", "device-tablet", "console.tablets"),
        Entry("sequences", "Sequences", "timeline", "console.sequences"),
        Entry("guides", "Guides", "book", "console.guides"),
        Entry("next_actions", "What to say next", "message-circle", "console.next_actions"),
    ),
    (
        Entry("history", "History", "history", "console.history"),
        Entry("exports", "Export", "download", "console.exports", ("administrator",)),
    ),
)  # fmt: skip
"""Entries in groups: where the retailer stands, promotions, stores, records."""


def rail_for(role: str) -> list[list[Entry]]:
    """The groups of entries that this role sees; no group is empty."""
    seen = [[entry for entry in group if not entry.roles or role in entry.roles] for group in RAIL]
    return [group for group in seen if group]
