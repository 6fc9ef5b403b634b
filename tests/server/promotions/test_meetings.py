"""Which promotions, live or in approval, a planned one meets: in time, stores and customers who have both."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.orm import Session

from server.promotions import service
from server.promotions.meetings import Meeting, meetings
from shared.promotions import Promotion
from tests.server.publishing import approved, put_live
from tests.server.world import NOW_MS, Actors

VIP = {"attribute": "tier", "operator": "in", "value": ["VIP"]}
PLAN = Promotion(
    id="planned", name="Soup week", text="", benefit_kind="percent", benefit_value=20,
    starts_local="2026-11-24T08:00", ends_local="2026-11-30T22:00",
)  # fmt: skip


@pytest.fixture(autouse=True)
def customers(people: Actors) -> None:
    """Elena, a VIP of 367, and Marco of 406 allow offers."""
    assert people.marketer


def live(session: Session, name: str, **changed: Any) -> None:
    """A promotion of that name runs during the planned one's week unless it is said otherwise."""
    values = {
        "name": name, "benefit_kind": "percent", "benefit_value": 10,
        "starts_local": "2026-11-20T08:00", "ends_local": "2026-11-25T22:00",
    }  # fmt: skip
    service.create(session, values | changed, by="tests", now_ms=NOW_MS, new_id=name)
    put_live(session, name)


def met(session: Session, store_ids: list[str] | None = None, **changed: Any) -> list[Meeting]:
    """What the plan with those changes meets."""
    return meetings(session, replace(PLAN, **changed), store_ids, NOW_MS)


def test_it_counts_those_who_have_both_the_most_first(session: Session) -> None:
    live(session, "everybody")
    live(session, "vips", audience=VIP)
    assert [(each.name, each.both) for each in met(session)] == [("everybody", 2), ("vips", 1)]
    assert [(each.name, each.both) for each in met(session, audience=VIP)] == [("everybody", 1), ("vips", 1)]


def test_another_time_or_other_stores_or_other_customers_are_no_meeting(session: Session) -> None:
    live(session, "over", ends_local="2026-11-24T08:00")
    live(session, "later", starts_local="2026-11-30T22:00", ends_local="2026-12-24T08:00")
    live(session, "west", store_ids=["406"])
    live(session, "gold", audience={"attribute": "tier", "operator": "in", "value": ["Gold"]})
    assert [each.name for each in met(session, ["367"])] == []
    assert [each.name for each in met(session, ["406", "367"])] == ["gold", "west"]


def test_a_draft_or_the_promotion_itself_is_no_meeting(session: Session) -> None:
    live(session, "planned")
    service.create(
        session,
        {"name": "draft", "benefit_kind": "percent", "benefit_value": 10, "starts_local": PLAN.starts_local,
         "ends_local": PLAN.ends_local},
        by="tests", now_ms=NOW_MS, new_id="draft",
    )  # fmt: skip
    assert met(session) == []


def test_one_that_waits_for_approval_or_has_it_is_met_where_it_is_meant_to_run(session: Session) -> None:
    for name, chosen in (("everywhere", None), ("west", ["406"])):
        values = {
            "name": name, "benefit_kind": "percent", "benefit_value": 10, "starts_local": PLAN.starts_local,
            "ends_local": PLAN.ends_local, "stacking": "exclusive", "store_ids": chosen,
        }  # fmt: skip
        service.create(session, values, by="tests", now_ms=NOW_MS, new_id=name)
    service.submit(session, "west", by="tests", now_ms=NOW_MS)
    approved(session, "everywhere")
    assert [(each.name, each.status, each.both, each.is_clash) for each in met(session)] == [
        ("everywhere", "approved", 2, True), ("west", "submitted", 1, True),
    ]  # fmt: skip
    assert [each.name for each in met(session, ["367"])] == ["everywhere"]


def test_one_that_excludes_is_looked_at_however_many_others_end_later(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.promotions.meetings.MOST", 1)
    live(session, "later", ends_local="2026-11-29T22:00")
    live(session, "alone", stacking="exclusive")
    assert [each.name for each in met(session)] == ["alone"]


def test_one_that_excludes_the_other_is_a_clash_and_stands_first(session: Session) -> None:
    live(session, "everybody")
    live(session, "alone", stacking="exclusive", audience=VIP)
    first, second = met(session)
    assert (first.name, first.is_clash, first.excludes) == ("alone", True, True)
    assert (second.name, second.is_clash) == ("everybody", False)
    assert all(each.is_clash for each in met(session, stacking="exclusive"))
    assert [each.excludes for each in met(session, stacking="exclusive")] == [False, True]
