"""A store's crowd: customers of few and of many purchases, with answers and days of their lives, at HQ."""

from __future__ import annotations

import json
import random
from base64 import b64encode
from typing import Any

from sqlalchemy import text

from shared.clock import DAY_MS
from shared.recommendation import ANSWERS
from tests.associate_app.hq_world import Headquarters
from tests.associate_app.small_world import MIA, NOW_MS
from tests.shared.recommendation.small_model import packed

EVERYBODY = range(1000, 1040)
PRODUCTS = range(5000, 5400)
BOUGHT = PRODUCTS[:60]
HOUR_MS = 3_600_000


def put(hq: Headquarters, table: str, rows: list[dict[str, Any]]) -> None:
    names = ", ".join(rows[0])
    marks = ", ".join(f":{name}" for name in rows[0])
    with hq.session() as session:
        session.execute(text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), rows)


def stock_the_shop(hq: Headquarters, draw: random.Random) -> None:
    """Products of which a few may not be recommended, a model that knows most of them, and best sellers."""
    shelf = {"department": "Grocery", "category": None, "brand": "National"}
    put(
        hq,
        "products",
        [
            shelf
            | {"id": p, "sku": str(p), "name": f"Product {p}", "recommendable": int(p % 17 > 0)}
            | ({"category": "Baby care"} if p % 9 == 0 else {})
            for p in PRODUCTS
        ],
    )
    items = [*PRODUCTS[::2], 9999]  # the catalogue has forgotten the last
    rows = {i: {j: draw.choice([0.5, 0.25, draw.random()]) for j in draw.sample(items, 20)} for i in items}
    named = ("popularity", "recency", "exposure")
    facts = {name: {i: draw.choice([0.1, 0.5, 0.9]) for i in items} for name in named}
    manifest, parts = packed(items, rows, facts=facts, neighbours=20)
    coded = [{"hash": name, "data": b64encode(data).decode()} for name, data in parts.items()]
    put(hq, "model_parts", coded)
    model = {"version": manifest["version"], "as_of": manifest["as_of"], "built_ms": 1}
    put(hq, "recommendation_models", [model | {"manifest": json.dumps(manifest)}])
    best = json.dumps(draw.sample(items, 30))
    put(hq, "model_stores", [{"store_id": "367", "version": manifest["version"], "best": best}])


def settle_everybody(hq: Headquarters, draw: random.Random) -> None:
    """Customers of few and of many purchases, most of whom agreed."""
    put(hq, "customers", [{"id": c, "given_name": "A", "family_name": f"B{c}"} for c in EVERYBODY])
    put(hq, "client_book", [{"store_id": "367", "customer_id": c} for c in EVERYBODY])
    consent = {"purpose": "personalization", "channel": "any", "wording": "May we?", "source": "tests"}
    consent["at_ms"] = NOW_MS - 200 * DAY_MS
    put(hq, "consents", [consent | {"customer_id": c, "granted": int(c % 13 > 0)} for c in EVERYBODY])
    bought = [buy(c, n, draw) for c in EVERYBODY for n in range(draw.choice([0, 1, 5, 30]))]
    put(hq, "purchases", [purchase for purchase, _ in bought])
    put(hq, "purchase_lines", [line for _, lines in bought for line in lines])
    put(hq, "recommendation_answers", [say(c, n, draw) for c in EVERYBODY for n in range(4)])
    expecting = {"kind": "due_date", "day": "2027-01-20", "associate_id": MIA, "at_ms": NOW_MS}
    put(hq, "customer_dates", [expecting | {"customer_id": c} for c in EVERYBODY[::3]])
    guide = {"id": "g", "title": "Pack", "text": "Socks.", "tie": "date", "about": "due_date"}
    days = {"first_day": -90, "last_day": 0, "is_on": 1, "updated_by": "m", "updated_ms": 1}
    put(hq, "guides", [guide | days | {"department": "Baby care"}])


def buy(customer_id: int, number: int, draw: random.Random) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A purchase at any hour, with a return now and then."""
    key = {"purchase_id": customer_id * 100 + number, "customer_id": customer_id, "amount_minor": 1}
    lines = [
        key | {"line_no": k, "product_id": draw.choice(BOUGHT), "quantity": draw.choice([1, 1, 2, -1])}
        for k in range(9)
    ]
    at_ms = NOW_MS - draw.randint(0, 300 * 24) * HOUR_MS
    whole = {"id": key["purchase_id"], "customer_id": customer_id, "store_id": "367", "at_ms": at_ms}
    return whole | {"total_minor": 9, "line_count": 9}, lines


def say(customer_id: int, number: int, draw: random.Random) -> dict[str, Any]:
    """An answer of any kind but the last, which ends everything."""
    return {
        "id": f"{customer_id}-{number}", "customer_id": customer_id, "product_id": draw.choice(BOUGHT),
        "store_id": "367", "associate_id": MIA, "answer": draw.choice(ANSWERS[:8]),
        "at_ms": NOW_MS - draw.randint(0, 20) * DAY_MS,
    }  # fmt: skip
