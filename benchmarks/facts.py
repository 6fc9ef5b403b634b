"""How long the facts of every customer take, beside the plainest aggregate over the same purchases."""

from __future__ import annotations

import time
from collections.abc import Callable

from sqlalchemy import text

from server import create_app
from server.config import Config
from server.customers import service as customers
from server.database import db
from shared.clock import to_millis

PLAIN = "SELECT customer_id, count(*), sum(total_minor), max(at_ms) FROM purchases GROUP BY customer_id"


def run(emit: Callable[[str, float, str, str, str], None]) -> None:
    """Figures of the configured database (AISLE_HOME, AISLE_DATABASE_URL), which must be loaded."""
    config = Config.from_environment()
    with create_app(config).app_context():
        session = db.session()
        purchases = session.execute(text("SELECT count(*) FROM purchases")).scalar_one()
        case = f"{purchases} purchases, {db.engine.dialect.name}"
        plain_s = _best(lambda: session.execute(text(PLAIN)).fetchall())
        now_ms = to_millis(config.clock.now())
        facts_s = _best(lambda: customers.facts_for(session, now_ms=now_ms))
    emit("facts_s", facts_s, "s", case, "nothing")
    emit("facts_vs_plain_aggregate", facts_s / plain_s, "ratio", case, "one GROUP BY over the same rows")


def _best(work: Callable[[], object]) -> float:
    """Seconds of the quickest of three."""
    seconds = []
    for _ in range(3):
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    return min(seconds)
