"""Customers of every kind that a rule may tell apart, most of them on an edge of some window."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, Final

from sqlalchemy import insert
from sqlalchemy.orm import Session

from server.database import db
from shared.clock import DAY_MS, to_millis
from shared.customer import YEAR_MS

NOW: Final = datetime(2027, 2, 27, 23, 30, tzinfo=UTC)
"""In one of the zones it is the day after."""
NOW_MS: Final = to_millis(NOW)
MIDNIGHT_MS: Final = NOW_MS // DAY_MS * DAY_MS

STORES: Final = {
    "1": ("North", "America/New_York"),
    "2": ("South", "Pacific/Auckland"),
    "3": ("North", "UTC"),
}
DEPARTMENTS: Final = ("Deli", "Produce", "Shoes")
CATEGORIES: Final = ("Cheese", "Boots", None)
BRANDS: Final = ("Fresh", "National")
PRODUCTS: Final = tuple(range(1, 9))
UNKNOWN: Final = 99
"""A product that the catalogue has forgotten."""

AUDIENCES: Final = {
    "regulars": {"attribute": "bought", "operator": "at_least", "value": 2},
    "others": {"not": {"attribute": "audience", "operator": "in", "value": ["regulars"]}},
}
LISTS: Final = ("invited", "look_alike")
ATTRIBUTES: Final = (
    "{}", '{"club": "Gold"}', '{"club": 3}', '{"club": 3.5}', '{"club": true}', '{"club": null}',
    '{"club": [1]}', '{"club": -7, "age": 40}', '{"age": "40"}', '{"club": 12345678901234567890}',
)  # fmt: skip


def fill(session: Session, seed: int, size: int) -> None:
    """That many customers, numbered from 1, and all that is known of them."""
    for table, rows in Crowd(Random(seed)).tables(size).items():
        if rows:
            session.execute(insert(db.metadata.tables[table]), rows)
    session.commit()


class Crowd:
    """Rows by table; the same for the same chance."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._rows: dict[str, list[dict[str, Any]]] = {}

    def tables(self, size: int) -> dict[str, list[dict[str, Any]]]:
        """Everything, in an order in which it can be written."""
        for store, (region, zone) in STORES.items():
            self._put("stores", id=store, name=f"Store {store}", region=region, time_zone=zone)
        for product in PRODUCTS:
            self._put(
                "products", id=product, sku=str(product), name=f"Product {product}",
                size=None, price_minor=100,
                department=DEPARTMENTS[product % 3], category=CATEGORIES[product % 3],
                brand=BRANDS[product % 2], recommendable=1,
            )  # fmt: skip
        for key, rule in AUDIENCES.items():
            self._audience(key, "rule", rule)
        for key in LISTS:
            self._audience(key, "list", {})
        for number in range(1, size + 1):
            self._customer(number)
        return self._rows

    def _put(self, table: str, **row: Any) -> None:
        self._rows.setdefault(table, []).append(row)

    def _audience(self, key: str, kind: str, rule: dict[str, Any]) -> None:
        self._put(
            "audiences", id=key, name=key.title(), kind=kind, rule=json.dumps(rule), version=1,
            created_by="", created_ms=0, updated_by="", updated_ms=0,
        )  # fmt: skip

    def _customer(self, number: int) -> None:
        draw = self._chance
        self._put(
            "customers", id=number, given_name="Ann", family_name=f"Nr {number}",
            tier=draw.choice(("Member", "Silver", "Gold", "VIP")), birthday=self._day_of_birth(),
            home_store_id=draw.choice((*STORES, None)), attributes=draw.choice(ATTRIBUTES),
        )  # fmt: skip
        self._put("client_book", store_id=draw.choice(tuple(STORES)), customer_id=number)
        for purpose in ("personalization", "marketing"):
            if draw.random() < 0.7:
                self._put(
                    "consents", customer_id=number, purpose=purpose, channel=draw.choice(("any", "email")),
                    granted=draw.randrange(2), at_ms=1, wording="", source="",
                )  # fmt: skip
        for kind, value in {
            (draw.choice(("sizes", "likes")), draw.choice(("M", "L", "navy"))) for _ in range(2)
        }:
            self._put(
                "customer_preferences", customer_id=number, kind=kind, value=value, associate_id="", at_ms=1
            )
        for product in draw.sample((*PRODUCTS, UNKNOWN), draw.randrange(3)):
            self._put(
                "customer_preferences", customer_id=number, kind="wishes", value=str(product),
                associate_id="", at_ms=self._moment(),
            )  # fmt: skip
        for kind in draw.sample(("due_date", "anniversary", "child_birthday"), draw.randrange(3)):
            day = (NOW + timedelta(days=draw.randrange(-40, 60))).date().isoformat()
            if draw.random() < 0.2:
                day = "2024-02-29"
            self._put("customer_dates", customer_id=number, kind=kind, day=day, associate_id="", at_ms=1)
        for audience in draw.sample(LISTS, draw.randrange(3)):
            self._put("audience_members", audience_id=audience, customer_id=number, at_ms=1)
        for name in draw.sample(("recency", "churn"), draw.randrange(3)):
            value = draw.choice((0.0, 1.0, 2.5, -1.0))
            self._put("customer_scores", customer_id=number, name=name, value=value, at_ms=1)
        for _ in range(draw.randrange(5)):
            self._purchase(number)
        for event in range(draw.randrange(5)):
            self._put(
                "behaviour_events", id=f"{number}-{event}", customer_id=number, at_ms=self._moment(),
                kind=draw.choice(("viewed", "carted", "searched")),
                product_id=draw.choice((*PRODUCTS, UNKNOWN)),
            )  # fmt: skip

    def _day_of_birth(self) -> str | None:
        near = NOW + timedelta(days=self._chance.randrange(-3, 8) - 10_000)
        month_and_day = (NOW + timedelta(days=self._chance.randrange(-3, 8))).date().isoformat()[4:]
        return self._chance.choice((None, near.date().isoformat(), f"1990{month_and_day}", "1996-02-29"))

    def _moment(self) -> int:
        """Some time, most often near where a window begins or ends."""
        draw = self._chance
        edge = draw.choice(
            (NOW_MS, NOW_MS - YEAR_MS, MIDNIGHT_MS, MIDNIGHT_MS + DAY_MS, NOW_MS - 30 * DAY_MS)
        )
        day = draw.choice((0, 0, 1, 2, 7, 30, 90))
        return edge - day * DAY_MS + draw.choice((-1, 0, 1, 999))

    def _purchase(self, customer_id: int) -> None:
        draw = self._chance
        number = len(self._rows.get("purchases", ())) + 1
        lines = [
            {
                "purchase_id": number, "line_no": place, "customer_id": customer_id,
                "product_id": draw.choice((*PRODUCTS, UNKNOWN)), "quantity": draw.choice((-1, 1, 1, 2)),
                "amount_minor": draw.choice((-500, 0, 29, 110, 500, 1_000, 1_999)),
            }
            for place in range(draw.randrange(4))
        ]  # fmt: skip
        self._put(
            "purchases", id=number, customer_id=customer_id, store_id=draw.choice(tuple(STORES)),
            channel=draw.choice(("store", "web")), at_ms=self._moment(), line_count=len(lines),
            total_minor=sum(line["amount_minor"] for line in lines),
        )  # fmt: skip
        self._rows.setdefault("purchase_lines", []).extend(lines)
