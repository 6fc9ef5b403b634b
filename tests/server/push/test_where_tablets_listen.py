"""A tablet listens where HQ says, at HQ while nobody answers there, and misses nothing on the way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import requests
from flask import Flask
from sqlalchemy.orm import Session

from server.config import Config
from sync.device.transport import HttpTransport
from tests.server.push.holding import Held, holding
from tests.server.push.listener import Listener
from tests.server.push.looping import looped
from tests.server.push.test_channel_contract import change_bread
from tests.server.replication.conftest import eventually
from tests.server.world import Actors
from tools.stage import free_port


def test_a_tablet_of_the_store_listens_at_the_push_process_by_itself(
    web_address: str, held: Held, tell: Callable[..., None], people: Actors, session: Session, tmp_path: Path
) -> None:
    tell(held.address)
    with looped(web_address, people, tmp_path / "tablet.db") as looping:
        eventually(lambda: len(held.process.listening) == 1)
        change_bread(session, 77)
        eventually(lambda: looping.shows(77), 2.0)


def test_while_nobody_answers_there_the_web_server_holds_the_channel(
    web_address: str, tell: Callable[..., None], people: Actors, session: Session, loaded: None
) -> None:
    assert loaded is None
    tell(f"http://127.0.0.1:{free_port()}")
    with Listener(web_address, people.device.token) as listener:
        change_bread(session, 1)
        listener.hears("news")


def test_a_tablet_before_0_4_0_asks_for_no_other_address_and_is_told_of_none(
    web_address: str, held: Held, tell: Callable[..., None], people: Actors, app: Flask
) -> None:
    tell(held.address)
    headers = people.device.headers
    with requests.get(f"{web_address}/api/v1/sync/wake", headers=headers, stream=True, timeout=10) as answer:
        assert answer.raw.readline() == b'{"type":"beat"}\n'
        app.extensions["aisle_watcher"].stop()


def test_tablets_are_spread_over_the_addresses_and_each_knows_the_others(
    web_address: str, tell: Callable[..., None], people: Actors
) -> None:
    tell("http://a", "http://b", "http://c")
    answer = requests.get(
        f"{web_address}/api/v1/sync/wake?elsewhere=true", headers=people.device.headers, timeout=10
    )
    assert sorted(answer.json()["addresses"]) == ["http://a", "http://b", "http://c"]


def test_a_full_process_sends_a_tablet_on_to_the_web_server(
    web_address: str,
    config: Config,
    tell: Callable[..., None],
    people: Actors,
    session: Session,
    loaded: None,
) -> None:
    assert loaded is None
    with holding(config, most=1) as held, Listener(held.address, people.device_elsewhere.token):
        tell(held.address)
        with requests.Session() as line:
            stream = HttpTransport(web_address, people.device.token, line).wake()
            kinds = iter(stream)
            assert next(kinds) == "beat"
            change_bread(session, 1)
            assert "news" in (next(kinds), next(kinds))
            stream.close()
