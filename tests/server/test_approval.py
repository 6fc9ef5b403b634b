"""Two people publish a promotion, every step is kept, of two at once one is first: nothing half-published."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from server.database import db
from server.errors import Conflict
from server.promotions import history, permissions, service
from server.promotions.errors import ChangedMeanwhile, OwnWork
from server.promotions.models import PromotionChange, PromotionRecord, PromotionStore, PromotionTerms
from shared.errors import AisleError
from tests.server.publishing import PROMOTIONS, approve_over_rest, approved, publish_over_rest, put_live
from tests.server.test_promotions import DRAFT
from tests.server.world import NOW_MS, Actors, SignedIn

ONE = "0198f7a0-0000-7000-8000-000000000001"


@pytest.fixture
def draft(session: Session, people: Actors) -> str:
    """A draft of the marketer's."""
    service.create(session, DRAFT, by=people.marketer.actor.id, now_ms=NOW_MS, new_id=ONE)
    session.commit()
    return ONE


def kinds(session: Session) -> list[str]:
    return [change.kind for change in reversed(history.of_promotion(session, ONE))]


def test_a_promotion_goes_from_draft_to_tablets_by_two_people_and_each_step_is_kept(
    client: FlaskClient, people: Actors, draft: str
) -> None:
    assert publish_over_rest(client, people, draft).json["status"] == "published"
    client.post(f"{PROMOTIONS}/{draft}/stop", headers=people.approver.headers)
    told = client.get(f"{PROMOTIONS}/{draft}/history", headers=people.reader.headers).json["changes"]
    assert [(each["kind"], each["by_name"], each["version"]) for each in reversed(told)] == [
        ("created", "Marketer", 1), ("submitted", "Marketer", 2), ("approved", "Approver", 3),
        ("published", "Marketer", 4), ("stopped", "Approver", 5),
    ]  # fmt: skip
    overall = client.get(f"{PROMOTIONS}/history?most=2", headers=people.reader.headers).json["changes"]
    assert [each["kind"] for each in overall] == ["stopped", "published"]
    rest = client.get(f"{PROMOTIONS}/history?skip=4", headers=people.reader.headers).json["changes"]
    assert [each["kind"] for each in rest] == ["created"]


def test_nothing_is_published_without_an_approval(client: FlaskClient, people: Actors, draft: str) -> None:
    address, marketer = f"{PROMOTIONS}/{draft}", people.marketer.headers
    assert client.post(f"{address}/publish", headers=marketer).json["code"] == "promotion_is_draft"
    client.post(f"{address}/submit", headers=marketer)
    refused = client.post(f"{address}/publish", headers=marketer)
    assert (refused.status_code, refused.json["code"]) == (409, "promotion_is_submitted")


def test_nobody_approves_what_she_wrote_or_edited(client: FlaskClient, people: Actors, draft: str) -> None:
    address, boss = f"{PROMOTIONS}/{draft}", people.administrator
    written = client.post(PROMOTIONS, json=DRAFT, headers=boss.headers).json
    assert refusal(client, boss, written["id"], people.marketer) == (
        403, "own_work", "You wrote this: somebody else approves it.",
    )  # fmt: skip
    etag = client.get(address, headers=boss.headers).headers["ETag"]
    client.patch(address, json={"benefit_value": 30}, headers=boss.headers | {"If-Match": etag})
    assert refusal(client, boss, draft, people.marketer) == (
        403, "own_work", "You edited this last: somebody else approves it.",
    )  # fmt: skip
    assert approve_over_rest(client, people, draft).json["status"] == "approved"


def test_nobody_approves_her_figure_because_somebody_else_edited_after_her(
    client: FlaskClient, people: Actors, draft: str
) -> None:
    address, boss = f"{PROMOTIONS}/{draft}", people.administrator
    for who, values in ((boss, {"total_limit": 9_000}), (people.marketer, {"text": "Fresh bread."})):
        etag = client.get(address, headers=who.headers).headers["ETag"]
        answer = client.patch(address, json=values, headers=who.headers | {"If-Match": etag})
        assert answer.status_code == 200, answer.json
    sentence = "You edited this: somebody else approves it."
    assert refusal(client, boss, draft, people.marketer) == (403, "own_work", sentence)
    client.post(f"{address}/send-back", json={"word": "Shorter, please."}, headers=people.approver.headers)
    assert refusal(client, boss, draft, people.marketer) == (403, "own_work", sentence)
    assert approve_over_rest(client, people, draft).json["status"] == "approved"


def test_who_wrote_before_an_approval_may_approve_what_others_wrote_after_it(
    session: Session, draft: str
) -> None:
    service.update(session, draft, {"total_limit": 9_000}, by="boss", now_ms=NOW_MS)
    approved(session, draft)
    service.update(session, draft, {"text": "Fresh bread."}, by="other", now_ms=NOW_MS)
    waiting = service.submit(session, draft, by="other", now_ms=NOW_MS)
    assert waiting.authors == {"other"}
    done = service.approve(session, draft, version=waiting.version, by="boss", now_ms=NOW_MS)
    assert done.status == "approved"


def refusal(client: FlaskClient, who: SignedIn, promotion_id: str, writer: SignedIn) -> tuple[int, str, str]:
    """What she is told who submits and approves it."""
    submitted = client.post(f"{PROMOTIONS}/{promotion_id}/submit", headers=writer.headers).json
    version = {"version": submitted["version"]}
    answer = client.post(f"{PROMOTIONS}/{promotion_id}/approve", json=version, headers=who.headers)
    return answer.status_code, answer.json["code"], answer.json["detail"]


def test_an_edit_takes_the_approval_back_and_one_that_changes_nothing_does_not(
    session: Session, draft: str
) -> None:
    agreed = approved(session, draft)
    same = service.update(session, draft, {"name": DRAFT["name"]}, by="x", now_ms=NOW_MS)
    assert (same.status, same.version) == ("approved", agreed.version)
    changed = service.update(session, draft, {"benefit_value": 50}, by="x", now_ms=NOW_MS)
    assert (changed.status, changed.approved_by, changed.submitted_ms) == ("draft", None, None)
    (edit,) = [each for each in history.of_promotion(session, draft) if each.kind == "edited"]
    assert [(part.label, part.old, part.new) for part in edit.parts] == [
        ("Benefit", "20% off Bakery", "50% off Bakery")
    ]


def test_what_is_approved_is_what_was_read(session: Session, draft: str) -> None:
    read = service.submit(session, draft, by="writer", now_ms=NOW_MS)
    service.update(session, draft, {"benefit_value": 50}, by="writer", now_ms=NOW_MS)
    service.submit(session, draft, by="writer", now_ms=NOW_MS)
    with pytest.raises(ChangedMeanwhile):
        service.approve(session, draft, version=read.version, by="another", now_ms=NOW_MS)


def test_it_is_sent_back_with_a_word_until_it_is_submitted_again(
    client: FlaskClient, people: Actors, session: Session, draft: str
) -> None:
    address, approver = f"{PROMOTIONS}/{draft}", people.approver.headers
    client.post(f"{address}/submit", headers=people.marketer.headers)
    empty = client.post(f"{address}/send-back", json={"word": "  "}, headers=approver)
    assert (empty.status_code, list(empty.json["fields"])) == (422, ["word"])
    back = client.post(f"{address}/send-back", json={"word": "Leave Friday out."}, headers=approver)
    assert back.json["status"] == "draft"
    said = history.last_return(session, draft)
    assert said is not None
    assert (said.note, said.by_name) == ("Leave Friday out.", "Approver")
    session.rollback()
    client.post(f"{address}/submit", headers=people.marketer.headers)
    assert history.last_return(session, draft) is None


def test_a_submission_is_withdrawn_and_a_deleted_draft_is_brought_back_as_it_was(
    client: FlaskClient, people: Actors, session: Session, draft: str
) -> None:
    address, marketer = f"{PROMOTIONS}/{draft}", people.marketer.headers
    client.post(f"{address}/submit", headers=marketer)
    assert client.delete(address, headers=marketer).json["code"] == "promotion_is_submitted"
    client.post(f"{address}/withdraw", headers=marketer)
    assert client.delete(address, headers=marketer).json["status"] == "deleted"
    assert client.get(PROMOTIONS, headers=marketer).json["promotions"] == []
    assert client.post(f"{address}/submit", headers=marketer).json["code"] == "promotion_is_deleted"
    back = client.post(f"{address}/bring-back", headers=marketer).json
    assert {name: back[name] for name in DRAFT} == DRAFT
    assert kinds(session) == ["created", "submitted", "withdrawn", "deleted", "brought_back"]


@pytest.mark.usefixtures("draft")
def test_the_database_lets_nobody_change_the_history(session: Session) -> None:
    assert kinds(session) == ["created"]
    for statement in (update(PromotionChange).values(by_id="somebody"), delete(PromotionChange)):
        with pytest.raises(DBAPIError, match="only ever added"):
            session.execute(statement)
        session.rollback()
    assert kinds(session) == ["created"]


@pytest.mark.parametrize("status", permissions.STATUSES)
@pytest.mark.parametrize("action", permissions.ACTIONS)
def test_every_state_allows_an_action_or_says_why_not(action: Any, status: Any) -> None:
    allowed = status in permissions.STATES[action]
    words = permissions.wrong_state(action, status)
    assert (words is None) == allowed
    assert allowed or str(words).endswith(".")


def both(app: Flask, *steps: Callable[[Session], object]) -> list[str]:
    """How each of the steps ended, all begun at once in sessions of their own: "done", or why not."""
    with app.app_context():
        engine = db.engine
    ready = Barrier(len(steps))

    def take(step: Callable[[Session], object]) -> str:
        with Session(engine, expire_on_commit=False) as own:
            service.get(own, ONE, NOW_MS)  # what it was before anybody moved it
            own.rollback()
            ready.wait(30)
            try:
                step(own)
                own.commit()
            except AisleError as error:
                own.rollback()
                return str(error.code)
        return "done"

    with ThreadPoolExecutor(len(steps)) as pool:
        return list(pool.map(take, steps))


def test_of_two_who_approve_at_once_one_does(app: Flask, session: Session, draft: str) -> None:
    version = service.submit(session, draft, by="writer", now_ms=NOW_MS).version
    session.commit()
    ended = both(app, *(
        lambda own, who=who: service.approve(own, draft, version=version, by=who, now_ms=NOW_MS)
        for who in ("one", "two", "three")
    ))  # fmt: skip
    assert sorted(ended) == ["done", "promotion_is_approved", "promotion_is_approved"]
    assert kinds(session).count("approved") == 1


def test_of_an_approval_and_an_edit_at_once_what_is_approved_was_read(
    app: Flask, session: Session, draft: str
) -> None:
    version = service.submit(session, draft, by="writer", now_ms=NOW_MS).version
    session.commit()
    ended = both(
        app,
        lambda own: service.approve(own, draft, version=version, by="one", now_ms=NOW_MS),
        lambda own: service.update(own, draft, {"benefit_value": 50}, by="w", now_ms=NOW_MS, version=version),
    )
    view = service.get(session, draft, NOW_MS)
    assert ended in (["done", "changed_meanwhile"], ["promotion_is_draft", "done"])
    assert (view.status, view.benefit_value) in (("approved", 20), ("draft", 50))


def test_published_twice_at_once_it_is_published_once_and_whole(
    app: Flask, session: Session, draft: str
) -> None:
    approved(session, draft)
    session.commit()
    ended = both(app, *(lambda own: service.publish(own, draft, by="x", now_ms=NOW_MS) for _ in range(3)))
    assert sorted(ended) == ["done", "promotion_is_live", "promotion_is_live"]
    assert kinds(session).count("published") == 1
    assert session.scalar(select(func.count()).select_from(PromotionStore)) == 2
    assert session.scalar(select(func.count()).select_from(PromotionTerms)) == 1


def test_of_a_publication_and_an_edit_at_once_nothing_is_half_published(
    app: Flask, session: Session, draft: str
) -> None:
    approved(session, draft)
    session.commit()
    ended = both(
        app,
        lambda own: service.publish(own, draft, by="x", now_ms=NOW_MS),
        lambda own: service.update(own, draft, {"benefit_value": 50}, by="w", now_ms=NOW_MS),
    )
    stores = session.scalar(select(func.count()).select_from(PromotionStore))
    found = (service.get(session, draft, NOW_MS).status, stores)
    assert (ended, found) in (
        (["done", "promotion_is_live"], ("published", 2)), (["promotion_is_draft", "done"], ("draft", 0)),
    )  # fmt: skip


def test_a_publication_that_fails_half_way_leaves_nothing(
    session: Session, draft: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    approved(session, draft)
    session.commit()

    def fail(*_: object) -> None:
        raise Conflict("The disk is full.")

    monkeypatch.setattr("server.promotions.approval.terms.published", fail)
    with pytest.raises(Conflict):
        service.publish(session, draft, by="x", now_ms=NOW_MS)
    session.rollback()
    assert session.get_one(PromotionRecord, draft).status == "approved"
    assert session.scalar(select(func.count()).select_from(PromotionStore)) == 0
    assert kinds(session)[-1] == "approved"


def test_her_own_work_stays_hers_after_it_was_sent_back(session: Session, draft: str) -> None:
    version = service.submit(session, draft, by="writer", now_ms=NOW_MS).version
    writer = service.get(session, draft, NOW_MS).created_by
    with pytest.raises(OwnWork):
        service.approve(session, draft, version=version, by=writer, now_ms=NOW_MS)
    service.send_back(session, draft, "Again, please.", by="another", now_ms=NOW_MS)
    service.update(session, draft, {"text": "Fresh bread."}, by="third", now_ms=NOW_MS)
    version = service.submit(session, draft, by="third", now_ms=NOW_MS).version
    with pytest.raises(OwnWork):
        service.approve(session, draft, version=version, by=writer, now_ms=NOW_MS)
    assert put_live_again(session, draft) == "published"


def put_live_again(session: Session, draft: str) -> str:
    service.withdraw(session, draft, by="third", now_ms=NOW_MS)
    return put_live(session, draft).status
