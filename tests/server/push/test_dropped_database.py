"""What happens in the database while nobody listens to it is told afterwards."""

from __future__ import annotations

import psycopg
import pytest
from sqlalchemy.orm import Session

from tests.server.people import BREAD
from tests.server.push.holding import Held
from tests.server.push.listener import Listener
from tests.server.push.test_channel_contract import change_bread
from tests.server.world import Actors


@pytest.fixture
def tables_url(postgres_tables_url: str) -> str:
    """Only there is a connection that could drop."""
    return postgres_tables_url


def test_a_connection_to_the_database_that_drops_loses_no_news(
    tables_url: str, held: Held, people: Actors, session: Session
) -> None:
    with Listener(held.address, people.device.token) as listener:
        change_bread(session, 1)
        listener.hears("news")
        with psycopg.connect(tables_url, autocommit=True) as admin:
            admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND query LIKE 'LISTEN%' AND pid <> pg_backend_pid()"
            )
            admin.execute("UPDATE products SET price_minor = 2 WHERE id = %s", (BREAD,))
        listener.hears("news", 3.0)
        change_bread(session, 3)  # somebody LISTENs again
        listener.hears("news", 1.0)
