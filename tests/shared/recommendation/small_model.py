"""Models small enough to be checked by hand, packed as the builder packs them."""

from __future__ import annotations

import json
import math
import random
from array import array
from collections.abc import Mapping, Sequence
from hashlib import sha256
from struct import pack
from typing import Any

from shared.clock import DAY_MS
from shared.recommendation import Bought, Model

Rows = Mapping[int, Mapping[int, float]]
"""By product: what who has it gets weight for."""

Packed = tuple[dict[str, Any], dict[str, bytes]]

WEIGHTS = {"repeat": 1.0, "explore": 4.0, "popularity": 1e-4, "by_visits": 2.0, "half_life_visits": 20.0}


def packed(
    items: Sequence[int],
    rows: Rows,
    *,
    facts: Mapping[str, Mapping[int, float]] | None = None,
    departments: Mapping[str, Sequence[int]] | None = None,
    neighbours: int = 4,
    version: str = "2026-11-21-00000000",
    weights: Mapping[str, float] = WEIGHTS,
) -> Packed:
    """Manifest and parts by hash; `facts` are popularity, recency, exposure and repeat where not 1."""
    items = sorted(items)
    named = {"items": array("q", items).tobytes(), "departments": json.dumps(departments or {}).encode()}
    for name in ("popularity", "recency", "exposure", "repeat"):
        known = (facts or {}).get(name, {})
        named[name] = array("f", [known.get(item, 1.0) for item in items]).tobytes()
    coded = [_row(rows.get(item, {}), items, neighbours) for item in items]
    for part, first in enumerate(range(0, len(coded), 512)):
        named[f"neighbours/{part:03}"] = b"".join(coded[first : first + 512])
    manifest = {
        "format": 1, "version": version, "as_of": version[:10], "built_ms": 1, "rows": 1, "customers": 1,
        "items": len(items), "neighbours": neighbours, "half_life_days": 120.0, "weights": dict(weights),
        "parts": [
            {"name": name, "hash": sha256(data).hexdigest(), "bytes": len(data)}
            for name, data in named.items()
        ],
    }  # fmt: skip
    return manifest, {sha256(data).hexdigest(): data for data in named.values()}


def _row(weights: Mapping[int, float], items: Sequence[int], neighbours: int) -> bytes:
    heaviest = max(weights.values(), default=0.0)
    q = {items.index(item): round(255 * math.sqrt(w / heaviest)) for item, w in weights.items()}
    ranked = sorted(q.items(), key=lambda each: (-each[1], each[0]))[:neighbours]
    ranked += [(0, 0)] * (neighbours - len(ranked))
    return pack(f"<f{neighbours}H{neighbours}B", heaviest, *[n for n, _ in ranked], *[c for _, c in ranked])


def model_of(case: Mapping[str, Any]) -> Model:
    """The model of a case file: products are keys, which JSON writes as text."""
    rows = {int(p): {int(i): w for i, w in row.items()} for p, row in case["rows"].items()}
    facts = {name: {int(i): x for i, x in values.items()} for name, values in case["facts"].items()}
    return Model.of(
        *packed(case["items"], rows, facts=facts, departments=case["departments"], weights=case["weights"])
    )


def random_model(seed: int, items: int = 700, neighbours: int = 50) -> Model:
    """A model of several parts; facts and weights repeat often, so that scores tie."""
    draw = random.Random(seed)
    ids = sorted(draw.sample(range(1, 50 * items), items))
    rows = {
        item: {
            other: draw.choice([0.5, 0.1, 0.05, draw.random()])
            for other in draw.sample(ids, draw.randint(0, neighbours))
        }
        for item in ids
    }
    facts = {
        name: {item: draw.choice(choice) for item in ids}
        for name, choice in {
            "popularity": [0.0, 0.1, 0.1, 1.0],
            "recency": [0.5, 1.0, 1.0, 1.7],
            "exposure": [0.2, 1.0, 1.0],
            "repeat": [0.5, 1.0],
        }.items()
    }
    return Model.of(*packed(ids, rows, facts=facts, neighbours=neighbours))


def random_history(seed: int, products: Sequence[int], now_ms: int, lines: int = 300) -> list[Bought]:
    """Purchases of some of the products, several times and on equal days, and a few returns."""
    draw = random.Random(seed)
    some = draw.sample(list(products), min(len(products), lines // 3))
    return [
        Bought(draw.choice(some), now_ms - draw.randint(1, 300) * DAY_MS, draw.choice([1, 1, 2, -1]))
        for _ in range(lines)
    ]
