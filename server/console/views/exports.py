"""Tables as files, for administrators."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from server.actors import Actor
from server.api import limiter, new_id, now_ms
from server.console import export_models as shown
from server.console.views.edge import reading, signed_in
from server.database import db
from server.errors import Forbidden
from server.exporting import bundles, service
from server.exporting.files import Format
from shared.clock import from_millis

EXPORT_LIMIT = "30 per minute"


def add_to(blueprint: Blueprint) -> None:
    """The blueprint answers these addresses."""
    blueprint.add_url_rule("/exports", "exports", exports)
    guarded = limiter.limit(EXPORT_LIMIT)(take)
    blueprint.add_url_rule("/exports", "take_export", guarded, methods=["POST"])


def _check_role() -> None:
    if signed_in().actor.role not in service.ROLES:
        raise Forbidden("Only administrators take data out. Ask one of them.")


def exports() -> ResponseReturnValue:
    """The page."""
    _check_role()
    return _page(MultiDict())


def _page(form: MultiDict[str, str], error: str = "") -> ResponseReturnValue:
    page = shown.page(reading(), form.getlist("table"), form.get("format", "csv"), now_ms())
    drawn = render_template("console/exports.html", section="exports", page=page, error=error)
    return drawn, 422 if error else 200


def take() -> ResponseReturnValue:
    """The tables that were chosen, as a download: a file if it is one, an archive if they are several."""
    _check_role()
    wanted, form = request.form.getlist("table"), shown.format_of(request.form.get("format", ""))
    known = {each.name for each in service.exportable()}
    names = [name for name in sorted(known) if name in wanted]
    if not names:
        return _page(request.form, "Choose at least one table.")
    if form is None:
        return _page(request.form, "Choose CSV or Parquet.")
    return _answer(names, form, db.session(), signed_in().actor)


def _answer(names: list[str], form: Format, session: Session, actor: Actor) -> Response:
    def export(name: str, path: Path) -> int:
        return service.export(session, name, path, form, actor=actor, now_ms=now_ms(), new_id=new_id)

    at = from_millis(now_ms())
    if len(names) == 1:
        content, kind, file = (
            bundles.single(names[0], form, export),
            bundles.TYPES[form],
            f"{names[0]}.{form}",
        )
    else:
        content = bundles.packed(names, form, at, export)
        kind, file = "application/zip", f"aisle-one-{at:%Y-%m-%d}.zip"
    answer = Response(stream_with_context(content), mimetype=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
