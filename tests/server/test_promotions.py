"""Promotions through their life, over REST: drafted, changed, published, stopped, copied, delivered."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from server.devices.models import Device
from server.promotions import service
from server.promotions.errors import PromotionIsStopped
from server.promotions.models import PromotionStore
from shared.clock import FixedClock
from shared.errors import InvalidInput
from tests.server.people import ELENA
from tests.server.publishing import approve_over_rest, publish_over_rest
from tests.server.world import NOW_MS, Actors

PROMOTIONS = "/api/v1/promotions"

DRAFT: dict[str, Any] = {
    "name": "Fresh start",
    "text": "20% off the bakery",
    "benefit_kind": "percent",
    "benefit_value": 20,
    "department": "Bakery",
    "starts_local": "2026-11-20T09:00",
    "ends_local": "2026-11-27T21:00",
    "total_limit": 100,
}


@pytest.fixture
def drafted(client: FlaskClient, people: Actors) -> dict[str, Any]:
    answer = client.post(PROMOTIONS, json=DRAFT, headers=people.marketer.headers)
    assert answer.status_code == 201, answer.json
    return answer.json | {"etag": answer.headers["ETag"]}


def do(client: FlaskClient, people: Actors, promotion_id: str, what: str) -> Any:
    return client.post(f"{PROMOTIONS}/{promotion_id}/{what}", headers=people.marketer.headers)


def publish(client: FlaskClient, people: Actors, promotion_id: str) -> Any:
    answer = publish_over_rest(client, people, promotion_id)
    assert answer.status_code == 200, answer.json
    return answer


def test_a_draft_says_what_was_given_and_gets_a_code(
    client: FlaskClient, people: Actors, drafted: dict
) -> None:
    read = client.get(f"{PROMOTIONS}/{drafted['id']}", headers=people.reader.headers)
    assert read.json | {"etag": drafted["etag"]} == drafted
    assert {name: drafted[name] for name in DRAFT} == DRAFT
    assert (drafted["code"], drafted["status"], drafted["phase"]) == ("FS-26", "draft", "draft")
    assert (drafted["store_count"], drafted["customer_limit"], drafted["version"]) == (2, 1, 1)
    again = client.post(PROMOTIONS, json=DRAFT, headers=people.marketer.headers).json
    assert again["code"] == "FS-26-2"


WRONG = [
    ({"name": "  "}, "name"),
    ({"benefit_kind": "voucher"}, "benefit_kind"),
    ({"benefit_value": 101}, "benefit_value"),
    ({"benefit_value": 0}, "benefit_value"),
    ({"ends_local": "2026-11-19T09:00"}, "ends_local"),
    ({"starts_local": "soon"}, "starts_local"),
    ({"starts_local": "2026-13-40T09:00"}, "starts_local"),
    ({"starts_local": "0001-01-01T00:00"}, "starts_local"),
    ({"ends_local": "9999-12-31T23:59"}, "ends_local"),
    ({"total_limit": 0}, "total_limit"),
    ({"store_ids": []}, "store_ids"),
    ({"store_ids": ["367", "999"]}, "store_ids"),
    ({"audience": {"all": [{"attribute": "shoe", "operator": "in", "value": ["39"]}]}}, "audience"),
    ({"audience": {"any": []}}, "audience"),
    ({"colour": "red"}, "colour"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "field"), WRONG)
def test_what_makes_no_sense_is_refused_with_its_field(
    client: FlaskClient, people: Actors, change: dict, field: str
) -> None:
    answer = client.post(PROMOTIONS, json=DRAFT | change, headers=people.marketer.headers)
    assert (answer.status_code, answer.json["code"]) == (422, "invalid_input")
    assert field in answer.json["fields"]


def test_a_change_names_the_version_it_saw(client: FlaskClient, people: Actors, drafted: dict) -> None:
    url, headers = f"{PROMOTIONS}/{drafted['id']}", people.marketer.headers
    assert client.patch(url, json={"name": "B"}, headers=headers).json["code"] == "version_missing"
    seen = headers | {"If-Match": drafted["etag"]}
    changed = client.patch(url, json={"benefit_value": 25}, headers=seen)
    assert (changed.status_code, changed.json["benefit_value"], changed.json["version"]) == (200, 25, 2)
    late = client.patch(url, json={"benefit_value": 30}, headers=seen)
    assert (late.status_code, late.json["code"]) == (412, "changed_meanwhile")
    fresh = headers | {"If-Match": changed.headers["ETag"]}
    assert client.patch(url, json={"ends_local": "2026-11-01T00:00"}, headers=fresh).status_code == 422
    assert client.get(url, headers=headers | {"If-None-Match": changed.headers["ETag"]}).status_code == 304


def test_publishing_reaches_all_stores_or_the_chosen(
    client: FlaskClient, people: Actors, drafted: dict, session: Session
) -> None:
    live = publish(client, people, drafted["id"]).json
    assert (live["status"], live["phase"], live["published_ms"]) == ("published", "running", NOW_MS)
    stores = select(PromotionStore.store_id).where(PromotionStore.promotion_id == drafted["id"])
    assert sorted(session.scalars(stores)) == ["367", "406"]
    session.rollback()
    chosen = client.post(
        PROMOTIONS, json=DRAFT | {"store_ids": ["406"]}, headers=people.marketer.headers
    ).json
    assert publish(client, people, chosen["id"]).json["store_count"] == 1


def test_a_live_promotion_is_not_edited(client: FlaskClient, people: Actors, drafted: dict) -> None:
    live = publish(client, people, drafted["id"])
    url = f"{PROMOTIONS}/{drafted['id']}"
    etag = client.get(url, headers=people.reader.headers).headers["ETag"]
    answer = client.patch(url, json={"name": "B"}, headers=people.marketer.headers | {"If-Match": etag})
    assert (live.status_code, answer.status_code, answer.json["code"]) == (200, 409, "promotion_is_live")
    assert "duplicate" in answer.json["detail"]
    assert do(client, people, drafted["id"], "publish").json["code"] == "promotion_is_live"


def test_stopping_keeps_the_stores_so_that_tablets_hear_of_it(
    client: FlaskClient, people: Actors, drafted: dict, session: Session
) -> None:
    assert do(client, people, drafted["id"], "stop").json["code"] == "promotion_is_draft"
    publish(client, people, drafted["id"])
    stopped = do(client, people, drafted["id"], "stop").json
    assert (stopped["status"], stopped["phase"], stopped["stopped_ms"]) == ("stopped", "stopped", NOW_MS)
    assert do(client, people, drafted["id"], "stop").json["version"] == stopped["version"]
    assert len(session.scalars(select(PromotionStore)).all()) == 2
    session.rollback()
    assert do(client, people, drafted["id"], "publish").json["code"] == "promotion_is_stopped"
    with pytest.raises(PromotionIsStopped):
        service.update(session, drafted["id"], {"name": "B"}, by="x", now_ms=NOW_MS)


def test_a_copy_is_a_draft_that_says_the_same(client: FlaskClient, people: Actors, drafted: dict) -> None:
    publish(client, people, drafted["id"])
    copy = do(client, people, drafted["id"], "duplicate").json
    assert (copy["status"], copy["name"], copy["version"]) == ("draft", "Fresh start (copy)", 1)
    assert {n: copy[n] for n in DRAFT if n != "name"} == {n: DRAFT[n] for n in DRAFT if n != "name"}


def test_stores_sent_along_with_publish_are_refused_and_nothing_is_published(
    client: FlaskClient, people: Actors, drafted: dict
) -> None:
    address = f"{PROMOTIONS}/{drafted['id']}"
    do(client, people, drafted["id"], "submit")
    approve_over_rest(client, people, drafted["id"])
    answer = client.post(f"{address}/publish", json={"stores": ["367"]}, headers=people.marketer.headers)
    assert (answer.status_code, answer.json["code"]) == (422, "invalid_input")
    assert client.get(address, headers=people.reader.headers).json["status"] == "approved"


def test_what_has_ended_is_not_submitted(client: FlaskClient, people: Actors) -> None:
    past = DRAFT | {"starts_local": "2026-11-01T09:00", "ends_local": "2026-11-02T09:00"}
    made = client.post(PROMOTIONS, json=past, headers=people.marketer.headers).json
    answer = do(client, people, made["id"], "submit")
    assert (answer.status_code, list(answer.json["fields"])) == (422, ["ends_local"])


def test_phases_follow_the_stores_clocks(client: FlaskClient, people: Actors, clock: FixedClock) -> None:
    times = {"starts_local": "2026-11-22T10:00", "ends_local": "2026-11-22T11:00"}
    made = client.post(PROMOTIONS, json=DRAFT | times, headers=people.marketer.headers).json
    publish(client, people, made["id"])

    def phase() -> str:
        listed = client.get(PROMOTIONS, headers=people.reader.headers).json["promotions"]
        return str(listed[0]["phase"])

    seen = []
    for hour in (14, 15, 16, 17, 18):  # New York opens at 15 UTC, Denver closes at 18 UTC
        clock.at = clock.at.replace(hour=hour)
        seen.append(phase())
    assert seen == ["scheduled", "running", "running", "running", "ended"]


def test_delivery_tells_the_tablets_that_have_it_from_those_that_do_not(
    client: FlaskClient, people: Actors, drafted: dict, session: Session
) -> None:
    url = f"{PROMOTIONS}/{drafted['id']}/delivery"
    assert client.get(url, headers=people.reader.headers).json == {"tablets": []}
    publish(client, people, drafted["id"])
    rows = client.get(url, headers=people.reader.headers).json["tablets"]
    assert [(row["store_name"], row["has_it"]) for row in rows] == [
        ("Store 367", False),
        ("Store 406", False),
    ]
    epoch = session.execute(text("SELECT epoch FROM sync_state")).scalar()
    session.execute(text("DELETE FROM sync_journal"))
    reached = {"acknowledged_epoch": epoch, "acknowledged_stamp": 1, "acknowledged_ms": NOW_MS}
    session.execute(update(Device).where(Device.id == people.device.actor.id).values(reached))
    session.commit()
    rows = client.get(url, headers=people.reader.headers).json["tablets"]
    assert [(row["store_id"], row["has_it"], row["since_ms"]) for row in rows] == [
        ("367", True, NOW_MS), ("406", False, None),
    ]  # fmt: skip


def test_a_preview_counts_who_gets_it_and_says_why_others_do_not(session: Session, people: Actors) -> None:
    assert people.reader
    everyone = service.preview(session, {}, None, NOW_MS)
    assert (everyone.count, everyone.matching, everyone.in_stores) == (2, 3, 3)
    assert everyone.by_tier == {"VIP": 1, "Gold": 1}
    assert everyone.excluded == {"No consent to personal offers": 1}
    assert {row.masked_name for row in everyone.sample} == {"E•••• G.", "M•••• B."}
    rule = {"all": [{"attribute": "departments", "operator": "in", "value": ["Bakery"]}]}
    here = service.preview(session, rule, ["367"], NOW_MS)
    assert (here.count, here.in_stores) == (1, 2)
    assert here.excluded == {"Buys from Bakery": 1}
    soon = {"all": [{"attribute": "days_to_birthday", "operator": "at_most", "value": 3}]}
    assert service.preview(session, soon, None, NOW_MS).count == 1
    assert ELENA


def test_a_preview_of_a_bad_rule_or_store_is_refused(session: Session, people: Actors) -> None:
    assert people.reader
    with pytest.raises(InvalidInput):
        service.preview(session, {"all": "x"}, None, NOW_MS)
    with pytest.raises(InvalidInput):
        service.preview(session, {}, ["999"], NOW_MS)


def test_there_is_nothing_to_publish_to_before_stores_are_known(session: Session) -> None:
    made = service.create(
        session, DRAFT, by="x", now_ms=NOW_MS, new_id="0198f7a0-0000-7000-8000-000000000001"
    )
    with pytest.raises(InvalidInput, match="no store"):
        service.submit(session, made.id, by="x", now_ms=NOW_MS)
