"""The formula read a second time, over a full matrix and without the package, to compare scores with."""

from __future__ import annotations

import math
from collections.abc import Sequence

from shared.recommendation import Bought, Model

DAY_MS = 86_400_000


def matrix(model: Model) -> list[list[float]]:
    """B[j][i], a number for each pair of items."""
    table = [[0.0] * len(model.items) for _ in model.items]
    for j, row in enumerate(table):
        for i, weight in zip(*model.row(j), strict=True):
            row[i] += weight
    return table


def visit_days(lines: Sequence[Bought], now_ms: int) -> dict[int, list[int]]:
    """By product, how many UTC days ago it was bought."""
    kept = {(x.product_id, (now_ms // DAY_MS) - x.at_ms // DAY_MS) for x in lines if x.quantity > 0}
    found: dict[int, list[int]] = {}
    for product, age in sorted(kept):
        if age >= 0:
            found.setdefault(product, []).append(age)
    return found


def repeat_shares(model: Model, visits: dict[int, list[int]]) -> dict[int, float]:
    """The repeat share of each product, but for the product's own factor."""
    half, fading = model.weights["half_life_visits"], model.weights["repeat_half_life_days"]
    days = sorted({age for ages in visits.values() for age in ages})
    shares = {}
    for product, ages in visits.items():
        a, a_ = sum(2 ** (-age / fading) for age in ages), sum(2 ** (-days.index(age) / half) for age in ages)
        late = 1.0
        if len(ages) >= 3 and min(ages) > 0:
            gap = (max(ages) - min(ages)) / (len(ages) - 1)
            late = min(1, 2 * gap / min(ages)) ** model.weights["late_power"]
        shares[product] = model.weights["repeat"] * late * (a + model.weights["by_visits"] * a_)
    return shares


def scores(model: Model, lines: Sequence[Bought], now_ms: int) -> tuple[dict[int, float], dict[int, float]]:
    """The merged score of every product, and the score of those she never bought in the list of new ones."""
    visits, table = visit_days(lines, now_ms), matrix(model)
    a = {product: sum(2 ** (-age / 120) for age in ages) for product, ages in visits.items()}
    number = {product: n for n, product in enumerate(model.items)}
    k = [
        model.recency[i] * sum(math.log1p(a[p]) * table[number[p]][i] for p in a if p in number)
        for i in range(len(model.items))
    ]
    k_max = max(k) or 1.0
    merged = repeat_shares(model, visits)
    merged = {p: x * (model.repeat[number[p]] if p in number else 1.0) for p, x in merged.items()}
    explore, new = model.weights["explore"], {}
    for i, product in enumerate(model.items):
        popular = model.weights["popularity"] * model.popularity[i]
        merged[product] = merged.get(product, 0.0) + explore * k[i] / k_max + popular
        if product not in a:
            new[product] = explore * k[i] * model.exposure[i] / k_max + popular
    return merged, new
