"""What the tests of loading share: the day they run on, settings, and a look at everything that is held."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text

from server.config import Config, driver_url
from server.integrations.completejourney import Summary
from shared.clock import FixedClock

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)

Load = Callable[..., Summary]


def config_at(home: Path, url: str) -> Config:
    """Settings for a database of a test."""
    return Config(
        home=home, database_url=driver_url(url), secret_key=secrets.token_hex(), clock=FixedClock(NOW)
    )


TABLES = (
    "stores", "products", "customers", "consents", "client_book", "purchases", "purchase_lines", "campaigns",
    "campaign_members", "coupon_products", "coupon_redemptions", "stock", "guides",
    "message_templates",
)  # fmt: skip
MADE_UP = ("behaviour_events", "customer_dates", "follow_ups", "lapsing_fits")
"""What only some customers have: three households may have none of it."""


def contents(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table that the record fills, in order."""
    with engine.connect() as connection:
        return {
            table: sorted(map(tuple, connection.execute(text(f"SELECT * FROM {table}"))), key=repr)
            for table in (*TABLES, *MADE_UP)
        }
