"""Replication over HTTP: pull, push, leases, acknowledge, and the channel that says there is news."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

import orjson
import structlog
from flask import Response, current_app, request
from flask_smorest import Blueprint
from sqlalchemy import Engine
from werkzeug.exceptions import ServiceUnavailable

from server.api import URL_PREFIX, current_actor, now_ms, requires, runtime
from server.database import db
from server.errors import Gone
from server.promotions import service as promotions
from server.replication import service
from server.replication.applying import StoreOperations
from server.replication.collections import COLLECTIONS, GROUPINGS
from server.replication.integrity import guard_bodies
from server.replication.lease_schemas import LeaseAnswerSchema, LeaseReportSchema
from server.replication.schemas import (
    AcknowledgementSchema,
    AnswersSchema,
    PullSchema,
    PushSchema,
    WakeSchema,
)
from server.replication.streaming import Places, PullStream
from server.replication.upkeep import tidy
from server.replication.waking import BEAT, MANY_LISTEN, NEWS, TooManyListeners, push_addresses
from shared.clock import to_millis
from sync.errors import MustReload
from sync.leases import LeaseReport
from sync.protocol import BEAT_SECONDS, CONTENT_TYPE, Acknowledgement, PullRequest, Repairs
from sync.source.intake import Intake
from sync.source.subscriptions import Subscriptions
from sync.source.wakeup import Watcher

blueprint = Blueprint(
    "sync", __name__, url_prefix=f"{URL_PREFIX}/sync", description="Replication with tablets."
)

guard_bodies(blueprint)

log = structlog.get_logger()


MOST_LISTENERS = 48
"""Wake-up channels open at once in a process: each holds one of its threads, and others need some."""


PLACES = Places(20)
"""Pulls streamed at once in a process: two thirds of the smallest pool, see `server.database`."""

PLACE_SECONDS = 20.0
"""How long a pull waits for its place before it is told to come again: less than a tablet's patience."""


class CursorGone(Gone):
    """The tablet's copy cannot be brought up to date; it loads everything again and keeps its outbox."""

    code = "must_reload"


@blueprint.route("/pull", methods=["POST"])
@requires("device")
@blueprint.arguments(PullSchema)
@blueprint.response(200, description="A compressed stream of JSON lines, ending with `complete`.")
@blueprint.alt_response(410, description="The cursor means nothing any more: load again.")
@blueprint.alt_response(503, description="Too many pull at once: come again shortly.")
@blueprint.alt_response(
    426, description="The server does not speak this version; `fields` say which it does."
)
def pull(asked: PullRequest) -> Response:
    """Send what changed since the cursor, or everything."""
    device, engine = current_actor(), db.engine
    if not PLACES.take(PLACE_SECONDS):
        raise ServiceUnavailable
    try:
        connection, pulled = service.open_pull(engine, device, asked, now_ms())
    except BaseException as error:
        PLACES.give_back()
        if isinstance(error, MustReload):
            raise CursorGone(error.sentence) from error
        raise
    stream = PullStream(
        connection, pulled,
        accepted=request.headers.get("Accept-Encoding", ""),
        is_allowed=lambda: service.is_active(engine, device.id), places=PLACES,
    )  # fmt: skip
    response = Response(stream, content_type=CONTENT_TYPE)
    if stream.encoding:
        response.headers["Content-Encoding"] = stream.encoding
    return response


@blueprint.route("/push", methods=["POST"])
@requires("device")
@blueprint.arguments(PushSchema)
@blueprint.response(200, AnswersSchema)
@blueprint.alt_response(
    426, description="The server does not speak this version; `fields` say which it does."
)
def push(given: dict[str, list[object]]) -> Response:
    """Decide operations; sending them again gives the same answers."""
    device, session, at_ms = current_actor(), db.session(), now_ms()
    intake = Intake(
        session, StoreOperations(session, device, at_ms), device_id=device.id, now_ms=at_ms,
        on_trouble=lambda error: log.error("operation_failed", device=device.id, exc_info=error),
    )  # fmt: skip
    answers = intake.take(given["operations"])
    session.commit()
    body = orjson.dumps({"answers": [answer.to_wire() for answer in answers]})
    return Response(body, content_type="application/json")


@blueprint.route("/leases", methods=["POST"])
@requires("device")
@blueprint.arguments(LeaseReportSchema)
@blueprint.response(200, LeaseAnswerSchema)
@blueprint.alt_response(
    426, description="The server does not speak this version; `fields` say which it does."
)
def renew_leases(report: LeaseReport) -> dict[str, object]:
    """Tell what was spent of leased quotas; hear what may be spent without the line."""
    session = db.session()
    answer = promotions.renew_lease(session, current_actor(), report, now_ms())
    session.commit()
    return answer.to_wire()


@blueprint.route("/ack", methods=["POST"])
@requires("device")
@blueprint.arguments(AcknowledgementSchema)
@blueprint.response(204)
@blueprint.alt_response(
    426, description="The server does not speak this version; `fields` say which it does."
)
def acknowledge(said: Acknowledgement) -> None:
    """Tell what the tablet shows now."""
    session, device = db.session(), current_actor()
    found = service.acknowledge(session, device, said, now_ms())
    session.commit()
    if found != Repairs():
        # a copy that was not what it should be is a fault of somebody's: whoever keeps the server must see it
        log.warning("replica_repaired", device=device.id, store=device.store_id, **asdict(found))


@blueprint.route("/wake", methods=["GET"])
@requires("device")
@blueprint.arguments(WakeSchema, location="query")
@blueprint.response(
    200,
    description="A stream of JSON lines: `news`, or `beat` while there is none. JSON with `addresses` for who"
    " asked for `elsewhere` and finds the channel held better there.",
)
@blueprint.alt_response(429, description="Too many tablets listen; rounds do without.")
def wake(asked: dict[str, bool]) -> Response:
    """Wait for news, or hear where to wait for it."""
    device, engine = current_actor(), db.engine
    addresses = push_addresses(runtime().config.push_addresses, device.id)
    if asked["elsewhere"] and addresses:
        return Response(orjson.dumps({"addresses": addresses}), content_type="application/json")
    db.session.remove()  # the channel lives long; it must not keep the connection that told who is asking
    subscriptions = _subscriptions(engine)
    subscription = subscriptions.subscribe(device.id, service.scopes_of(device), most=MOST_LISTENERS)
    if subscription is None:
        raise TooManyListeners(MANY_LISTEN)

    def messages() -> Iterator[bytes]:
        yield BEAT  # at once: the tablet knows that the line is up, and makes a round
        while True:
            has_news = subscription.wait(BEAT_SECONDS)
            if subscription.is_over or not service.is_active(engine, device.id):
                return
            yield NEWS if has_news else BEAT

    response = Response(messages(), content_type=CONTENT_TYPE, headers={"X-Accel-Buffering": "no"})
    response.call_on_close(lambda: subscriptions.give_back(subscription))
    return response


def _subscriptions(engine: Engine) -> Subscriptions:
    """Who listens in this process, told by its one watcher, which starts with the first tablet."""
    subscriptions: Subscriptions = current_app.extensions.setdefault("aisle_subscriptions", Subscriptions())
    if "aisle_watcher" not in current_app.extensions:
        config = runtime().config
        made = Watcher(
            engine, COLLECTIONS, GROUPINGS, subscriptions, reading=service.READING[engine.dialect.name],
            on_trouble=lambda error: log.error("watching_failed", exc_info=error),
            shut_out=service.withdrawn,
            each_hour=lambda: tidy(engine, config.home, to_millis(config.clock.now())),
        )  # fmt: skip
        if current_app.extensions.setdefault("aisle_watcher", made) is made:
            made.start()
    return subscriptions
