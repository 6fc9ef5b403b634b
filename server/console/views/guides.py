"""Guides: the list, the form, and switching one on or off."""

from __future__ import annotations

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from server.api import new_id, now_ms
from server.console import advice_models as shown
from server.console.views.edge import changes, go, reading, signed_in
from server.database import db
from server.guides import service
from shared.errors import InvalidInput


def add_to(blueprint: Blueprint) -> None:
    """The blueprint answers these addresses."""
    blueprint.add_url_rule("/guides", "guides", guides)
    blueprint.add_url_rule("/guides/new", "new_guide", new_guide)
    blueprint.add_url_rule("/guides/new", "create_guide", save_guide, methods=["POST"])
    blueprint.add_url_rule("/guides/<guide_id>", "guide", guide)
    blueprint.add_url_rule("/guides/<guide_id>", "update_guide", save_guide, methods=["POST"])


def guides() -> ResponseReturnValue:
    """The page."""
    return render_template("console/guides/list.html", section="guides", rows=shown.guide_rows(reading()))


@changes
def new_guide() -> ResponseReturnValue:
    """An empty form."""
    return _page(shown.guide_form(None), url_for("console.create_guide"))


@changes
def guide(guide_id: str) -> ResponseReturnValue:
    """The form of one guide."""
    known = service.get(reading(), guide_id)
    return _page(shown.guide_form(known), url_for("console.update_guide", guide_id=guide_id))


def _page(form: shown.GuideForm, save_url: str, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "console/guides/edit.html", section="guides", form=form, save_url=save_url, ties=shown.GUIDE_TIES,
        dates=shown.GUIDE_DATES,
    )  # fmt: skip
    return page, status


@changes
def save_guide(guide_id: str | None = None) -> ResponseReturnValue:
    """The guide is saved, or the form comes back, marked."""
    session = db.session()
    if guide_id is not None:
        service.get(session, guide_id)
    form, typed = shown.typed_guide(guide_id or new_id(), request.form)
    if typed is not None:
        try:
            saved = service.save(session, typed, by=signed_in().actor.id, now_ms=now_ms())
        except InvalidInput as error:
            session.rollback()
            form.errors = {name: str(text) for name, text in error.fields.items()}
        else:
            session.commit()
            flash(f"“{saved.title}” is saved. Connected tablets have it within seconds.", "good")
            return go(url_for("console.guides"))
    url = url_for("console.update_guide", guide_id=guide_id) if guide_id else url_for("console.create_guide")
    return _page(form, url, 422)
