"""What a wake-up channel promises, whichever kind of process holds it: each test runs on both, twice."""

from __future__ import annotations

import pytest
import requests
from sqlalchemy import text
from sqlalchemy.orm import Session

from server.devices import parting
from sync.device.transport import HttpTransport
from sync.errors import Revoked
from tests.server.people import BREAD, ELENA
from tests.server.push.listener import Listener
from tests.server.world import NOW_MS, Actors


def change_bread(session: Session, price_minor: int) -> None:
    """Something that every tablet holds has changed."""
    price = text("UPDATE products SET price_minor = :price WHERE id = :id")
    session.execute(price, {"price": price_minor, "id": BREAD})
    session.commit()


def change_elena(session: Session, tier: str) -> None:
    """Something that only the store of hers holds has changed."""
    session.execute(text("UPDATE customers SET tier = :tier WHERE id = :id"), {"tier": tier, "id": ELENA})
    session.commit()


def test_a_beat_comes_at_once_and_news_within_a_second_of_the_commit(
    address: str, people: Actors, session: Session
) -> None:
    with Listener(address, people.device.token) as listener:
        for price_minor in (1, 2, 3):
            change_bread(session, price_minor)
            listener.hears("news", 1.0)


def test_news_of_a_store_is_for_its_tablets_only(address: str, people: Actors, session: Session) -> None:
    device, elsewhere = people.device.token, people.device_elsewhere.token
    with Listener(address, device) as here, Listener(address, elsewhere) as there:
        change_bread(session, 1)
        here.hears("news")
        there.hears("news")
        change_elena(session, "Gold")
        here.hears("news")
        change_bread(session, 2)  # told in order: had the other been told of Elena, it would show here
        here.hears("news")
        there.hears("news")
        assert here.said() == there.said() == []


def test_a_tablet_that_is_withdrawn_hears_nothing_any_more_from_that_moment(
    address: str, people: Actors, session: Session
) -> None:
    device, elsewhere = people.device.token, people.device_elsewhere.token
    with Listener(address, device) as listener, Listener(address, elsewhere) as other:
        parting.revoke(session, people.device.actor.id, NOW_MS)
        session.commit()
        assert listener.is_over(2.0)
        assert (listener.said(), listener.error) == ([], None)
        change_bread(session, 1)
        other.hears("news")
    with requests.Session() as line, pytest.raises(Revoked) as refused:
        HttpTransport(address, device, line).wake()
    assert refused.value.code == "device_revoked"


def test_a_tablet_that_is_retired_listens_until_it_has_sent_everything(
    address: str, people: Actors, session: Session
) -> None:
    with Listener(address, people.device.token) as listener:
        parting.retire(session, people.device.actor.id, NOW_MS)
        session.commit()
        change_bread(session, 1)
        listener.hears("news")


def test_a_tablet_has_one_channel_and_the_newer_one_is_it(
    address: str, people: Actors, session: Session
) -> None:
    device = people.device.token
    with Listener(address, device) as older, Listener(address, device) as newer:
        assert older.is_over(2.0)
        assert older.error is None
        change_bread(session, 1)
        newer.hears("news")


def test_only_tablets_listen(address: str, people: Actors) -> None:
    for token, status, code in (
        (None, 401, "not_signed_in"),
        ("aisled_" + "x" * 43, 401, "unknown_device"),
        ("aislep_" + "x" * 43, 401, "not_signed_in"),
        (people.associate.token, 403, "forbidden"),
        (people.administrator.token, 403, "forbidden"),
    ):
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = requests.get(f"{address}/api/v1/sync/wake", headers=headers, timeout=10)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert set(answer.json()) == {"type", "title", "status", "code", "detail", "fields"}
        assert answer.headers.get("WWW-Authenticate") == ("Bearer" if status == 401 else None)
