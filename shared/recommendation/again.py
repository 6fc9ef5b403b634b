"""What a customer is likely to want again, without a model."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median

from shared.clock import DAY_MS, local_date
from shared.recommendation.answers import Answer
from shared.recommendation.history import HALF_LIFE_DAYS, Sold

HALF_LIFE_MS = HALF_LIFE_DAYS * DAY_MS
NOT_NOW_DAYS = 14
LIKED_FACTOR = 1.5


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A ranked product with its score and the facts of its reason (gaps in days)."""

    product_id: int
    score: float
    times: int
    usual_gap_days: int | None
    last_days_ago: int

    @property
    def reason(self) -> str:
        """Why, in plain words."""
        if self.times == 1:
            return f"Bought {_ago(self.last_days_ago)}"
        if self.usual_gap_days is None or self.usual_gap_days < 1:
            return f"Bought {self.times} times, last {_ago(self.last_days_ago)}"
        due = "Due again" if self.last_days_ago >= self.usual_gap_days else "A regular"
        gap = "every day" if self.usual_gap_days == 1 else f"every {self.usual_gap_days} days"
        return f"{due}: bought {self.times} times, about {gap}, last {_ago(self.last_days_ago)}"


def _ago(days: int) -> str:
    return {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")


def recommend(
    bought: Iterable[Sold],
    answers: Iterable[Answer] = (),
    *,
    now_ms: int,
    allowed: Mapping[int, object] | None = None,
    limit: int = 20,
    time_zone: str = "UTC",
) -> list[Recommendation]:
    """At most `limit` products, best first; equal scores in order of product id.

    Days in reasons are those of the calendar in `time_zone`. Returns (quantity zero or below), what lies
    after `now_ms`, and products outside `allowed` count for nothing.
    """
    moments: dict[int, set[int]] = defaultdict(set)
    for line in bought:
        if line.quantity > 0 and line.at_ms <= now_ms and (allowed is None or line.product_id in allowed):
            moments[line.product_id].add(line.at_ms)
    factors = _factors(answers, now_ms)
    scores = {
        product: factor * sum([2.0 ** ((at - now_ms) / HALF_LIFE_MS) for at in times])
        for product, times in moments.items()
        if (factor := factors.get(product, 1.0)) > 0
    }
    best = sorted(scores, key=lambda product: (-scores[product], product))[:limit]
    today = local_date(now_ms, time_zone)
    return [
        _explained(product, scores[product], sorted(moments[product]), today, time_zone) for product in best
    ]


def _factors(answers: Iterable[Answer], now_ms: int) -> dict[int, float]:
    """How the last answer on each product weighs: zero hides it."""
    latest: dict[int, Answer] = {}
    for answer in sorted(answers, key=lambda a: a.at_ms):
        latest[answer.product_id] = answer
    factors = {}
    for product, answer in latest.items():
        expired = answer.answer == "not_now" and now_ms - answer.at_ms > NOT_NOW_DAYS * DAY_MS
        factors[product] = LIKED_FACTOR if answer.answer == "liked" else (1.0 if expired else 0.0)
    return factors


def _explained(
    product_id: int, score: float, times: list[int], today: date, time_zone: str
) -> Recommendation:
    """A recommendation with the facts of its reason; only the best need them: they cost more than scores."""
    gaps = [(b - a) / DAY_MS for a, b in pairwise(times)]
    return Recommendation(
        product_id=product_id,
        score=score,
        times=len(times),
        usual_gap_days=round(median(gaps)) if gaps else None,
        last_days_ago=(today - local_date(times[-1], time_zone)).days,
    )
