"""Quotas leased to tablets: HQ counts every redemption once, whoever held its unit."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from server.database import db
from server.devices.models import Device
from server.promotions import service
from server.replication.applying import StoreOperations
from shared.redemption import Limit, StandsOn, quota_id
from sync.leases import LEASE_LIFE_MS, Counters, LeaseAnswer, LeaseReport
from sync.source import leases
from sync.source.holdings import outstanding
from tests.server.people import ELENA, HERE_SILENT, MARCO
from tests.server.test_redemption import counted, publish, row
from tests.server.world import NOW_MS, Actors, Cast, SignedIn, counted_bytes

AMOUNT = {"benefit_kind": "amount", "benefit_value": 500, "customer_limit": None, "total_limit": None}
ANYBODY = {"customer_limit": None}


on_one_database = pytest.mark.parametrize("tables_url", ["sqlite"], indirect=True)
"""For what no database could do otherwise."""


def another_tablet(session: Session) -> SignedIn:
    """A second tablet of store 367."""
    cast = Cast(session)
    cast.draw = counted_bytes("another tablet")
    made = cast.device("367")
    session.commit()
    return made


def renew(
    session: Session, who: SignedIn, *held: Counters, lease: str | None = None, wanted: tuple[str, ...] = (),
    now_ms: int = NOW_MS,
) -> LeaseAnswer:  # fmt: skip
    answer = service.renew_lease(session, who.actor, LeaseReport(1, lease, held, wanted), now_ms)
    session.commit()
    return answer


def granted(answer: LeaseAnswer) -> dict[str, int]:
    return {grant.quota: grant.granted for grant in answer.grants}


def redeem(
    session: Session, promotion_id: str, *spent: Limit, lease: str | None, now_ms: int = NOW_MS, **more: Any
) -> str | None:
    """None if it was applied, else why not."""
    stands_on = StandsOn("lease" if spent else "online", lease if spent else None, spent)
    outcome = service.redeem(session, row(promotion_id, **more), now_ms, stands_on)
    session.commit()
    return outcome.code


def held(session: Session, quota: str) -> int:
    found = outstanding(session, quota)
    session.rollback()
    return found


@on_one_database
def test_a_tablet_is_granted_units_of_its_stores_limited_promotions_and_of_no_others(
    session: Session, people: Actors
) -> None:
    limited = publish(session, total_limit=100, **ANYBODY)
    budget = publish(session, budget_minor=50_000, **AMOUNT)
    publish(session, total_limit=None)
    publish(session, total_limit=100, store_ids=["406"])
    publish(session, total_limit=100, starts_local="2027-01-01T09:00", ends_local="2027-01-09T09:00")
    service.stop(session, publish(session, total_limit=100), by="tests", now_ms=NOW_MS)
    first, second = renew(session, people.device), renew(session, people.device_elsewhere)
    assert granted(first) == {f"p:{limited}": 49, f"p:{budget}/b": 24_500}
    assert granted(second)[f"p:{limited}"] == 49
    assert (first.is_alone, first.expires_ms) == (True, NOW_MS + LEASE_LIFE_MS)


def test_units_of_a_lease_are_its_own_and_nobody_elses(session: Session, people: Actors) -> None:
    live = publish(session, total_limit=4, **ANYBODY)
    lease = renew(session, people.device).lease
    other = renew(session, people.device_elsewhere).lease
    assert held(session, f"p:{live}") == 4
    assert redeem(session, live, lease=None) == "held_elsewhere"
    assert redeem(session, live, "total", lease=lease) is None
    assert redeem(session, live, "total", lease=other) == "held_elsewhere", "a lease of another store"
    assert redeem(session, live, "total", lease=other, store_id="406", customer_id=MARCO) is None
    assert redeem(session, live, "total", lease=lease) is None
    assert redeem(session, live, "total", lease=lease) == "held_elsewhere", "it held two"
    assert redeem(session, live, "total", lease=other, store_id="406", customer_id=MARCO) is None
    assert redeem(session, live, lease=None) == "sold_out"
    assert counted(session) == 4


def test_what_another_rule_refuses_is_free_again(session: Session, people: Actors) -> None:
    live = publish(session, total_limit=2, customer_limit=1)
    session.execute(update(Device).where(Device.store_id == "406").values(status="revoked"))
    lease = renew(session, people.device).lease
    assert redeem(session, live, "total", lease=lease) is None
    assert held(session, f"p:{live}") == 1
    assert redeem(session, live, "total", lease=lease) == "customer_limit"
    assert held(session, f"p:{live}") == 0
    assert redeem(session, live, lease=None, customer_id=HERE_SILENT) == "no_consent"


@on_one_database
def test_what_is_refused_before_it_is_looked_at_is_free_again_too(session: Session, people: Actors) -> None:
    live = publish(session, total_limit=10, **ANYBODY)
    lease = renew(session, people.device).lease
    before = held(session, f"p:{live}")
    wire = {
        "id": "0198f7a0-0000-7000-8000-0000000000f1", "sequence": 1, "kind": "offer_redeemed", "version": 2,
        "customer_id": MARCO, "associate_id": people.associate.actor.id, "at_ms": NOW_MS,
        "arguments": {
            "promotion_id": live, "stands_on": {"basis": "lease", "lease": lease, "spent": ["total"]},
        },
    }  # fmt: skip
    operations = StoreOperations(session, people.device.actor, NOW_MS)
    unknown = wire | {"arguments": wire["arguments"] | {"promotion_id": wire["id"]}}
    decisions = operations.apply([operations.check(each) for each in (wire, unknown)])
    session.commit()
    assert {decision.code for decision in decisions} == {"customer_not_here"}
    assert held(session, f"p:{live}") == before - 1


@on_one_database
def test_money_is_leased_in_whole_redemptions_and_never_overspent(session: Session, people: Actors) -> None:
    live = publish(session, budget_minor=2_200, **AMOUNT)
    lease = renew(session, people.device).lease
    assert held(session, f"p:{live}/b") == 1_000
    assert redeem(session, live, "budget", lease=lease) is None
    assert redeem(session, live, "budget", lease=lease) is None
    assert redeem(session, live, lease=None) is None
    assert redeem(session, live, lease=None) is None
    assert redeem(session, live, lease=None) == "sold_out", "200 are left, and one takes 500"


@on_one_database
def test_what_a_tablet_reports_is_noted_and_what_it_used_up_comes_back_filled(
    session: Session, people: Actors
) -> None:
    live = publish(session, total_limit=100, **ANYBODY)
    quota = f"p:{live}"
    answer = renew(session, people.device)
    for _ in range(30):
        assert redeem(session, live, "total", lease=answer.lease) is None
    again = renew(session, people.device, Counters(quota, 49, 0, 30), lease=answer.lease)
    (grant,) = again.grants
    assert grant.granted - grant.used > 30, "it uses more than the other: it holds more"


@on_one_database
def test_a_stopped_promotion_asks_for_its_units_back(session: Session, people: Actors) -> None:
    live = publish(session, total_limit=100, **ANYBODY)
    answer = renew(session, people.device)
    service.stop(session, live, by="tests", now_ms=NOW_MS)
    again = renew(session, people.device, Counters(f"p:{live}", 49, 0, 0), lease=answer.lease)
    assert [(grant.granted, grant.target) for grant in again.grants] == [(49, 0)]
    renew(session, people.device, Counters(f"p:{live}", 49, 49, 0), lease=answer.lease)
    assert held(session, f"p:{live}") == 0


@on_one_database
def test_units_of_a_withdrawn_tablet_stay_burnt(session: Session, people: Actors) -> None:
    live = publish(session, total_limit=100, **ANYBODY)
    renew(session, people.device_elsewhere)
    session.execute(update(Device).where(Device.store_id == "406").values(status="revoked"))
    renew(session, people.device)
    assert held(session, f"p:{live}") == 49 + 50, "one of what can be shared is kept back"


def test_a_right_is_leased_where_hq_asks_for_one_and_keeps_all_others_from_giving(
    session: Session, people: Actors
) -> None:
    live = publish(session, offline_policy="lease_only", total_limit=None)
    lenient = publish(session, total_limit=None)
    second = another_tablet(session)
    wanted = tuple(quota_id(each, "customer", who) for each in (live, lenient) for who in (ELENA, MARCO))
    nonsense = (f"p:{live}/c:", f"p:{live}/c:07", "x", f"p:{live}")
    answer = renew(session, people.device, wanted=(*wanted, *nonsense))
    right = quota_id(live, "customer", ELENA)
    assert granted(answer) == {right: 1}, "not of another store's customer, not where nobody asked"
    assert not answer.is_alone
    assert granted(renew(session, second, wanted=wanted)) == {}
    assert redeem(session, live, lease=None) == "held_elsewhere"
    assert redeem(session, live, "customer", lease=answer.lease) is None
    assert redeem(session, live, lease=None) == "customer_limit"


@on_one_database
def test_a_tablet_is_alone_until_another_is_heard_of(session: Session, people: Actors) -> None:
    assert renew(session, people.device).is_alone
    another_tablet(session)
    assert not renew(session, people.device).is_alone
    later = NOW_MS + LEASE_LIFE_MS + 1
    session.execute(update(Device).where(Device.id == people.device.actor.id).values(seen_ms=later))
    assert renew(session, people.device, now_ms=later).is_alone


def test_leases_and_redemptions_beside_each_other_never_exceed_the_quota(
    app: Flask, session: Session, people: Actors
) -> None:
    live = publish(session, total_limit=30, **ANYBODY)
    with app.app_context():
        engine = db.engine

    def act(number: int) -> None:
        with Session(engine) as own, own.begin():
            if number % 3:
                service.redeem(own, row(live, at_ms=NOW_MS), NOW_MS)
            else:
                who = (people.device, people.device_elsewhere)[number % 2]
                service.renew_lease(own, who.actor, LeaseReport(number), NOW_MS)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(act, range(60)))
    assert 0 < counted(session) + held(session, f"p:{live}") <= 30


@pytest.mark.parametrize("tables_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("is_seen_late", [True, False])
def test_units_that_another_tablet_pushes_beside_a_contact_are_not_granted_again(
    session: Session, people: Actors, monkeypatch: pytest.MonkeyPatch, is_seen_late: bool
) -> None:
    live = publish(session, total_limit=100, **ANYBODY)
    ids = (f"0198f7a0-0000-7000-8000-{number:012d}" for number in count(1))
    for _ in range(2):
        own, other = renew(session, people.device), renew(session, people.device_elsewhere)
    for _ in range(20):
        assert redeem(session, live, "total", lease=own.lease, id=next(ids)) is None
    engine, real = session.get_bind(), leases.is_due

    def is_due(*args: Any) -> bool:
        found = None if is_seen_late else real(*args)
        with Session(engine) as beside:
            for _ in range(10):
                more: dict[str, Any] = {"id": next(ids), "store_id": "406", "customer_id": MARCO}
                assert redeem(beside, live, "total", lease=other.lease, **more) is None
        return real(*args) if found is None else found

    monkeypatch.setattr(leases, "is_due", is_due)
    for _ in range(3):
        renew(session, people.device, lease=own.lease)
        assert counted(session) + held(session, f"p:{live}") <= 100


@pytest.mark.parametrize("tables_url", ["postgresql"], indirect=True)
def test_leased_redemptions_beside_contacts_never_exceed_the_quota(
    app: Flask, session: Session, people: Actors
) -> None:
    live = publish(session, total_limit=60, **ANYBODY)
    with app.app_context():
        engine = db.engine
    tablets = (("367", people.device, ELENA), ("406", people.device_elsewhere, MARCO))
    named = [renew(session, who).lease for _, who, _ in tablets]

    def act(number: int) -> None:
        store_id, who, customer_id = tablets[number % 2]
        with Session(engine) as own:
            if number % 6 < 4:
                redeem(
                    own, live, "total", lease=named[number % 2], store_id=store_id, customer_id=customer_id,
                    id=f"0198f7a0-0000-7000-8000-{number:012d}",
                )  # fmt: skip
            else:
                renew(own, who, lease=named[number % 2])

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(act, range(120)))
    assert 40 < counted(session) <= counted(session) + held(session, f"p:{live}") <= 60


@on_one_database
def test_taking_the_first_version_of_a_redemption_needs_room_that_nobody_holds(
    session: Session, people: Actors
) -> None:
    live = publish(session, total_limit=100, **ANYBODY)
    renew(session, people.device)
    renew(session, people.device_elsewhere)
    first = service.redeem(session, row(live), NOW_MS)
    assert first.applied, "a little is always kept back"


IMPOSSIBLE: tuple[dict[str, Any], ...] = (
    {"protocol": 1}, {"contact": -1}, {"contact": "x"}, {"held": [["p:1", 1, 0]]}, {"held": "all"},
    {"held": [[1, 1, 0, 0]]}, {"held": [["p:1", 1, 0, -1]]}, {"held": [["p:1", True, 0, 0]]},
    {"held": [["p:\0", 1, 0, 0]]}, {"held": [["x" * 200, 1, 0, 0]]}, {"held": [["p:1", 1 << 53, 0, 0]]},
    {"wanted": ["x"] * 101}, {"wanted": [5]}, {"lease": "x" * 200},
)  # fmt: skip


@on_one_database
def test_a_report_that_cannot_be_is_refused(client: FlaskClient, people: Actors) -> None:
    body = {"protocol": 2, "contact": 1, "lease": None, "held": [["p:1", 5, 1, 2]], "wanted": []}
    path = "/api/v1/sync/leases"
    assert client.post(path, json=body, headers=people.device.headers).status_code == 200
    for change in IMPOSSIBLE:
        answer = client.post(path, json=body | change, headers=people.device.headers)
        assert (answer.status_code, answer.json["code"]) == (422, "invalid_input"), change


@on_one_database
def test_a_promotion_says_its_budget_and_what_tablets_do_offline(client: FlaskClient, people: Actors) -> None:
    values = {
        "name": "Five off", "benefit_kind": "amount", "benefit_value": 500, "budget_minor": 90_000,
        "offline_policy": "lease_only", "starts_local": "2026-11-20T08:00", "ends_local": "2026-11-29T22:00",
    }  # fmt: skip
    made = client.post("/api/v1/promotions", json=values, headers=people.marketer.headers)
    assert (made.json["budget_minor"], made.json["offline_policy"]) == (90_000, "lease_only")
    wrong = values | {"benefit_kind": "percent", "benefit_value": 5}
    answer = client.post("/api/v1/promotions", json=wrong, headers=people.marketer.headers)
    assert set(answer.json["fields"]) == {"budget_minor"}
