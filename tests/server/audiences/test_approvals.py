"""Whoever approved a promotion approved whom it is for: another audience takes the approval back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from server.audiences import alike, lists, service
from server.audiences.models import AudienceRecord
from server.promotions import history
from server.promotions import service as promotions
from server.promotions.errors import OwnWork
from tests.server.audiences.saved import GUESTS, LOVERS, save_some
from tests.server.people import ELENA, MARCO
from tests.server.publishing import approved, put_live
from tests.server.test_promotions import DRAFT
from tests.server.world import NOW_MS, Actors

ONE = "0198f7a0-0000-7000-8000-000000000001"
VIP = {"attribute": "tier", "operator": "in", "value": ["VIP"]}
BY = {"by": "changer", "now_ms": NOW_MS}


@pytest.fixture
def saved(session: Session, people: Actors) -> Session:
    """Some audiences are there."""
    assert people.marketer
    save_some(session)
    return session


def draft(session: Session, audience_id: str) -> str:
    values = DRAFT | {"audience": service.is_in(audience_id)}
    return promotions.create(session, values, by="writer", now_ms=NOW_MS, new_id=ONE).id


def status(session: Session) -> str:
    return promotions.get(session, ONE, NOW_MS).status


def another_rule(session: Session) -> None:
    service.update(session, LOVERS, {"rule": VIP}, **BY)


def another_list(session: Session) -> None:
    service.set_members(session, GUESTS, [ELENA], **BY)


def another_file(session: Session) -> None:
    lists.replace_list(session, GUESTS, "a.csv", f"customer_id\n{ELENA}\n".encode(), **BY)


CHANGES = [(LOVERS, another_rule), (GUESTS, another_list), (GUESTS, another_file)]


@pytest.mark.parametrize(("audience_id", "change"), CHANGES)
def test_what_is_approved_for_an_audience_is_a_draft_again_once_others_are_in_it(
    saved: Session, audience_id: str, change: Callable[[Session], None]
) -> None:
    before = approved(saved, draft(saved, audience_id))
    change(saved)
    after = promotions.get(saved, ONE, NOW_MS)
    assert (after.status, after.approved_by, after.submitted_by) == ("draft", None, None)
    assert after.version == before.version + 1
    told = history.of_promotion(saved, ONE)[0]
    name = service.get(saved, audience_id).name
    assert (told.kind, told.by_id, told.parts) == ("edited", "changer", ())
    assert told.note == f"The audience “{name}” was changed. Look at it again and submit it."


def test_what_is_submitted_is_a_draft_again_over_an_audience_in_between(saved: Session) -> None:
    outer = {"name": "Lovers", "rule": {"all": [service.is_in(LOVERS)]}}
    service.create(saved, outer, by="m", now_ms=NOW_MS, new_id="outer")
    promotions.submit(saved, draft(saved, "outer"), by="writer", now_ms=NOW_MS)
    another_rule(saved)
    assert status(saved) == "draft"


def test_whoever_changed_the_audience_does_not_approve_it(saved: Session) -> None:
    promotions.submit(saved, draft(saved, LOVERS), by="writer", now_ms=NOW_MS)
    another_rule(saved)
    version = promotions.submit(saved, ONE, by="writer", now_ms=NOW_MS).version
    with pytest.raises(OwnWork):
        promotions.approve(saved, ONE, version=version, by="changer", now_ms=NOW_MS)


def test_a_name_the_same_customers_and_another_audience_take_nothing_back(saved: Session) -> None:
    approved(saved, draft(saved, GUESTS))
    service.update(saved, GUESTS, {"name": "Opening"}, **BY)
    service.set_members(saved, GUESTS, [MARCO, ELENA], **BY)
    another_rule(saved)
    assert status(saved) == "approved"


def test_what_is_live_stays_live(saved: Session) -> None:
    put_live(saved, draft(saved, LOVERS))
    another_rule(saved)
    assert status(saved) == "published"


def test_look_alikes_made_anew_take_the_approval_back(
    saved: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = saved.get_one(AudienceRecord, GUESTS)
    stored.kind, stored.origin = "model", f'{{"seed_id": "{LOVERS}", "seed_name": "Bread", "size": 5}}'
    approved(saved, draft(saved, GUESTS))
    monkeypatch.setattr(alike, "_alike", lambda *_: [ELENA])
    alike.make_anew(saved, GUESTS, **BY)
    assert status(saved) == "draft"
