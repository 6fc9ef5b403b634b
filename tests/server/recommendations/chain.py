"""A small chain of two stores whose customers buy by the shelf, as rows of a database."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from random import Random

from sqlalchemy import Engine, insert
from sqlalchemy.orm import Session

from server.catalogue.models import Product, Store
from server.customers.models import ConsentRecord, Customer
from server.integrations.progress import Silent
from server.purchases.models import Purchase, PurchaseLine
from server.recommendations.training import Trained, train
from shared.clock import to_millis
from tests.server.people import consent, customer, product

AS_OF = date(2026, 11, 22)
NOW_MS = to_millis(datetime(2026, 11, 22, 15, tzinfo=UTC))
CUSTOMERS = range(1, 25)
SILENT = 24
"""The customer who was never asked for consent."""

FUEL = 199
Bought = tuple[int, int, int, list[int], str]
"""A purchase: its number, whose, when, of what, in which store."""

STORES = {"367": "America/New_York", "406": "America/Denver"}


def noon(day: date, zone_hours: int = 17) -> int:
    """The moment at which it is about noon in both stores."""
    return to_millis(datetime(day.year, day.month, day.day, zone_hours, tzinfo=UTC))


def open_chain(session: Session) -> None:
    """Stores, products of four shelves, customers with consents and half a year of purchases are there."""
    missing = [store for store in STORES if session.get(Store, store) is None]
    if missing:
        rows = [{"id": s, "name": f"Store {s}", "region": "North", "time_zone": STORES[s]} for s in missing]
        session.execute(insert(Store), rows)
    shelf = [product(100 + n, f"Product {n}", f"Shelf {n // 10}") for n in range(40)]
    session.execute(insert(Product), [*shelf, product(FUEL, "Fuel", "Fuel", recommendable=0)])
    session.execute(insert(Customer), [customer(n, "Ana", f"Number {n}") for n in CUSTOMERS])
    session.execute(insert(ConsentRecord), [consent(n) for n in CUSTOMERS if n != SILENT])
    chance = Random(8)
    baskets = [
        (who, AS_OF - timedelta(days=chance.randrange(1, 180)), _basket(who, chance))
        for who in CUSTOMERS
        for _ in range(12)
    ]
    purchases = [
        (number, who, noon(day), products, "367" if who % 2 else "406")
        for number, (who, day, products) in enumerate(baskets, start=1)
    ]
    _write(session, purchases)
    session.commit()


def _basket(who: int, chance: Random) -> list[int]:
    shelf = who % 4
    return sorted({FUEL, *(100 + shelf * 10 + chance.randrange(10) for _ in range(4))})


def buy(session: Session, number: int, who: int, at_ms: int, products: list[int], pieces: int = 1) -> None:
    """A purchase of these products in store 367."""
    _write(session, [(number, who, at_ms, products, "367")], pieces)


def _write(session: Session, purchases: Iterable[Bought], pieces: int = 1) -> None:
    known = list(purchases)
    session.execute(
        insert(Purchase),
        [
            {"id": number, "customer_id": who, "store_id": store, "at_ms": at_ms, "total_minor": 100,
             "line_count": len(products)}
            for number, who, at_ms, products, store in known
        ],
    )  # fmt: skip
    session.execute(
        insert(PurchaseLine),
        [
            {"purchase_id": number, "line_no": n, "customer_id": who, "product_id": item, "quantity": pieces,
             "amount_minor": 100}
            for number, who, _, products, _ in known
            for n, item in enumerate(products, start=1)
        ],
    )  # fmt: skip


def trained(engine: Engine, as_of: date = AS_OF, *, now_ms: int = NOW_MS) -> Trained:
    """The model of the chain is built."""
    return train(engine, as_of=as_of, now_ms=now_ms, progress=Silent(), min_buyers=3)
