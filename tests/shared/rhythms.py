"""The published customers that the model of lapsing is checked against."""

from __future__ import annotations

import csv
from collections import Counter

from shared.lapsing import Fit, Rhythm
from tests.shared.cases import FOLDER

PUBLISHED = Fit(r=0.243, alpha=4.414, a=0.793, b=2.426)
PUBLISHED_LIKELIHOOD = -9582.4


def cdnow() -> Counter[Rhythm]:
    """The customers of CDNOW by their rhythm."""
    with (FOLDER / "lapsing" / "cdnow.csv").open(encoding="utf-8", newline="") as file:
        return Counter(
            {
                Rhythm(int(row["repeats"]), float(row["recency_weeks"]), float(row["age_weeks"])): int(
                    row["customers"]
                )
                for row in csv.DictReader(file)
            }
        )
