"""How long it takes to put a customer's offers in order, and what trying them costs while they are learned.

A decision is everything that a tablet does for it: each offer decided for the customer, the tallies read, all
of them ranked with the chance of standing first. Learning is measured on worlds whose truth is known: counts
reach the tablets once a day, so that a whole day's decisions are made by what the days before have taught.
"""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from statistics import median
from typing import Final

import numpy as np

from benchmarks.figures import Emit
from shared.clock import to_millis
from shared.customer import CustomerFacts, Figures
from shared.decisioning import Eligible, Odds, Tally, eligible, odds_from_row, rank
from shared.decisioning.drawing import quantiles
from shared.promotions import Promotion, Usage, decide

OFFERS: Final = 20
CUSTOMERS: Final = 2_000
DECISIONS: Final = 5_000
A_DAY: Final = 100
WORLDS: Final = 40
NOW_MS: Final = to_millis(datetime(2026, 11, 23, 15, 0, tzinfo=UTC))
DAY: Final = "2026-11-23"


def run(emit: Emit) -> None:
    """Prints the figures over 2,000 customers and 40 worlds."""
    _run(emit, CUSTOMERS, WORLDS)


def run_quick(emit: Emit) -> None:
    """The same over a few."""
    _run(emit, 50, 2)


def _run(emit: Emit, customers: int, worlds: int) -> None:
    case = f"{OFFERS} offers, half with pictures, {customers} customers, learning"
    first_ms, each_ms = _timed(customers)
    emit("decision_p95_ms", each_ms, "ms", case, "10 ms on the tablet")
    emit("decision_first_ms", first_ms, "ms", f"{case}; the first of a day", "10 ms on the tablet")
    shares = [_learned(seed) for seed in range(worlds)]
    told = f"{DECISIONS} decisions, {A_DAY} a day, 5 offers, {worlds} worlds"
    emit("learning_share_of_best", median(shares), "ratio", f"{told}; median", "0.90")
    emit("learning_share_of_best_worst", min(shares), "ratio", f"{told}; worst", "0.90")


def _promotion(place: int) -> Promotion:
    return Promotion(
        id=f"0198f7a0-0000-7000-8000-{place:012}", name=f"Offer {place}", text="", benefit_kind="percent",
        benefit_value=20, starts_local="2026-11-01T09:00", ends_local="2026-12-20T20:00",
        department=("Dairy", "Bakery", None)[place % 3], picture_id="p" if place % 2 else None,
        audience={"attribute": "visits_12m", "operator": "at_least", "value": 1},
    )  # fmt: skip


def _rows() -> list[dict[str, object]]:
    chance = np.random.default_rng(1)
    return [
        {
            "promotion_id": _promotion(place).id, "day": DAY, "strategy": "learning", "rate": 60_000,
            "margin_minor": int(chance.integers(200, 900)), "cost_minor": 120, "scales": 1,
            "basket_minor": 4_000,
            "tallies": json.dumps(
                [
                    [layout, fit, shown := int(chance.integers(5, 400)), int(chance.integers(shown // 8 + 1))]
                    for layout in ("picture", "words")
                    for fit in ("usual", "other", "any")
                ]
            ),
        }
        for place in range(OFFERS)
    ]  # fmt: skip


def _timed(customers: int) -> tuple[float, float]:
    """What the first decision of a day takes, and the 95th of a hundred of those after it."""
    promotions, rows = [_promotion(place) for place in range(OFFERS)], _rows()
    quantiles.cache_clear()
    took = []
    for customer_id in range(1, customers + 1):
        departments = frozenset(["Dairy", "Bakery"][: customer_id % 3])
        figures = Figures(average_basket_minor=2_000 + customer_id % 97 * 60, visits_12m=9)
        facts = CustomerFacts(customer_id=customer_id, figures=figures, departments=departments)
        began = time.perf_counter()
        _decided(promotions, rows, facts)
        took.append((time.perf_counter() - began) * 1e3)
    first, *others = took
    return first, sorted(others)[round(len(others) * 0.95) - 1]


def _decided(promotions: list[Promotion], rows: list[dict[str, object]], facts: CustomerFacts) -> None:
    counted = {each.promotion_id: each for each in map(odds_from_row, rows)}
    found = []
    for promotion in promotions:
        decision = decide(promotion, facts=facts, usage=Usage(), time_zone="America/New_York", now_ms=NOW_MS)
        found.append(eligible(promotion, decision, counted[promotion.id], facts))
    if len(rank([each for each in found if each], facts, DAY, "learning")) != OFFERS:
        raise AssertionError("every offer of this case can be had")


def _learned(seed: int) -> float:
    """What was earned in a world, beside what the best offer would have, both by the true rates."""
    chance = np.random.default_rng(seed)
    true = [float(rate) for rate in chance.uniform(0.01, 0.15, 5)]
    promotions = [_promotion(place * 6) for place in range(5)]
    counted, earned = [Tally(0, 0)] * 5, 0.0
    for day in range(DECISIONS // A_DAY):
        offers = [
            Eligible(each, Odds(each.id, tallies={("words", "any"): tally}, margin_minor=500, cost_minor=100))
            for each, tally in zip(promotions, counted, strict=True)
        ]
        for nth in range(A_DAY):
            best = rank(offers, CustomerFacts(customer_id=seed * 10_000 + nth), f"day {day}", "learning")[0]
            place = next(at for at, each in enumerate(promotions) if each.id == best.promotion_id)
            earned += true[place]
            shown, redeemed = counted[place]
            counted[place] = Tally(shown + 1, redeemed + bool(chance.random() < true[place]))
    return earned / (DECISIONS * max(true))
