"""A small world: two stores, three customers, one promotion."""

from __future__ import annotations

from typing import Any

from shared.clock import DAY_MS, to_millis
from tests.server.world import NOW, cheap_hash

NOW_MS = to_millis(NOW)
PIN = "2468"
PROMOTION = "01980000-0000-7000-8000-000000000001"
MIA = "01980000-0000-7000-8000-0000000000a1"
LEO = "01980000-0000-7000-8000-0000000000a2"


ROWS: dict[str, list[dict[str, Any]]] = {
    "stores": [
        {"id": "367", "name": "Linden Square", "region": "East", "time_zone": "America/New_York"},
        {"id": "406", "name": "Otter Bend", "region": "West", "time_zone": "America/Denver"},
    ],
    "associates": [
        {
            "id": MIA,
            "store_id": "367",
            "number": "101",
            "name": "Mia Sato",
            "role": "associate",
            "pin_hash": cheap_hash(PIN),
        },
        {
            "id": LEO,
            "store_id": "367",
            "number": "102",
            "name": "Leo Brand",
            "role": "manager",
            "pin_hash": cheap_hash("1357"),
        },
    ],
    "products": [
        {
            "id": 10,
            "sku": "10",
            "name": "Whole milk, 1 gal",
            "department": "Dairy",
            "category": "FLUID MILK PRODUCTS",
            "brand": "Private",
            "size": "1 gal",
            "price_minor": 349,
            "recommendable": 1,
        },
        {
            "id": 11,
            "sku": "11",
            "name": "Gala apples",
            "department": "Produce",
            "category": "APPLES",
            "brand": "National",
            "size": None,
            "price_minor": 199,
            "recommendable": 1,
        },
        {
            "id": 12,
            "sku": "12",
            "name": "Gasoline",
            "department": "Fuel",
            "category": None,
            "brand": "Private",
            "size": None,
            "price_minor": None,
            "recommendable": 0,
        },
    ],
    "customers": [
        {
            "id": 1,
            "given_name": "Olivia",
            "family_name": "Bennett",
            "phone": "+1 555-0134",
            "email": "olivia@example.com",
            "loyalty_number": "6001000001",
            "tier": "Gold",
            "home_store_id": "367",
            "since": "2016-04-01",
            "preferred_channel": "email",
        },
        {
            "id": 2,
            "given_name": "Zoë",
            "family_name": "O'Brien-Łukasz",
            "phone": None,
            "email": None,
            "loyalty_number": None,
            "tier": "Member",
            "home_store_id": "367",
            "since": None,
            "preferred_channel": None,
        },
        {
            "id": 3,
            "given_name": "Xaver",
            "family_name": "Elsewhere",
            "phone": None,
            "email": None,
            "loyalty_number": None,
            "tier": "Member",
            "home_store_id": "406",
            "since": None,
            "preferred_channel": None,
        },
    ],
    "client_book": [
        {"store_id": "367", "customer_id": 1},
        {"store_id": "367", "customer_id": 2},
        {"store_id": "406", "customer_id": 3},
    ],
    "consents": [
        {
            "customer_id": 1,
            "purpose": "personalization",
            "channel": "any",
            "granted": 1,
            "at_ms": NOW_MS - 400 * DAY_MS,
            "wording": "yes",
            "source": "tests",
        },
    ],
    "purchases": [
        {
            "id": 100 + n,
            "customer_id": 1,
            "store_id": "367",
            "channel": "store",
            "at_ms": NOW_MS - age * DAY_MS,
            "total_minor": 548,
            "line_count": 2,
        }
        for n, age in enumerate((9, 30, 60, 100, 150, 200))
    ],
    "purchase_lines": [
        {
            "purchase_id": 100 + n,
            "line_no": line,
            "customer_id": 1,
            "product_id": 10 + line,
            "quantity": 1,
            "amount_minor": (349, 199)[line],
            "discount_minor": 0,
        }
        for n in range(6)
        for line in range(2)
    ],
    "stock": [{"store_id": "367", "product_id": 10, "quantity": 4, "at_ms": NOW_MS - 3_600_000}],
    "promotions": [
        {
            "id": PROMOTION,
            "code": "GOLD20",
            "name": "Gold week",
            "text": "Cannot be combined.",
            "benefit_kind": "percent",
            "benefit_value": 20,
            "department": "Dairy",
            "starts_local": "2026-11-20T09:00",
            "ends_local": "2026-11-30T20:00",
            "audience": '{"all": [{"attribute": "tier", "operator": "in", "value": ["Gold"]}]}',
            "total_limit": 500,
            "customer_limit": 1,
            "priority": 5,
            "status": "published",
            "version": 1,
            "created_by": "tests",
            "created_ms": NOW_MS,
            "updated_ms": NOW_MS,
        },
    ],
    "promotion_stores": [{"promotion_id": PROMOTION, "store_id": "367"}],
    "plain_promotion_stores": [{"promotion_id": PROMOTION, "store_id": "367"}],
}
"""What the small world holds, by table; the tests of presenters put the same rows into a replica."""
