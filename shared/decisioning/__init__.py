"""Decisioning: which of the offers that she may have now stands first, and why.

One pure call puts all eligible offers of one customer at one moment in order: by what each is worth to the
store times how likely she takes it, by trying what is little known, or the newest first. Who may have what at
all is said by `shared.promotions.decide`: caps, fatigue and consent are decided before anything is ranked.
Nothing here is random: chance comes from SHA-256 of customer and day, so that two tablets agree.
"""

from __future__ import annotations

from shared.decisioning.odds import LAYOUTS, Layout, Odds, Tally, odds_from_row
from shared.decisioning.ranking import CERTAIN, Eligible, First, Ranked, eligible, rank, standing_first
from shared.decisioning.worth import ANY, FITS, OTHER, USUAL, Fit, Worth, fit_of, size_of, worth_of

__all__ = [
    "ANY", "CERTAIN", "FITS", "LAYOUTS", "OTHER", "USUAL", "Eligible", "First", "Fit", "Layout", "Odds",
    "Ranked", "Tally", "Worth", "eligible", "fit_of", "odds_from_row", "rank", "size_of", "standing_first",
    "worth_of",
]  # fmt: skip
