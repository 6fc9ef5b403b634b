"""What pages on trials say in words: what a trial is, what is missing, what a figure is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from server.console.wording import ago, moment, plural
from server.experiments.started import Phase, Started
from server.insights.arrivals import Missing
from server.insights.outcomes import Metric, Outcome
from server.insights.results import Results
from server.insights.verdict import Kind, money
from server.statistics.splits import Split
from shared.money import as_text

PHASES: Final[Mapping[Phase, str]] = {
    "running": "live", "scheduled": "scheduled", "ended": "ended", "stopped": "stopped",
}  # fmt: skip
"""What runs first; by the tags that pages have."""

SURFACES: Final[Mapping[str, str]] = {
    "recommendations": "suggestions", "next_actions": "what to say next", "offers": "offers",
}  # fmt: skip

SEGMENTS: Final[Mapping[str, str]] = {
    "tier": "Tier", "known": "New or known", "region": "Region", "store": "Store", "department": "Department",
}  # fmt: skip

TONES: Final[Mapping[Kind, tuple[str, str]]] = {
    "nobody": ("muted", "clock"), "early": ("muted", "clock"), "open": ("muted", "circle-dashed"),
    "none": ("muted", "circle-check"), "better": ("good", "circle-check"), "worse": ("bad", "alert-circle"),
    "harm": ("warn", "alert-triangle"), "split": ("bad", "alert-triangle"),
    "changed": ("bad", "alert-triangle"),
}  # fmt: skip

GUARD_TITLES: Final[Mapping[Metric, str]] = {
    "returned_share": "Money returned", "rating": "Visit rating", "withdrew": "Consents withdrawn",
}  # fmt: skip

ASIDE: Final[Mapping[str, tuple[str, str]]] = {
    "duplicate": ("it was there already", "they were there already"),
    "no_such_trial": ("it is of no trial that HQ knows", "they are of no trial that HQ knows"),
    "not_assigned": ("it is of a customer who is not in it", "they are of customers who are not in it"),
    "wrong_variant": ("it names another group than hers", "they name another group than theirs"),
    "outside_time": ("it is from outside its days", "they are from outside its days"),
    "clock": ("it is from a tablet whose clock is wrong", "they are from tablets whose clock is wrong"),
}


def tone_of(kind: Kind) -> tuple[str, str]:
    """The tone and the icon of a verdict."""
    return TONES[kind]


def what_it_is(started: Started) -> str:
    """ "Experiment on suggestions", "Promotion", "Holdout from everything"."""
    if started.kind == "experiment":
        return f"Experiment on {SURFACES.get(started.surface, started.surface)}"
    return "Held out of everything" if started.kind == "holdout" else "Promotion with a comparison"


def figure_of(each: Outcome, value: float | None) -> str:
    """A figure as its metric is read: money, a share, a rating."""
    if value is None:
        return "–"
    if each.metric == "revenue":
        return as_text(round(value))
    return f"{value:.2f}" if each.metric == "rating" else f"{value * 100:.1f}%"


def line_of(each: Outcome, value: float) -> str:
    """A change of it: "+$1.20", "−0.3 points", "+0.12"."""
    if each.metric == "revenue":
        return money(value)
    sign = "+" if value >= 0 else "−"
    return f"{sign}{abs(value):.2f}" if each.metric == "rating" else f"{sign}{abs(value) * 100:.1f} pts"


def split_words(split: Split | None) -> tuple[str, str, str] | None:
    """Tone, word and sentence on the split; None while nobody has met the trial."""
    if split is None:
        return None
    if split.is_mismatch:
        return "bad", "Not as planned", "Chance alone does this in less than one of a thousand trials."
    return "good", "As planned", "No more uneven than chance makes it."


def late_words(missing: Missing, now_ms: int) -> str:
    """What came in since the last reading although it had happened before it; empty if nothing did."""
    late = missing.late
    if late is None or not (late.exposures or late.purchases):
        return ""
    told = [
        plural(number, noun)
        for number, noun in ((late.exposures, "exposure"), (late.purchases, "purchase"))
        if number
    ]
    when = moment(late.taken_ms, "UTC", now_ms)
    return (
        f"Since the reading of {when} UTC {' and '.join(told)} came in late. They count here; that reading"
        " stays as it was."
    )


def missing_words(found: Results, now_ms: int) -> tuple[str, ...]:
    """What the figures do not hold, a sentence each."""
    missing, told = found.missing, []
    heard = ago(missing.silent_since_ms, now_ms)
    if missing.tablets == 1:
        told.append(f"1 tablet is still offline, last heard of {heard}: what it recorded is not in here yet.")
    elif missing.tablets:
        told.append(
            f"{plural(missing.tablets, 'tablet')} are still offline, one of them last heard of {heard}:"
            " what they recorded is not in here yet."
        )
    if missing.waiting:
        told.append(f"{plural(missing.waiting, 'change')} just came in and will be counted within the hour.")
    if found.crossed:
        told.append(f"{plural(found.crossed, 'customer')} met two groups and belong to no comparison.")
    if missing.erased:
        whose = "a customer who was" if missing.erased == 1 else "customers who were"
        told.append(f"{_uncounted(missing.erased)} any more: of {whose} erased since.")
    for reason, number in sorted(missing.set_aside.items()):
        told.append(f"{_uncounted(number)}: {ASIDE[reason][number != 1]}.")
    return tuple(told)


def _uncounted(number: int) -> str:
    return f"{plural(number, 'exposure')} {'does' if number == 1 else 'do'} not count"
