"""Retail's own rows: what a tablet keeps is what the server digests, and damage is told to HQ."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
import requests
import structlog
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session
from sqlcipher3 import dbapi2 as sqlcipher

from associate_app.store.schema import REPLICA_TABLES, SCHEMA_VERSION
from server.devices import service as devices
from server.replication.collections import COLLECTIONS
from shared.clock import SystemClock
from sync.device.engine import SyncEngine
from sync.device.outbox import Outbox
from sync.device.replica import Replica
from sync.device.transport import HttpTransport
from sync.errors import UnsupportedProtocol
from sync.protocol import OLDEST_PROTOCOL_VERSION, PROTOCOL_VERSION, ROW_STREAM, PullRequest, Repairs
from tests.server.people import BREAD, ELENA
from tests.server.world import Actors

PULL = "/api/v1/sync/pull"


class TypedTablet:
    """A tablet whose tables are those of the app, types and all."""

    def __init__(self, address: str, token: str, path: Path) -> None:
        self.connection = sqlcipher.connect(str(path), isolation_level=None, timeout=15)
        self.replica = Replica(self.connection, REPLICA_TABLES, schema_version=SCHEMA_VERSION)
        self.replica.prepare()
        self.session = requests.Session()
        self.outbox = Outbox(self.connection)
        self.line = HttpTransport(address, token, self.session)
        self.engine = SyncEngine(self.replica, self.outbox, self.line, SystemClock(), "0.2.0")


@pytest.fixture
def typed(address: str, people: Actors, tmp_path: Path) -> Iterator[TypedTablet]:
    """The tablet of store 367, loaded."""
    tablet = TypedTablet(address, people.device.token, tmp_path / "typed.db")
    tablet.engine.round()
    yield tablet
    tablet.session.close()
    tablet.connection.close()


def test_a_replica_as_the_app_keeps_it_agrees_with_the_server_to_the_last_slice(typed: TypedTablet) -> None:
    held = {
        each.name
        for each in COLLECTIONS
        if typed.connection.execute(f"SELECT COUNT(*) FROM {each.name}").fetchone() != (0,)
    }
    assert held >= {"stores", "products", "associates", "stock", "customers", "consents", "purchase_lines"}
    assert typed.engine.verify_everything() == Repairs()


def test_what_was_repaired_is_told_to_hq_and_written_to_the_log(
    typed: TypedTablet, people: Actors, session: Session
) -> None:
    typed.connection.execute(f"DELETE FROM purchase_lines WHERE customer_id = {ELENA}")
    typed.connection.execute(f"UPDATE products SET price_minor = 1 WHERE id = {BREAD}")
    with structlog.testing.capture_logs() as logs:
        found = typed.engine.verify_everything()
        typed.engine.round()
    assert (found.slices, found.unhealed) == (2, 0)
    (row,) = [each for each in devices.fleet(session) if each.id == people.device.actor.id]
    assert (row.repaired_slices, row.repaired_rows, row.unhealed_slices) == (2, found.rows, 0)
    assert row.protocol == PROTOCOL_VERSION
    told = [each for each in logs if each["event"] == "replica_repaired"]
    assert [(each["device"], each["slices"]) for each in told] == [(people.device.actor.id, 2)]


def test_a_version_not_spoken_is_refused_before_anything_else_is_read(
    client: FlaskClient, people: Actors
) -> None:
    bodies: tuple[tuple[str, dict[str, object]], ...] = (
        ("pull", {}),
        ("push", {"operations": []}),
        ("push", {"operations": "of another form"}),
        ("ack", {"epoch": "e", "stamp": 1, "pending": 0, "app_version": "1"}),
    )
    for protocol in (OLDEST_PROTOCOL_VERSION - 1, PROTOCOL_VERSION + 1, 2**40):
        for path, body in bodies:
            answer = client.post(
                f"/api/v1/sync/{path}", json=body | {"protocol": protocol}, headers=people.device.headers
            )
            problem = answer.get_json()
            assert (answer.status_code, problem["code"]) == (426, "unsupported_protocol")
            assert problem["fields"] == {"oldest": OLDEST_PROTOCOL_VERSION, "newest": PROTOCOL_VERSION}


def test_what_is_no_version_is_a_malformed_request(client: FlaskClient, people: Actors) -> None:
    for protocol in (True, "2", None, 1.5):
        answer = client.post(PULL, json={"protocol": protocol}, headers=people.device.headers)
        assert answer.status_code == 422


def test_the_transport_tells_which_versions_the_server_speaks(typed: TypedTablet) -> None:
    with (
        pytest.raises(UnsupportedProtocol) as caught,
        typed.line.pull(PullRequest(protocol=PROTOCOL_VERSION + 1)),
    ):
        pass
    assert (caught.value.oldest, caught.value.newest) == (OLDEST_PROTOCOL_VERSION, PROTOCOL_VERSION)


def test_a_first_version_tablet_is_answered_in_its_own_version(
    client: FlaskClient, people: Actors, session: Session
) -> None:
    headers = people.device.headers | {"Accept-Encoding": "identity"}
    asked = {"protocol": ROW_STREAM, "cursor": None, "shape": None, "page": None}
    with client.post(PULL, json=asked, headers=headers) as load:
        first = load.get_data().split(b"\n")[0]
    assert b'"protocol":1' in first
    said = {"epoch": "e", "stamp": 0, "pending": 3, "app_version": "0.1.0"}
    assert client.post("/api/v1/sync/ack", json=said, headers=people.device.headers).status_code == 204
    stored = text("SELECT protocol, pending_operations FROM devices WHERE id = :id")
    assert tuple(session.execute(stored, {"id": people.device.actor.id}).one()) == (1, 3)


FORGED: tuple[dict[str, object], ...] = (
    {}, {"part": "nothing"}, {"part": 7}, {"part": "customer", "after": ["x"]},
    {"part": "customer", "after": [1, 2]}, {"part": "stores", "after": [1]},
    {"part": "customer", "end": [2**70]}, {"part": "customer", "end": [True]},
    {"part": "stores", "after": ["\x00"]}, {"part": "customer", "after": "abc"},
)  # fmt: skip


def test_a_forged_slice_or_digest_token_harms_nothing(
    typed: TypedTablet, client: FlaskClient, people: Actors
) -> None:
    request = PullRequest(typed.replica.cursor(), typed.replica.meta("shape")).to_wire()
    for forged in FORGED:
        body = request | {"digest": forged | {"groups": 10**9}, "repair": forged}
        headers = people.device.headers | {"Accept-Encoding": "identity"}
        with client.post(PULL, json=body, headers=headers) as answer:
            lines = answer.get_data().splitlines()
        kinds = [orjson.loads(line)["type"] for line in lines]
        assert (kinds[0], kinds[-1]) == ("checkpoint", "complete"), forged
