"""How a tablet's life goes on and ends: contact, retirement, revocation, its receipt, and what it left."""

from __future__ import annotations

from base64 import b64decode
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from server.devices import keys, parting, service
from server.devices.models import Device
from server.errors import NotFound
from server.replication import rescue as rescued
from server.staff.models import Associate
from shared.clock import FixedClock
from shared.ids import uuid7
from sync import rescue
from tests.server.people import ELENA
from tests.server.world import NOW_MS, PIN, Actors, cheap_hash, counted_bytes

CONTACT, RECEIPT = "/api/v1/devices/contact", "/api/v1/devices/receipt"
SECRET = "a secret of the tests"
HOUR_MS = 3_600_000


@pytest.fixture
def signed_in(client: FlaskClient, people: Actors) -> dict[str, Any]:
    """What the tablet of 367 was told when Ana signed in."""
    given = {"number": "1", "pin": PIN}
    told = client.post("/api/v1/devices/sign-in", json=given, headers=people.device.headers).json
    assert told is not None
    return told


def contact(client: FlaskClient, people: Actors, told: dict[str, Any], **more: Any) -> Any:
    said = {
        "at_work": people.associate.actor.id,
        "associates": [{"associate_id": people.associate.actor.id, "pin_mark": told["pin_mark"]}],
        "sealed": [],
    }
    return client.post(CONTACT, json=said | more, headers=people.device.headers)


def only(answer: Any) -> dict[str, Any]:
    (one,) = answer.json["associates"]
    return one


def test_a_contact_lengthens_the_share_of_who_is_at_work_and_of_nobody_else(
    client: FlaskClient, people: Actors, signed_in: dict[str, Any], clock: FixedClock
) -> None:
    clock.advance(timedelta(hours=5))
    one = only(contact(client, people, signed_in))
    assert one["standing"] == "current"
    assert one["pin_share_expires_ms"] == signed_in["pin_share_expires_ms"] + 5 * HOUR_MS
    assert only(contact(client, people, signed_in, at_work=None))["pin_share_expires_ms"] is None


def test_a_contact_says_who_has_left_and_whose_pin_is_another(
    client: FlaskClient, people: Actors, signed_in: dict[str, Any], session: Session
) -> None:
    her = Associate.id == people.associate.actor.id
    session.execute(update(Associate).where(her).values(pin_hash=cheap_hash("1357")))
    session.commit()
    assert only(contact(client, people, signed_in)) == {
        "id": people.associate.actor.id, "standing": "pin_changed", "pin_share_expires_ms": None,
    }  # fmt: skip
    session.execute(update(Associate).where(her).values(active=0))
    session.commit()
    assert only(contact(client, people, signed_in))["standing"] == "left"


def told_of_model(session: Session, people: Actors) -> tuple[str | None, str | None]:
    query = select(Device.model_as_of, Device.model_damaged).where(Device.id == people.device.actor.id)
    as_of, damaged = session.execute(query).one()
    session.rollback()
    return as_of, damaged


def test_a_contact_says_by_which_model_the_tablet_suggests_and_one_that_does_not_changes_nothing(
    client: FlaskClient, people: Actors, signed_in: dict[str, Any], session: Session
) -> None:
    used = {"as_of": "2026-11-20", "damaged": ["2026-11-21", "2026-11-22"], "what a newer one says": 1}
    assert contact(client, people, signed_in, model=used).status_code == 200
    assert told_of_model(session, people) == ("2026-11-20", "2026-11-22")
    assert contact(client, people, signed_in).status_code == 200
    assert contact(client, people, signed_in, model=None).status_code == 200
    assert told_of_model(session, people) == ("2026-11-20", "2026-11-22")
    assert contact(client, people, signed_in, model={"as_of": None, "damaged": []}).status_code == 200
    assert told_of_model(session, people) == (None, None)


@pytest.mark.parametrize(
    "wrong",
    [{"as_of": "yesterday", "damaged": []}, {"as_of": None}, {"as_of": None, "damaged": ["2026-11-22"] * 11},
     {"damaged": []}, "2026-11-22"],
    ids=str,
)  # fmt: skip
def test_a_contact_that_says_nonsense_of_models_is_refused_whole(
    client: FlaskClient, people: Actors, signed_in: dict[str, Any], session: Session, wrong: Any
) -> None:
    answer = contact(client, people, signed_in, model=wrong)
    assert (answer.status_code, answer.json["code"]) == (422, "invalid_input")
    assert told_of_model(session, people) == (None, None)


def test_of_a_mark_that_was_never_told_nothing_is_said_and_nothing_lengthened(
    client: FlaskClient, people: Actors, signed_in: dict[str, Any]
) -> None:
    unmarked = [{"associate_id": people.associate.actor.id, "pin_mark": ""}]
    one = only(contact(client, people, signed_in, associates=unmarked))
    assert (one["standing"], one["pin_share_expires_ms"]) == ("current", None)


def test_an_associate_of_another_store_has_left_as_far_as_this_one_is_told(
    client: FlaskClient, people: Actors, signed_in: dict[str, Any]
) -> None:
    other = [{"associate_id": people.elsewhere.actor.id, "pin_mark": ""}]
    assert only(contact(client, people, signed_in, associates=other))["standing"] == "left"


def test_terms_carry_the_policy_and_keys_of_that_tablet_alone(
    client: FlaskClient, people: Actors, signed_in: dict[str, Any]
) -> None:
    terms = signed_in["terms"]
    assert terms == contact(client, people, signed_in).json["terms"]
    assert (terms["is_leaving"], terms["wipe_after_ms"]) == (False, 30 * 24 * HOUR_MS)
    assert b64decode(terms["rescue_key"]) == keys.rescue_public_key(SECRET)
    assert b64decode(terms["parting_key"]) == keys.parting_key(SECRET, people.device.actor.id)
    assert b64decode(terms["parting_key"]) != keys.parting_key(SECRET, people.device_elsewhere.actor.id)


def test_a_retiring_tablet_still_sends_and_hears_that_it_is_leaving(
    client: FlaskClient, people: Actors, signed_in: dict[str, Any], session: Session
) -> None:
    parting.retire(session, people.device.actor.id, NOW_MS)
    session.commit()
    assert contact(client, people, signed_in).json["terms"]["is_leaving"]
    body = {"protocol": 1, "operations": []}
    assert client.post("/api/v1/sync/push", json=body, headers=people.device.headers).status_code == 200
    with pytest.raises(NotFound):
        parting.retire(session, people.device.actor.id, NOW_MS)


def test_revoking_again_keeps_the_first_moment(session: Session, people: Actors) -> None:
    for moment in (NOW_MS, NOW_MS + 5):
        parting.revoke(session, people.device.actor.id, moment)
    assert session.get_one(Device, people.device.actor.id).ordered_ms == NOW_MS


def receipt(people: Actors, **more: Any) -> dict[str, Any]:
    device_id = people.device.actor.id
    proof = rescue.receipt_of(keys.parting_key(SECRET, device_id))
    return {"device_id": device_id, "receipt": proof, "reason": "revoked", "unsent": 2} | more


def fleet_row(session: Session, people: Actors) -> service.FleetRow:
    row = next(row for row in service.fleet(session) if row.id == people.device.actor.id)
    session.rollback()  # on SQLite an open transaction of the test would keep the server from writing
    return row


@pytest.mark.parametrize(("before", "after"), [("revoked", "revoked"), ("retiring", "retired")])
def test_a_receipt_shows_in_the_fleet_and_the_first_one_stays(
    client: FlaskClient, people: Actors, session: Session, before: str, after: str
) -> None:
    session.execute(update(Device).values(status=before))
    session.commit()
    assert client.post(RECEIPT, json=receipt(people)).status_code == 204
    row = fleet_row(session, people)
    assert (row.status, row.wiped_ms, row.wipe_reason, row.left_unsent) == (after, NOW_MS, "revoked", 2)
    assert client.post(RECEIPT, json=receipt(people, reason="silent", unsent=None)).status_code == 204
    assert fleet_row(session, people) == row


def test_a_tablet_that_ended_itself_opens_nothing_any_more(client: FlaskClient, people: Actors) -> None:
    assert client.post(RECEIPT, json=receipt(people, reason="silent")).status_code == 204
    refused = client.get("/api/v1/sync/wake", headers=people.device.headers)
    assert (refused.status_code, refused.json["code"]) == (401, "device_revoked")


def test_nobody_gives_the_receipt_of_another(client: FlaskClient, people: Actors, session: Session) -> None:
    other = rescue.receipt_of(keys.parting_key(SECRET, people.device_elsewhere.actor.id))
    assert client.post(RECEIPT, json=receipt(people, receipt=other)).status_code == 404
    assert client.post(RECEIPT, json=receipt(people, receipt="é" * 64)).status_code == 404
    assert client.post(RECEIPT, json=receipt(people, reason="lost")).status_code == 422
    assert fleet_row(session, people).wiped_ms is None


def operations(people: Actors, *texts: str) -> list[dict[str, Any]]:
    draw = counted_bytes("operations")
    return [
        {
            "id": uuid7(NOW_MS, draw), "sequence": number, "kind": "note_added", "version": 1,
            "customer_id": ELENA if words != "strange" else 7, "associate_id": people.associate.actor.id,
            "at_ms": NOW_MS, "arguments": {"text": words},
        }
        for number, words in enumerate(texts, start=1)
    ]  # fmt: skip


def sealed(people: Actors, wires: list[dict[str, Any]]) -> bytes:
    return rescue.seal(
        wires, device_id=people.device.actor.id, sealed_ms=NOW_MS, public_key=keys.rescue_public_key(SECRET),
        parting_key=keys.parting_key(SECRET, people.device.actor.id), random_bytes=counted_bytes("seal"),
    )  # fmt: skip


def take_in(session: Session, file: bytes) -> rescued.TakenIn:
    taken = rescued.take_in(session, file, secret_key=SECRET, now_ms=NOW_MS, on_trouble=lambda _: None)
    session.commit()
    return taken


def notes(session: Session) -> list[str]:
    return list(session.execute(text("SELECT text FROM interactions ORDER BY id")).scalars())


def test_what_a_revoked_tablet_sealed_is_taken_in_once_however_often_it_is_brought(
    client: FlaskClient, people: Actors, session: Session
) -> None:
    parting.revoke(session, people.device.actor.id, NOW_MS)
    file = sealed(people, operations(people, "first", "strange", "third"))
    for _ in range(2):
        taken = take_in(session, file)
        assert [answer.verdict for _, answer in taken.decided] == ["applied", "rejected", "applied"]
        assert [wire["arguments"]["text"] for wire, _ in taken.refused] == ["strange"]
    assert notes(session) == ["first", "third"]
    assert fleet_row(session, people).rescued_ms == NOW_MS
    elsewhere = people.device_elsewhere
    names = [rescue.digest_of(file), "0" * 64]
    session.execute(update(Device).where(Device.id == elsewhere.actor.id).values(store_id="367"))
    session.commit()
    said = {"at_work": None, "associates": [], "sealed": names}
    assert client.post(CONTACT, json=said, headers=elsewhere.headers).json["taken_in"] == names[:1]


def test_a_file_of_which_something_must_wait_is_still_needed(session: Session, people: Actors) -> None:
    newer = [operations(people, "later")[0] | {"version": 99}]
    taken = take_in(session, sealed(people, newer))
    assert (taken.waiting, taken.refused) == (1, [])
    assert fleet_row(session, people).rescued_ms is None


def test_a_file_of_no_tablet_of_ours_is_refused(session: Session, people: Actors) -> None:
    file = sealed(people, []).replace(people.device.actor.id.encode(), b"x" * 36)
    with pytest.raises(NotFound, match="not known here"):
        take_in(session, file)
