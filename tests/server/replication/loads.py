"""What tests of prepared loads ask and fill in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from shared.ids import scoped_id
from sync.protocol import PROTOCOL_VERSION
from sync.source.snapshot import Recorded
from tests.server.world import SignedIn

SPOKEN = {"protocol": PROTOCOL_VERSION}

Prepare = Callable[..., list[Recorded | None]]


def asked(client: FlaskClient, who: SignedIn) -> Any:
    return client.post("/api/v1/sync/snapshot", json=SPOKEN, headers=who.headers)


def many_products(session: Session, count: int) -> None:
    session.execute(
        text(
            "INSERT INTO products (id, sku, name, department, brand, recommendable)"
            " VALUES (:id, :sku, 'Candle', 'GIFTS', 'National', 1)"
        ),
        [{"id": scoped_id(3, n), "sku": f"X{n}"} for n in range(count)],
    )
    session.commit()
