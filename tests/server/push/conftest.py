"""Both kinds of process that serve the wake-up channel, over the same database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine

from server.api import Runtime
from server.config import Config
from server.database import db
from server.replication import service
from server.replication.service import reading
from shared.clock import FixedClock
from sync.source.changelog import is_stamped, state_of
from sync.source.scopes import activate
from sync.source.wakeup import Watcher
from tests.server.push.holding import Held, holding
from tests.server.push.listener import Listener
from tests.server.replication.conftest import eventually
from tests.server.serving import serving
from tests.server.world import Actors, make_config


@pytest.fixture
def engine(app: Flask) -> Engine:
    """The database of both."""
    with app.app_context():
        return db.engine


@pytest.fixture
def config(tables_url: str, tmp_path: Path, clock: FixedClock) -> Config:
    """The settings of both."""
    return make_config(tables_url, tmp_path, clock)


@pytest.fixture
def loaded(people: Actors, engine: Engine) -> None:
    """Tablets of both stores have begun to load: the change log is kept for them."""
    scopes = {*service.scopes_of(people.device.actor), *service.scopes_of(people.device_elsewhere.actor)}
    with engine.begin() as connection:
        activate(connection, sorted(scopes))


@pytest.fixture
def held(config: Config, loaded: None) -> Iterator[Held]:
    """A push process; the actors are in its database."""
    assert loaded is None
    with holding(config) as process:
        yield process


@pytest.fixture
def web_address(app: Flask, people: Actors) -> Iterator[str]:
    """Where a web server of threads serves the same."""
    assert people
    with serving(app) as address:
        yield address


@pytest.fixture
def tell(app: Flask) -> Callable[..., None]:
    """The web server tells tablets that these are the addresses of push processes."""

    def now(*addresses: str) -> None:
        known = app.extensions["aisle"].config
        app.extensions["aisle"] = Runtime(replace(known, push_addresses=addresses))

    return now


@pytest.fixture(params=["web", "push"])
def address(request: pytest.FixtureRequest, app: Flask, people: Actors, engine: Engine, loaded: None) -> str:
    """Where the channel is served; a test that asks for it runs once on each kind of process.

    Both stores' tablets have loaded, and the process has seen everything that has happened so far.
    """
    assert loaded is None
    if request.param == "web":
        made = str(request.getfixturevalue("web_address"))
        Listener(made, people.device.token).close()  # the first one starts the watching
        watcher = app.extensions["aisle_watcher"]
    else:
        held: Held = request.getfixturevalue("held")
        made, watcher = held.address, held.process.watcher
    eventually(lambda: has_seen_everything(engine, watcher))
    return made


def has_seen_everything(engine: Engine, watcher: Watcher) -> bool:
    """True if whoever watches has nothing to tell of what is committed."""
    with reading(engine) as connection:
        return is_stamped(connection) and watcher.seen == state_of(connection)
