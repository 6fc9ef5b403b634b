"""Customers of two stores with purchases and consents, as rows."""

from __future__ import annotations

from sqlalchemy import insert
from sqlalchemy.orm import Session

from server.catalogue.models import Product, Stock
from server.customers.models import ClientBookEntry, ConsentRecord, Customer
from server.purchases.models import Purchase, PurchaseLine
from shared.clock import DAY_MS
from shared.ids import scoped_id
from tests.server.world import NOW_MS

ELENA, MARCO, HERE_SILENT = (scoped_id(1, number) for number in (1, 2, 3))
"""Elena shops at 367, Marco at 406; the third shops at 367 and was never asked for consent."""

BREAD, MILK, FUEL = (scoped_id(1, number) for number in (11, 12, 13))


def product(product_id: int, name: str, department: str, *, recommendable: int = 1) -> dict[str, object]:
    """A product's row."""
    return {
        "id": product_id, "sku": f"S{product_id}", "name": name, "department": department,
        "brand": "National", "price_minor": 249, "recommendable": recommendable,
    }  # fmt: skip


def customer(customer_id: int, given: str, family: str, **more: object) -> dict[str, object]:
    """A customer's row."""
    row = {
        "id": customer_id, "given_name": given, "family_name": family, "phone": None, "email": None,
        "loyalty_number": None, "tier": "Member", "birthday": None, "home_store_id": "367",
    }  # fmt: skip
    return row | more


def buy(
    session: Session, number: int, customer_id: int, days_ago: float, lines: list[tuple[int, int, int]]
) -> None:
    """A purchase of lines (product, quantity, amount) that many days ago."""
    purchase_id = scoped_id(1, 1000 + number)
    session.execute(
        insert(Purchase).values(
            id=purchase_id, customer_id=customer_id, store_id="367", at_ms=NOW_MS - round(days_ago * DAY_MS),
            total_minor=sum(amount for _, _, amount in lines), line_count=len(lines),
        )
    )  # fmt: skip
    session.execute(
        insert(PurchaseLine),
        [
            {
                "purchase_id": purchase_id, "line_no": n, "customer_id": customer_id, "product_id": item,
                "quantity": quantity, "amount_minor": amount,
            }
            for n, (item, quantity, amount) in enumerate(lines, start=1)
        ],
    )  # fmt: skip


def consent(customer_id: int, granted: int = 1) -> dict[str, object]:
    """A word on personalization."""
    return {
        "customer_id": customer_id, "purpose": "personalization", "channel": "any", "granted": granted,
        "at_ms": NOW_MS - DAY_MS, "wording": "May we use your purchases?", "source": "tests",
    }  # fmt: skip


def settle(session: Session) -> None:
    """The two stores' customers are there, with their books, consents and purchases."""
    session.execute(
        insert(Product),
        [
            product(BREAD, "Rye bread", "Bakery"),
            product(MILK, "Whole milk", "Dairy"),
            product(FUEL, "Fuel", "Fuel", recommendable=0),
        ],
    )
    session.execute(
        insert(Customer),
        [
            customer(ELENA, "Elena", "García López", phone="+1 (555) 010-4477", email="elena@example.com",
                     loyalty_number="4000123", tier="VIP", birthday="1990-11-25"),
            customer(MARCO, "Marco", "Bianchi", home_store_id="406", tier="Gold"),
            customer(HERE_SILENT, "Elena", "Novak"),
        ],
    )  # fmt: skip
    session.execute(insert(ConsentRecord), [consent(ELENA), consent(MARCO)])
    session.execute(
        insert(ClientBookEntry),
        [
            {"store_id": "367", "customer_id": ELENA},
            {"store_id": "406", "customer_id": MARCO},
            {"store_id": "367", "customer_id": HERE_SILENT},
        ],
    )
    session.execute(insert(Stock).values(store_id="367", product_id=BREAD, quantity=7, at_ms=NOW_MS - DAY_MS))
    for number, days_ago in enumerate((400, 100, 40, 30, 20)):
        buy(session, number, ELENA, days_ago, [(BREAD, 1, 249), (FUEL, 1, 3000)])
    buy(session, 10, ELENA, 10, [(MILK, 2, 498), (BREAD, -1, -249)])
    buy(session, 20, MARCO, 5, [(MILK, 1, 249)])
    session.commit()
