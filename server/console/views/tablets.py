"""The fleet: what it holds, enrolling, retiring and revoking."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from server.api import now_ms, runtime
from server.catalogue import service as catalogue
from server.console import fleet as tablets_shown
from server.console import wording
from server.console.view_models import Board, CodeShown
from server.console.views.edge import changes, go, reading, signed_in
from server.database import db
from server.devices import parting, reports
from server.devices import service as devices
from server.errors import NotFound


def add_to(blueprint: Blueprint) -> None:
    """The blueprint answers these addresses."""
    blueprint.add_url_rule("/tablets", "tablets", tablets)
    blueprint.add_url_rule("/tablets/rows", "fleet", fleet)
    blueprint.add_url_rule("/tablets/enrol", "enrol", enrol)
    blueprint.add_url_rule("/tablets/enrol", "make_code", make_code, methods=["POST"])
    blueprint.add_url_rule("/tablets/<device_id>/report", "report", report)
    blueprint.add_url_rule("/tablets/<device_id>/retire", "retire", retire)
    blueprint.add_url_rule("/tablets/<device_id>/retire", "do_retire", do_retire, methods=["POST"])
    blueprint.add_url_rule("/tablets/<device_id>/revoke", "revoke", revoke)
    blueprint.add_url_rule("/tablets/<device_id>/revoke", "do_revoke", do_revoke, methods=["POST"])


def _board() -> Board:
    return tablets_shown.board(reading(), request.args.get("q", ""), now_ms())


def tablets() -> ResponseReturnValue:
    """The page."""
    return render_template("console/tablets/list.html", section="tablets", board=_board())


def fleet() -> ResponseReturnValue:
    """Its table and figures, asked for again and again."""
    return render_template("console/tablets/_rows_update.html", board=_board())


def report(device_id: str) -> ResponseReturnValue:
    """What that tablet last reported of itself."""
    session = reading()
    row = next((each for each in devices.fleet(session) if each.id == device_id), None)
    if row is None:
        raise NotFound("This tablet is not known any more.")
    said = reports.latest(session, device_id)
    return render_template(
        "console/tablets/_report_dialog.html", name=row.name, store=row.store_name, text=said.text,
        came=wording.ago(said.at_ms, now_ms()),
    )  # fmt: skip


@changes
def enrol() -> ResponseReturnValue:
    """The question which store a new tablet is for."""
    return render_template("console/tablets/_enrol_dialog.html", stores=catalogue.stores(reading()))


@changes
def make_code() -> ResponseReturnValue:
    """A new one-time code of the chosen store, shown large."""
    session, at_ms = db.session(), now_ms()
    store_id = request.form.get("store_id", "")
    if not store_id:
        sentence = "Choose the store this tablet is for."
        stores = catalogue.stores(session)
        return render_template("console/tablets/_enrol_dialog.html", stores=stores, problem=sentence)
    store = catalogue.store(session, store_id)
    text = devices.make_code(
        session,
        store_id=store_id,
        by=signed_in().actor.id,
        now_ms=at_ms,
        random_bytes=runtime().config.random_bytes,
    )
    session.commit()
    expires = wording.moment(at_ms + devices.CODE_LIFE_MS, store.time_zone, at_ms)
    server = request.host_url.rstrip("/")
    code = CodeShown(text, f"{store.name} ({store.id})", f"{expires}, store time", server)
    return render_template("console/tablets/_code_dialog.html", code=code)


@changes
def revoke(device_id: str) -> ResponseReturnValue:
    """The question whether that tablet is really to be revoked."""
    row = tablets_shown.tablet(reading(), device_id)
    ask = tablets_shown.ask_revoke(row, url_for("console.do_revoke", device_id=device_id))
    return render_template("console/tablets/_revoke_dialog.html", ask=ask)


@changes
def do_revoke(device_id: str) -> ResponseReturnValue:
    """The tablet is revoked."""
    return _part(device_id, parting.revoke, "{0} in {1} is revoked.")


@changes
def retire(device_id: str) -> ResponseReturnValue:
    """The question whether that tablet is to be taken out of service."""
    row = tablets_shown.tablet(reading(), device_id)
    ask = tablets_shown.ask_retire(row, url_for("console.do_retire", device_id=device_id))
    return render_template("console/tablets/_retire_dialog.html", ask=ask)


@changes
def do_retire(device_id: str) -> ResponseReturnValue:
    """The tablet is asked to send everything and to destroy its keys."""
    return _part(device_id, parting.retire, "{0} in {1} is being taken out of service.")


def _part(device_id: str, step: Callable[[Session, str, int], None], done: str) -> ResponseReturnValue:
    """The step is taken and said; a tablet that has left meanwhile is said, too."""
    session = db.session()
    try:
        row = tablets_shown.tablet(session, device_id)
        step(session, row.id, now_ms())
    except NotFound as error:
        flash(error.sentence, "bad")
        return go(url_for("console.tablets"))
    session.commit()
    flash(done.format(row.name, row.store_name), "good")
    return go(url_for("console.tablets"))
