"""How likely it is that a customer will come back: BG/NBD, worked out the same on server and tablet.

The model (Fader, Hardie and Lee, "Counting your customers the easy way", Marketing Science 24, 2005): while
she is with us she comes by chance at a rate of her own (gamma over customers: `r`, `alpha`), and after each
visit she may have been there for the last time (beta over customers: `a`, `b`). The four numbers are fitted
by the server on everybody and travel as data; from then on her own visits are enough.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, lgamma, log

from shared.clock import local_date

WEEK_DAYS = 7
LEAST_REPEATS = 2
"""Whoever came back fewer times has no rhythm yet: the model would only tell what is true of everybody."""


@dataclass(frozen=True, slots=True)
class Fit:
    """The four numbers of the model, for times in weeks."""

    r: float
    alpha: float
    a: float
    b: float


@dataclass(frozen=True, slots=True)
class Rhythm:
    """One customer's visits: how often she came back, when she last did, and how long she is known.

    `recency` and `age` are weeks since her first visit; several purchases of one day are one visit.
    """

    repeats: int
    recency: float
    age: float


def rhythm_of(visits_ms: Iterable[int], now_ms: int, time_zone: str) -> Rhythm | None:
    """The rhythm of the visits up to `now_ms`, by the calendar of `time_zone`; None without any."""
    days = {local_date(at_ms, time_zone).toordinal() for at_ms in visits_ms if at_ms <= now_ms}
    if not days:
        return None
    first = min(days)
    today = local_date(now_ms, time_zone).toordinal()
    return Rhythm(len(days) - 1, (max(days) - first) / WEEK_DAYS, (today - first) / WEEK_DAYS)


def chance_of_return(fit: Fit, rhythm: Rhythm) -> float:
    """The probability that she is still a customer (equation 7 of the note on P(alive), Hardie 2008)."""
    if rhythm.repeats == 0:
        return 1.0
    x = rhythm.repeats
    gone = log(fit.a / (fit.b + x - 1)) + (fit.r + x) * log(
        (fit.alpha + rhythm.age) / (fit.alpha + rhythm.recency)
    )
    return 1.0 / (1.0 + exp(min(gone, 700.0)))


def is_lapsing(fit: Fit, rhythm: Rhythm, below: float) -> bool:
    """True if a customer with a rhythm of her own is less likely than `below` to come back by herself."""
    return rhythm.repeats >= LEAST_REPEATS and chance_of_return(fit, rhythm) < below


def log_likelihood(fit: Fit, rhythms: Counter[Rhythm]) -> float:
    """How well the four numbers explain the rhythms (equation 6 of the paper, in logarithms).

    Equal rhythms are counted once: of thousands of customers many have come as often at the same times.
    """
    r, alpha, a, b = fit.r, fit.alpha, fit.a, fit.b
    begin = r * log(alpha) - lgamma(r) + lgamma(a + b) - lgamma(b)
    per_count = {
        x: begin + lgamma(r + x) + lgamma(b + x) - lgamma(a + b + x)
        for x in {each.repeats for each in rhythms}
    }
    total = 0.0
    for each, count in rhythms.items():
        x = each.repeats
        stayed = -(r + x) * log(alpha + each.age)
        if x:
            left = log(a) - log(b + x - 1) - (r + x) * log(alpha + each.recency)
            high, low = (stayed, left) if stayed > left else (left, stayed)
            stayed = high + log(1.0 + exp(low - high))
        total += count * (per_count[x] + stayed)
    return total
