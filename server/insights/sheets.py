"""Results as a sheet: one line for each arm of each segment, all figures plain numbers."""

from __future__ import annotations

import csv
import io
import re
from typing import Final

from server.exporting.cells import BEGINS_A_FORMULA, SAYS_IT_IS_TEXT
from server.insights.outcomes import Outcome
from server.insights.results import Results
from server.statistics.comparing import Estimate

COLUMNS: Final = (
    "segment_kind", "segment", "metric", "arm", "compared_with", "customers", "control", "treated",
    "difference", "difference_low", "difference_high", "uplift", "uplift_low", "uplift_high", "p_value",
    "adjusted_p", "note",
)  # fmt: skip


def sheet(found: Results) -> str:
    """The results as CSV: all customers first, then guard-rails, then segments. Money is in minor units.

    Texts that a spreadsheet would work out begin with an apostrophe.
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    control = found.started.trial.control
    names = {row.arm.key: row.arm.name for row in found.arms}
    for each in (*found.main, *found.others, *found.guards):
        writer.writerow(_line("all", "", each, found.customers, names, control, None))
    for segment in found.segments:
        writer.writerow(
            _line(
                segment.segment.kind, segment.name, segment.outcome, segment.customers, names, control,
                segment.adjusted_p,
            )
        )  # fmt: skip
    return file.getvalue()


def _line(
    kind: str,
    segment: str,
    each: Outcome,
    customers: int,
    names: dict[str, str],
    control: str,
    adjusted_p: float | None,
) -> list[str]:
    figures = (
        each.control, each.treated, *_ends(each.decisive), *_ends(each.decisive_uplift), each.decisive_p,
        adjusted_p,
    )  # fmt: skip
    return [
        kind, _plain(segment), each.metric, _plain(names[each.arm]), _plain(names[control]), str(customers),
        *("" if figure is None else f"{figure:.6g}" for figure in figures), _plain(each.why),
    ]  # fmt: skip


def _ends(value: Estimate | None) -> tuple[float | None, float | None, float | None]:
    return (None, None, None) if value is None else (value.value, value.low, value.high)


def _plain(words: str) -> str:
    return SAYS_IT_IS_TEXT + words if re.search(BEGINS_A_FORMULA, words) else words
