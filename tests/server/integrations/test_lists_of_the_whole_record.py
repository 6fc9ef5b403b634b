"""Every customer of the record: a tablet without numpy makes the lists that the server makes with it."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from associate_app.store.desk import Desk
from associate_app.store.schema import REPLICA_TABLES
from server.catalogue import service as catalogue
from server.customers import service as people
from server.integrations.opening import opened_database
from server.recommendations import service
from server.recommendations.training import train
from shared.clock import DAY_MS, to_millis
from shared.consent import agreed_ms, may_use
from shared.recommendation import ANSWERS, Lists, scoring
from shared.recommendation import engine as engines
from sync.device.storage import transaction
from tests.associate_app import replica_world
from tests.associate_app.both_sides import is_held, on_the_tablet
from tests.associate_app.replica_world import ENROLMENT, ReplicaWorld
from tests.server.integrations.loading import NOW, config_at

NOW_MS = to_millis(NOW)
STORE = ENROLMENT.store_id


class Quiet:
    """Hears of the steps of a build and says nothing."""

    def step(self, title: str, total: int | None = None) -> Any:  # noqa: ARG002 - as it is called
        return lambda _rows: None


@pytest.fixture(scope="module")
def engine(loaded_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The record with a model built of it, and answers of every kind to products that were bought."""
    home = tmp_path_factory.mktemp("lists")
    shutil.copy(loaded_database, home / "aisle.db")
    with opened_database(config_at(home, f"sqlite:///{home / 'aisle.db'}")) as opened:
        train(opened, as_of=date(2026, 11, 22), now_ms=NOW_MS, progress=Quiet())
        with Session(opened) as session, session.begin():
            answer_a_little(session, random.Random(17))
        yield opened


def answer_a_little(session: Session, draw: random.Random) -> None:
    """Every second customer said something of three products that she once bought."""
    bought = text("SELECT DISTINCT customer_id, product_id FROM purchase_lines ORDER BY 1, 2")
    had: dict[int, list[int]] = {}
    for customer_id, product_id in session.execute(bought):
        had.setdefault(customer_id, []).append(product_id)
    for customer_id in list(had)[::2]:
        for number in range(3):
            service.answer(
                session, answer_id=f"{customer_id}-{number}", customer_id=customer_id,
                product_id=draw.choice(had[customer_id]), store_id=STORE, associate_id="a",
                answer=draw.choice(ANSWERS[:8]), at_ms=NOW_MS - draw.randint(0, 20) * DAY_MS,
            )  # fmt: skip


@pytest.fixture
def desk(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A tablet that holds every customer of the record; what it must not hold is not the question here."""
    with Session(engine) as session:
        zone = catalogue.store(session, STORE).time_zone
    monkeypatch.setattr(replica_world, "ENROLMENT", replace(ENROLMENT, time_zone=zone))
    world = ReplicaWorld(tmp_path)
    opened = world.open()
    with engine.connect() as connection, transaction(world.connection):
        for table in REPLICA_TABLES:
            copy(table, connection.connection, world)
    world.be_ready()
    with closing(world):
        yield opened


def copy(table: Any, source: Any, world: ReplicaWorld) -> None:
    """The table's rows, as a whole load would bring them."""
    names = ", ".join(f'"{name}"' for name in table.columns)
    marks = ", ".join("?" for _ in table.columns)
    where = f" WHERE store_id = '{STORE}'" if table.name in ("stock", "model_stores") else ""
    rows = source.execute(f"SELECT {names} FROM {table.name}{where}")
    world.connection.executemany(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", rows)


@pytest.mark.long
def test_the_lists_of_every_customer_are_the_same_on_both_sides(
    engine: Engine, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Session(engine) as session:
        consents = people.consents_of(session, None)
        asked = list(session.execute(text("SELECT id FROM customers ORDER BY id")).scalars())
        by_the_server = {
            c: service.lists_for(session, c, now_ms=NOW_MS, store_id=STORE, agreed=agreed_ms(consents[c]))
            if may_use(consents.get(c, ()), "personalization").allowed
            else Lists()
            for c in asked
        }
    monkeypatch.setattr(engines, "usual", lambda: scoring.explore)
    with desk.reader.snapshot() as snapshot:
        assert is_held(desk, snapshot)
        differing = [c for c in asked if on_the_tablet(desk, snapshot, c) != by_the_server[c]]
    assert differing == []
    assert len(asked) == 2_469
    assert sum(len(lists.merged) == 20 for lists in by_the_server.values()) > 2_000
