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
        heaviest, numbers, codes = model.row(j)
        for i, code in zip(numbers, codes, strict=True):
            row[i] += heaviest * (code / 255) ** 2
    return table


def amounts(lines: Sequence[Bought], now_ms: int) -> dict[int, float]:
    """A(u, i) by product, in UTC days."""
    days = {(x.product_id, x.at_ms // DAY_MS) for x in lines if x.quantity > 0 and x.at_ms <= now_ms}
    found: dict[int, float] = {}
    for product, day in days:
        found[product] = found.get(product, 0.0) + 2 ** ((day - now_ms // DAY_MS) / 120)
    return found


def scores(model: Model, lines: Sequence[Bought], now_ms: int) -> tuple[dict[int, float], dict[int, float]]:
    """The merged score of every product, and the score of those she never bought in the list of new ones."""
    a, table = amounts(lines, now_ms), matrix(model)
    number = {product: n for n, product in enumerate(model.items)}
    k = [
        model.recency[i] * sum(math.log1p(a[p]) * table[number[p]][i] for p in a if p in number)
        for i in range(len(model.items))
    ]
    k_max = max(k) or 1.0
    repeat = {p: x * (model.repeat[number[p]] if p in number else 1.0) for p, x in a.items()}
    a_max = max(repeat.values(), default=1.0)
    merged, new = {p: 0.8 * x / a_max for p, x in repeat.items()}, {}
    for i, product in enumerate(model.items):
        popular = 1e-4 * model.popularity[i]
        merged[product] = merged.get(product, 0.0) + 0.2 * k[i] / k_max + popular
        if product not in a:
            new[product] = 0.2 * k[i] * model.exposure[i] / k_max + popular
    return merged, new
