"""Prepared first loads over HTTP: what there is for a tablet, and its sealed bytes by range."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import orjson
import structlog
from flask import Response, current_app, request
from flask_smorest import Blueprint
from sqlalchemy import Engine
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from server.api import URL_PREFIX, current_actor, now_ms, requires, runtime
from server.database import db
from server.errors import NotFound
from server.replication import service, snapshots
from server.replication.integrity import guard_bodies
from server.replication.preparing import Preparer, prepare
from server.replication.schemas import OfferSchema, SpokenSchema
from shared.clock import to_millis

blueprint = Blueprint(
    "snapshots", __name__, url_prefix=f"{URL_PREFIX}/sync", description="First loads, prepared and sealed."
)
guard_bodies(blueprint)

log = structlog.get_logger()

_PIECE = 256 * 1024
"""Before each it is asked whether the tablet was withdrawn meanwhile: one look-up by key for so much."""

_RANGE = re.compile(r"bytes=(\d{1,18})-")


class NoSnapshot(NotFound):
    """Nothing is prepared for this tablet; it loads row by row."""

    code = "no_snapshot"


@blueprint.route("/snapshot", methods=["POST"])
@requires("device")
@blueprint.arguments(SpokenSchema)
@blueprint.response(200, OfferSchema)
@blueprint.alt_response(404, description="Nothing is prepared: pull instead.")
@blueprint.alt_response(
    426, description="The server does not speak this version; `fields` say which it does."
)
def offer(_: object) -> Response:
    """Tell which prepared load there is for a tablet that holds nothing yet."""
    engine = db.engine
    found = snapshots.find(engine, runtime().config.home, current_actor(), now_ms())
    if found.wanted:
        _preparer(engine).ask(found.wanted)
    if found.offer is None:
        raise NoSnapshot("No load is prepared for this tablet. Pull row by row.")
    return Response(orjson.dumps(found.offer.to_wire()), content_type="application/json")


@blueprint.route("/snapshots/<string(length=32):load_id>", methods=["GET"])
@requires("device")
@blueprint.response(206, description="The sealed bytes from where `Range` begins.")
@blueprint.alt_response(404, description="It is gone, or not this tablet's: pull instead.")
@blueprint.alt_response(416, description="It is not that long.")
def download(load_id: str) -> Response:
    """Send a part of an offered load, from any byte on."""
    device, engine, session = current_actor(), db.engine, db.session()
    load = snapshots.load_for(session, device, load_id, now_ms())
    path = snapshots.file_of(runtime().config.home, load) if load is not None else None
    if load is None or path is None:
        if snapshots.exists(session, load_id):
            log.warning("load_refused", device=device.id, load=load_id)
        raise NoSnapshot("This load is not there for this tablet any more. Pull row by row.")
    start, size = _start(request.headers.get("Range", "")), load.bytes
    if start >= size:
        raise RequestedRangeNotSatisfiable(size)
    db.session.remove()  # the answer lives long; it must not keep the connection
    response = Response(_pieces(path, start, engine, device.id), 206, content_type="application/octet-stream")
    response.headers["Content-Range"] = f"bytes {start}-{size - 1}/{size}"
    response.headers["Content-Length"] = str(size - start)
    return response


def _start(told: str) -> int:
    """Where the range begins; anything but one that is open at its end is taken as none."""
    match = _RANGE.fullmatch(told)
    return int(match[1]) if match else 0


def _pieces(path: Path, start: int, engine: Engine, device_id: str) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(start)
        while piece := file.read(_PIECE):
            if not service.is_active(engine, device_id):
                return  # withdrawn meanwhile: nothing more is sent
            yield piece


def _preparer(engine: Engine) -> Preparer:
    """The process's one preparer, made when the first tablet asks in vain."""
    config = runtime().config

    def now() -> int:
        return to_millis(config.clock.now())

    made = Preparer(
        lambda scope: prepare(
            engine, config.home, scope, now_ms=now, random_bytes=config.random_bytes
        ),
        lambda error: log.error("preparing_failed", exc_info=error),
        now,
    )  # fmt: skip
    preparer: Preparer = current_app.extensions.setdefault("aisle_preparer", made)
    return preparer
