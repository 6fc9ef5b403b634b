"""The store itself: its associates, its offers, HQ's guides, and the model that suggestions are made from."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from importlib import resources
from typing import Any, Final

import numpy as np

from benchmarks.chain.associate import ASSOCIATE_ID, ASSOCIATE_NAME, ASSOCIATE_NUMBER
from benchmarks.chain.catalogue import DEPARTMENTS, STORE, Product
from benchmarks.chain.moment import TIME_ZONE, TODAY, TODAY_MS
from benchmarks.chain.rows import Rows
from server.recommendations.building.coding import (
    FORMAT,
    ROW,
    Part,
    array_part,
    departments_part,
    neighbour_parts,
)
from server.recommendations.building.neighbours import NEIGHBOURS
from server.recommendations.building.periods import HALF_LIFE_DAYS
from shared.recommendation.repeating import WEIGHTS

STORE_NAME: Final = "Harbour Street"

_OFFERS: Final[tuple[tuple[str, int, str, dict[str, Any] | None], ...]] = (
    ("Gold week", 20, "Women", {"attribute": "tier", "operator": "in", "value": ["Gold", "Platinum"]}),
    ("Welcome back", 15, "Knitwear", {"attribute": "days_since_visit", "operator": "at_least", "value": 60}),
    ("Coats for everybody", 10, "Coats", None),
    ("Home again", 25, "Home", {"attribute": "days_to_birthday", "operator": "at_most", "value": 30}),
)
_BEST: Final = 30


def tables(catalogue: list[Product]) -> Iterator[Rows]:
    """Everything that is not about customers."""
    yield _rows("stores", {"id": STORE, "name": STORE_NAME, "region": "East", "time_zone": TIME_ZONE})
    yield _rows("associates", {
        "id": ASSOCIATE_ID, "store_id": STORE, "number": ASSOCIATE_NUMBER, "name": ASSOCIATE_NAME,
        "role": "associate", "active": 1,
    })  # fmt: skip
    yield _rows("promotions", *(_offer(place, *offer) for place, offer in enumerate(_OFFERS)))
    guides = resources.files("server.guides").joinpath("starter.json").read_text(encoding="utf-8")
    yield _rows("guides", *({"is_on": 1, **each} for each in json.loads(guides)))
    yield from _model(catalogue)


def _rows(table: str, *rows: dict[str, Any]) -> Rows:
    return Rows(table, tuple(rows[0]), (tuple(row.values()) for row in rows), len(rows))


def _offer(
    place: int, name: str, percent: int, department: str, who: dict[str, Any] | None
) -> dict[str, Any]:
    return {
        "id": f"01980000-0000-7000-8000-00000000020{place}", "code": f"OFFER{place}", "name": name,
        "text": "", "benefit_kind": "percent", "benefit_value": percent, "department": department,
        "starts_local": "2026-11-01T09:00", "ends_local": "2026-12-31T20:00",
        "audience": json.dumps({"all": [who]} if who else {}), "total_limit": None, "customer_limit": 1,
        "budget_minor": None, "offline_policy": "provisional", "priority": place, "status": "published",
        "version": 1,
    }  # fmt: skip


def _model(catalogue: list[Product]) -> Iterator[Rows]:
    """A model of the size and form of a learned one: what goes with what is made up.

    Learning a real one of so many products takes minutes, and scoring costs the same by either.
    """
    version = f"{TODAY.date().isoformat()}-0c4a1100"
    parts = list(_parts(catalogue))
    manifest = {
        "version": version, "built_ms": TODAY_MS, "format": FORMAT, "as_of": TODAY.date().isoformat(),
        "rows": 1, "customers": 1, "items": len(catalogue), "neighbours": NEIGHBOURS,
        "half_life_days": HALF_LIFE_DAYS, "weights": dict(WEIGHTS),
        "parts": [{"name": part.name, "hash": part.hash, "bytes": len(part.data)} for part in parts],
    }  # fmt: skip
    yield _rows("recommendation_models", {
        "version": version, "as_of": manifest["as_of"], "built_ms": TODAY_MS,
        "manifest": json.dumps(manifest),
    })  # fmt: skip
    yield _rows("model_parts", *({"hash": p.hash, "data": b64encode(p.data).decode()} for p in parts))
    best = [product.id for product in catalogue[:: len(catalogue) // _BEST]]
    yield _rows("model_stores", {"store_id": STORE, "version": version, "best": json.dumps(best)})


def _parts(catalogue: list[Product]) -> Iterator[Part]:
    count, chance = len(catalogue), np.random.default_rng(6)
    rows = np.zeros(count, ROW)
    rows["largest"] = 0.1 + chance.random(count) / 4
    rows["q"] = -np.sort(-chance.integers(20, 255, (count, NEIGHBOURS)), axis=1)
    near = np.arange(count)[:, None] + 1 + np.argsort(chance.random((count, 200)), axis=1)[:, :NEIGHBOURS]
    far = chance.integers(0, count, (count, NEIGHBOURS))
    rows["items"] = np.where(np.arange(NEIGHBOURS) % 5 < 4, near, far) % count
    yield array_part("items", np.array([product.id for product in catalogue]), "<i8")
    yield array_part("popularity", chance.random(count) ** 3, "<f4")
    yield array_part("recency", 0.8 + chance.random(count) / 2, "<f4")
    yield array_part("exposure", chance.random(count) / 10, "<f4")
    yield array_part("repeat", np.ones(count), "<f4")
    yield from neighbour_parts(rows)
    names = [name for name, _, _ in DEPARTMENTS]
    yield departments_part({n: [p.id for p in catalogue if p.department == n][:_BEST] for n in names})
