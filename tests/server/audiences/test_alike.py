"""Look-alikes of an audience are made, and made anew from the same seed when what is bought has changed."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert
from sqlalchemy.orm import Session

from server.audiences import alike, lists, members, service
from server.audiences.errors import NotByModel
from server.customers.models import ClientBookEntry, ConsentRecord, Customer
from shared.errors import InvalidInput
from shared.ids import scoped_id
from tests.server.people import BREAD, ELENA, buy, consent, customer
from tests.server.world import NOW_MS, Actors

OTHERS = [scoped_id(1, 500 + number) for number in range(20)]


@pytest.fixture
def segment(people: Actors, session: Session) -> service.AudienceView:
    """Those most like Elena, who buys bread, as the first of twenty others does."""
    assert people.marketer
    session.execute(insert(Customer), [customer(each, "Ann", f"Nr {each}") for each in OTHERS])
    session.execute(insert(ClientBookEntry), [{"store_id": "367", "customer_id": each} for each in OTHERS])
    session.execute(insert(ConsentRecord), [consent(each) for each in OTHERS])
    buy(session, 910, OTHERS[0], 2, [(BREAD, 1, 100)])
    seed = {"name": "Seed", "customer_ids": [ELENA]}
    service.create(session, seed, by="m", now_ms=NOW_MS, new_id="seed")
    return alike.look_alikes(session, "seed", name="Like her", size=5, by="m", now_ms=NOW_MS, new_id="like")


def test_whoever_has_come_to_buy_alike_is_in_it_when_it_is_made_anew(
    segment: service.AudienceView, session: Session
) -> None:
    assert OTHERS[0] in members.ids(session, "like")
    assert OTHERS[1] not in members.ids(session, "like")
    buy(session, 911, OTHERS[1], 1, [(BREAD, 1, 100)])
    again = alike.make_anew(session, "like", by="n", now_ms=NOW_MS + 5)
    assert {OTHERS[0], OTHERS[1]} <= set(members.ids(session, "like"))
    assert ELENA not in members.ids(session, "like")
    assert (again.version, again.updated_by, again.kind) == (segment.version + 1, "n", "model")
    assert again.origin == {"seed_id": "seed", "seed_name": "Seed", "size": 5, "as_of_ms": NOW_MS + 5}


def test_without_its_seed_or_without_a_model_nothing_is_made_anew(
    segment: service.AudienceView, session: Session
) -> None:
    with pytest.raises(NotByModel):
        alike.make_anew(session, "seed", by="n", now_ms=NOW_MS)
    service.delete_audience(session, "seed", by="m", now_ms=NOW_MS)
    with pytest.raises(InvalidInput, match="“Seed” is not there any more"):
        alike.make_anew(session, segment.id, by="n", now_ms=NOW_MS)
    assert members.ids(session, segment.id)


def test_a_segment_that_a_file_writes_anew_is_a_list_from_then_on(
    segment: service.AudienceView, session: Session
) -> None:
    written = lists.replace_list(session, segment.id, "a.csv", f"{ELENA}".encode(), by="n", now_ms=NOW_MS)
    assert (written.kind, written.origin["file"], written.members) == ("list", "a.csv", 1)
    with pytest.raises(NotByModel):
        alike.make_anew(session, segment.id, by="n", now_ms=NOW_MS)


def test_over_rest_only_what_a_model_made_is_made_anew(client: FlaskClient, people: Actors) -> None:
    base, headers = "/api/v1/audiences", people.marketer.headers
    made = client.post(base, json={"name": "Guests", "customer_ids": [ELENA]}, headers=headers).json
    refused = client.post(f"{base}/{made['id']}/make-anew", headers=headers)
    assert (refused.status_code, refused.json["code"]) == (409, "audience_not_by_model")
