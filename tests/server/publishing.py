"""A promotion goes live in tests as it does at HQ: one person writes and submits it, another approves it."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from server.promotions import service
from server.promotions.service import PromotionView
from tests.server.world import NOW_MS, Actors

PROMOTIONS = "/api/v1/promotions"
APPROVER = "another person"


def put_live(session: Session, promotion_id: str, now_ms: int = NOW_MS) -> PromotionView:
    """The draft is submitted, approved by somebody else and published."""
    by = approved(session, promotion_id, now_ms).created_by
    return service.publish(session, promotion_id, by=by, now_ms=now_ms)


def approved(session: Session, promotion_id: str, now_ms: int = NOW_MS) -> PromotionView:
    """The draft is submitted and approved by somebody else."""
    writer = service.get(session, promotion_id, now_ms).created_by
    waiting = service.submit(session, promotion_id, by=writer, now_ms=now_ms)
    return service.approve(session, promotion_id, version=waiting.version, by=APPROVER, now_ms=now_ms)


def approve_over_rest(client: FlaskClient, people: Actors, promotion_id: str) -> TestResponse:
    """The answer to the approver, who approves the version she has read."""
    address = f"{PROMOTIONS}/{promotion_id}"
    version = client.get(address, headers=people.approver.headers).json["version"]
    return client.post(f"{address}/approve", json={"version": version}, headers=people.approver.headers)


def publish_over_rest(client: FlaskClient, people: Actors, promotion_id: str) -> TestResponse:
    """The answer to the marketer, who publishes what she submitted and the approver approved."""
    address, marketer = f"{PROMOTIONS}/{promotion_id}", people.marketer.headers
    for answer in (
        client.post(f"{address}/submit", headers=marketer),
        approve_over_rest(client, people, promotion_id),
    ):
        if answer.status_code != 200:
            return answer
    return client.post(f"{address}/publish", headers=marketer)
