"""An audience that was deleted is nowhere, and comes back as it was as long as that is promised."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.audiences import members, service
from server.audiences.models import AudienceMember, DeletedAudience, DeletedAudienceMember
from server.errors import NotFound
from server.experiments.models import ExperimentRecord
from server.privacy import erasure
from server.sequences.models import SequenceRecord
from shared.clock import DAY_MS
from shared.errors import InvalidInput
from tests.server.people import ELENA, MARCO
from tests.server.world import NOW_MS, Actors

VIP = {"attribute": "tier", "operator": "in", "value": ["VIP"]}


@pytest.fixture(autouse=True)
def there(people: Actors) -> None:
    """Elena and Marco can be on lists."""
    assert people.marketer


def make(session: Session, key: str, **values: Any) -> service.AudienceView:
    """An audience called like its id, by rule unless it is a list."""
    wanted = {"name": key} | ({} if "customer_ids" in values else {"rule": VIP}) | values
    return service.create(session, wanted, by="m", now_ms=NOW_MS, new_id=key)


def delete(session: Session, key: str, now_ms: int = NOW_MS) -> None:
    """It is deleted at that moment."""
    service.delete_audience(session, key, by="m", now_ms=now_ms)


def back(session: Session, key: str, now_ms: int = NOW_MS) -> service.AudienceView:
    """It is brought back at that moment."""
    return service.bring_back(session, key, by="n", now_ms=now_ms)


def names(session: Session) -> list[str]:
    """The audiences that are there."""
    return [each.name for each in service.list_audiences(session)]


def test_a_deleted_list_is_in_no_table_that_travels_and_comes_back_with_everybody(session: Session) -> None:
    made = make(session, "guests", customer_ids=[ELENA, MARCO], description="Of the evening")
    delete(session, "guests")
    assert names(session) == []
    assert session.scalar(select(func.count()).select_from(AudienceMember)) == 0
    (held,) = service.list_deleted(session, NOW_MS)
    assert (held.name, held.kind, held.members, held.deleted_by) == ("guests", "list", 2, "m")
    again = back(session, "guests")
    assert (again.name, again.description, again.kind, again.members) == (
        "guests",
        "Of the evening",
        "list",
        2,
    )
    assert (again.version, again.updated_by, again.created_by) == (made.version + 1, "n", "m")
    assert members.ids(session, "guests") == [ELENA, MARCO]
    assert service.list_deleted(session, NOW_MS) == []


def test_a_rule_comes_back_under_a_name_of_its_own_if_its_name_was_taken(session: Session) -> None:
    make(session, "vips")
    delete(session, "vips")
    make(session, "second", name="VIPS")
    again = back(session, "vips")
    assert (again.name, again.rule, again.members) == ("vips (2)", VIP, None)


def test_one_that_takes_in_what_is_gone_says_so_and_stays_deleted(session: Session) -> None:
    make(session, "vips")
    make(session, "all", rule={"attribute": "audience", "operator": "in", "value": ["vips"]})
    for key in ("all", "vips"):
        delete(session, key)
    with pytest.raises(InvalidInput, match="“vips” that it takes in is not there any more"):
        back(session, "all")
    assert len(service.list_deleted(session, NOW_MS)) == 2
    back(session, "vips")
    assert back(session, "all").name == "all"


def test_after_its_time_nobody_brings_it_back_and_the_next_deletion_forgets_it(session: Session) -> None:
    make(session, "old", customer_ids=[ELENA])
    make(session, "new")
    delete(session, "old")
    late = NOW_MS + 30 * DAY_MS
    assert service.list_deleted(session, late) == []
    with pytest.raises(NotFound):
        back(session, "old", late)
    delete(session, "new", late)
    assert list(session.scalars(select(DeletedAudience.id))) == ["new"]
    assert session.scalar(select(func.count()).select_from(DeletedAudienceMember)) == 0


def test_who_is_erased_is_on_no_deleted_list_either(session: Session) -> None:
    make(session, "guests", customer_ids=[ELENA, MARCO])
    delete(session, "guests")
    erasure.erase_rows(session, ELENA, NOW_MS)
    assert (back(session, "guests").members, members.ids(session, "guests")) == (1, [MARCO])


def test_a_copy_has_the_same_rule_or_the_same_customers_and_a_name_of_its_own(session: Session) -> None:
    make(session, "vips", description="The best")
    make(session, "guests", customer_ids=[ELENA, MARCO])
    rule = service.duplicate(session, "vips", by="n", now_ms=NOW_MS, new_id="c1")
    assert (rule.name, rule.description, rule.rule, rule.version) == ("vips (2)", "The best", VIP, 1)
    listed = service.duplicate(session, "guests", by="n", now_ms=NOW_MS, new_id="c2")
    assert (listed.kind, listed.members) == ("list", 2)
    assert members.ids(session, "guests") == [ELENA, MARCO]
    assert service.duplicate(session, "vips", by="n", now_ms=NOW_MS, new_id="c3").name == "vips (3)"
    longest = make(session, "x" * 80)
    assert (
        service.duplicate(session, longest.id, by="n", now_ms=NOW_MS, new_id="c4").name == "x" * 76 + " (2)"
    )


def test_many_audiences_are_counted_together(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "COUNTED_AT_ONCE", 2)
    for number, rule in enumerate(({}, VIP, {"not": VIP})):
        make(session, f"a{number}", rule=rule)
    make(session, "guests", customer_ids=[MARCO])
    assert service.counts(session, ["a0", "a1", "a2", "guests"], NOW_MS) == {
        "a0": 2,
        "a1": 1,
        "a2": 1,
        "guests": 1,
    }
    assert service.counts(session, [], NOW_MS) == {}


def test_over_rest_it_is_deleted_listed_brought_back_and_copied(client: FlaskClient, people: Actors) -> None:
    base, headers = "/api/v1/audiences", people.marketer.headers
    made = client.post(base, json={"name": "VIPs", "rule": VIP}, headers=headers)
    one = f"{base}/{made.json['id']}"
    copy = client.post(f"{one}/duplicate", headers=headers)
    assert (copy.status_code, copy.json["name"]) == (201, "VIPs (2)")
    assert client.delete(one, headers={**headers, "If-Match": made.headers["ETag"]}).status_code == 204
    (held,) = client.get(f"{base}/deleted", headers=people.reader.headers).json["audiences"]
    assert (held["name"], held["kind"], held["members"]) == ("VIPs", "rule", None)
    again = client.post(f"{base}/deleted/{held['id']}/bring-back", headers=headers)
    assert (again.status_code, again.json["rule"]) == (200, VIP)
    assert client.post(f"{base}/deleted/{held['id']}/bring-back", headers=headers).status_code == 404


def test_a_sequence_or_an_experiment_that_needs_it_keeps_it_there(session: Session) -> None:
    make(session, "vips")
    rule = {"attribute": "audience", "operator": "in", "value": ["vips"]}
    session.add(
        SequenceRecord(
            id="s", name="Welcome", starts_with="audience", about="vips", steps="[]", is_on=1, updated_by="m",
            updated_ms=1,
        )
    )  # fmt: skip
    session.add(
        ExperimentRecord(
            id="e", name="Popular first", surface="recommendations", variants="[]", control="a",
            status="running",
            starts_local="2026-11-20T08:00", ends_local="2026-11-29T08:00", audience=json.dumps(rule),
            created_by="m", created_ms=1, updated_ms=1, edited_by="m",
        )
    )  # fmt: skip
    session.flush()
    uses = service.get(session, "vips").used_by
    assert [(use.kind, use.id, use.name, use.status) for use in uses] == [
        ("experiment", "e", "Popular first", "running"), ("sequence", "s", "Welcome", "on"),
    ]  # fmt: skip
    with pytest.raises(service.AudienceInUse, match="“Popular first”, “Welcome”"):
        delete(session, "vips")
