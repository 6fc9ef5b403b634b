"""What the push benchmark's server holds: stores, people, and as many enrolled tablets as there are lines.

`python -m benchmarks.push_server COUNT`, with AISLE_HOME and AISLE_DATABASE_URL as for `aisle` itself.
"""

from __future__ import annotations

import sys
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import Connection, text

from tools.stage import PASSWORD, PIN, STORE

STORES: Final = 450
ASSOCIATE: Final = "1"
MARKETER, APPROVER = "marketer@push.example", "approver@push.example"
CUSTOMER, CUSTOMERS, PRODUCT = 5_000_000, 100, 4_000_000
_ENROLLED_MS: Final = 1_780_000_000_000


def token_of(number: int) -> str:
    """The token of the crowd's tablet of that number, known to the server and to whoever plays it."""
    return "aisled_" + urlsafe_b64encode(sha256(f"tablet {number}".encode()).digest()).rstrip(b"=").decode()


def tablets(count: int) -> list[dict[str, Any]]:
    """So many enrolled tablets, spread over the stores."""
    return [
        {
            "id": f"crowd-{number}", "store": f"{1_000 + number % STORES}", "name": f"Tablet {number}",
            "hash": sha256(token_of(number).encode()).hexdigest(), "at": _ENROLLED_MS,
        }
        for number in range(count)
    ]  # fmt: skip


def _fill(connection: Connection, count: int) -> None:
    """Stores, the crowd's tablets, and a change log that is kept for all of them."""
    stores = [{"id": STORE}, *({"id": f"{1_000 + number}"} for number in range(STORES))]
    store = "INSERT INTO stores (id, name, region, time_zone) VALUES (:id, 'Store', 'North', 'Etc/UTC')"
    connection.execute(text(store), stores)
    _fill_people(connection)
    crowd = tablets(count)
    if crowd:
        connection.execute(
            text(
                "INSERT INTO devices (id, store_id, name, token_hash, unlock_share, app_version, enrolled_ms,"
                " seen_ms) VALUES (:id, :store, :name, :hash, '', '0', :at, :at)"
            ),
            crowd,
        )
    scopes = {"*", *(f"s:{each['id']}" for each in stores), *(f"d:{each['id']}" for each in crowd)}
    connection.execute(
        text("INSERT INTO sync_scopes (scope, active_since) VALUES (:scope, 0)"),
        [{"scope": scope} for scope in sorted(scopes)],
    )


def _fill_people(connection: Connection) -> None:
    """Customers of the store who let their data be used, and something that they may put into a cart."""
    connection.execute(
        text(
            "INSERT INTO products (id, sku, name, department, brand, price_minor, recommendable)"
            " VALUES (:id, 'B', 'Benchmark coffee', 'Drinks', 'National', 499, 1)"
        ),
        {"id": PRODUCT},
    )
    people = [{"id": CUSTOMER + number, "store": STORE} for number in range(CUSTOMERS)]
    connection.execute(
        text(
            "INSERT INTO customers (id, given_name, family_name, tier, home_store_id, since)"
            " VALUES (:id, 'Ann', 'Bench', 'Gold', :store, '2020-01-01')"
        ),
        people,
    )
    connection.execute(text("INSERT INTO client_book (store_id, customer_id) VALUES (:store, :id)"), people)
    connection.execute(
        text(
            "INSERT INTO consents (customer_id, purpose, channel, granted, at_ms, wording, source)"
            " VALUES (:id, 'personalization', 'any', 1, 0, '', 'benchmark')"
        ),
        people,
    )


def main() -> None:
    """The database has everything that the benchmark needs."""
    from server import create_app
    from server.api import new_id
    from server.database import db
    from server.migrations import upgrade
    from server.staff import service as staff

    app = create_app()
    upgrade(app)
    with app.app_context():
        with db.engine.begin() as connection:
            _fill(connection, int(sys.argv[1]))
        session = db.session()
        for email, role in ((MARKETER, "administrator"), (APPROVER, "approver")):
            staff.add_staff(session, email=email, name=role, role=role, password=PASSWORD, new_id=new_id())
        staff.add_associate(
            session, store_id=STORE, number=ASSOCIATE, name="Ann", pin=PIN, new_id=new_id(), role="associate"
        )
        session.commit()


if __name__ == "__main__":
    main()
