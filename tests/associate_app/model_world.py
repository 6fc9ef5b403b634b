"""A small model for the small world, in a replica as HQ would have sent it, or at HQ itself."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Collection, Sequence
from typing import Any, Protocol

from tests.associate_app.small_world import NOW_MS
from tests.shared.recommendation.small_model import packed


class Holder(Protocol):
    """Where rows can be put: a replica, or the server itself."""

    def put(self, table: str, row: dict[str, Any]) -> None:
        """The row is there, in place of any with its key."""
        ...


MILK, APPLES, FUEL, BUTTER, RYE, TEA = 10, 11, 12, 20, 21, 22
NAMES = {BUTTER: "Salted butter, 8 oz", RYE: "Rye bread", TEA: "Green tea, 20 bags"}
GOES_WITH = {
    MILK: {BUTTER: 1.0, RYE: 0.3},
    APPLES: {TEA: 0.25},
    BUTTER: {RYE: 1.0, MILK: 0.5, TEA: 0.1},
    RYE: {BUTTER: 1.0},
    TEA: {RYE: 0.2, MILK: 0.1},
}


def stock_the_catalogue(world: Holder) -> None:
    """The catalogue has three more products."""
    for number, name in NAMES.items():
        world.put(
            "products",
            {
                "id": number, "sku": str(number), "name": name, "department": "Grocery", "category": None,
                "brand": "National", "size": None, "price_minor": 100 * number, "recommendable": 1,
            },
        )  # fmt: skip


def send_model(
    world: Holder,
    as_of: str = "2026-11-21",
    *,
    best: Sequence[int] = (TEA, RYE),
    built_ms: int = NOW_MS,
    whole: Collection[str] | None = None,
) -> list[str]:
    """HQ has sent, or made, the model of that day; gives the hashes of its parts.

    If some of them are named as `whole`, the others are damaged from the first moment.
    """
    items = [MILK, APPLES, BUTTER, RYE, TEA]
    popularity = {MILK: 1.0, RYE: 0.9, TEA: 0.8, BUTTER: 0.5, APPLES: 0.2}
    recency = {item: 1.0 + as_of.count("2") / 100 for item in items}
    facts = {"popularity": popularity, "recency": recency}
    manifest, parts = packed(items, GOES_WITH, facts=facts, version=f"{as_of}-0a1b2c3d")
    world.put(
        "recommendation_models",
        {
            "version": manifest["version"], "as_of": as_of, "built_ms": built_ms,
            "manifest": json.dumps(manifest),
        },
    )  # fmt: skip
    for name, data in parts.items():
        sent = b64encode(data).decode() if whole is None or name in whole else "AAAA"
        world.put("model_parts", {"hash": name, "data": sent})
    row = {"store_id": "367", "version": manifest["version"], "best": json.dumps(list(best))}
    world.put("model_stores", row)
    return list(parts)
