"""Writing a promotion: the form, its audience builder, the live preview, saving and publishing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from server.api import new_id, now_ms
from server.catalogue import service as catalogue
from server.console import preview_panel, questions
from server.console.editor_models import Editor
from server.console.promotion_form import form_of, form_of_values, values_of
from server.console.rule_rows import RuleRow
from server.console.views.edge import changes, reading, signed_in
from server.console.views.editing import editor_for, start_form
from server.database import db
from server.errors import Conflict
from server.promotions import service
from shared.audience import MAX_CONDITIONS
from shared.errors import InvalidInput


def add_to(blueprint: Blueprint) -> None:
    """The blueprint answers these addresses."""
    blueprint.add_url_rule("/promotions/new", "new_promotion", new_promotion)
    blueprint.add_url_rule("/promotions/new", "create", save, methods=["POST"])
    blueprint.add_url_rule("/promotions/new/confirm", "confirm_new", confirm, methods=["POST"])
    blueprint.add_url_rule("/promotions/audience", "audience", audience, methods=["POST"])
    blueprint.add_url_rule("/promotions/preview", "preview", preview, methods=["POST"])
    one = "/promotions/<promotion_id>/edit"
    blueprint.add_url_rule(one, "edit_promotion", edit_promotion)
    blueprint.add_url_rule(one, "update", save, methods=["POST"])
    blueprint.add_url_rule(f"{one}/confirm", "confirm_edit", confirm, methods=["POST"])


@changes
def new_promotion() -> ResponseReturnValue:
    """An empty form."""
    session = reading()
    return _page(editor_for(session, start_form(now_ms())))


@changes
def edit_promotion(promotion_id: str) -> ResponseReturnValue:
    """The form of a draft, filled with what was saved; anything else is shown, not edited."""
    session = reading()
    kept = service.get(session, promotion_id, now_ms())
    if kept.status != "draft":
        flash("Only drafts can be edited. Duplicate it to change something.", "bad")
        return redirect(url_for("console.promotion", promotion_id=promotion_id))
    form = form_of_values(asdict(kept), catalogue.stores(session))
    return _page(editor_for(session, form, kept))


def _page(editor: Editor, status: int = 200) -> tuple[str, int]:
    return render_template("console/promotions/edit.html", section="promotions", editor=editor), status


@changes
def audience() -> ResponseReturnValue:
    """The audience builder after a row was added, removed or asks for something else."""
    form = form_of(request.form)
    focus: int | str | None = None
    if "add_rule" in request.form and len(form.rows) < MAX_CONDITIONS:
        form.rows.append(RuleRow())
        focus = len(form.rows) - 1
    elif request.form.get("remove_rule", "").isdigit():
        number = int(request.form["remove_rule"])
        del form.rows[number : number + 1]
        focus = "add"
    editor = editor_for(reading(), form, focus=focus)
    response = make_response(
        render_template("console/promotions/_audience.html", editor=editor, form=form, errors={})
    )
    response.headers["HX-Trigger"] = '{"audience-changed": {"target": "#preview"}}'
    return response


@changes
def preview() -> ResponseReturnValue:
    """Who would get the promotion as it stands in the form."""
    panel = preview_panel.panel(reading(), form_of(request.form), now_ms())
    return render_template("console/promotions/_preview.html", preview=panel)


@changes
def confirm(promotion_id: str | None = None) -> ResponseReturnValue:
    """The question whether the form is to be published; the form itself, marked, if it cannot be."""
    session, form = reading(), form_of(request.form)
    values = values_of(form, catalogue.stores(session))
    if values is not None:
        ask = questions.before_publishing_form(session, values, "promotion-form", now_ms())
        return render_template("console/promotions/_publish_dialog.html", ask=ask)
    kept = service.get(session, promotion_id, now_ms()) if promotion_id else None
    response = make_response(
        render_template("console/promotions/_form.html", editor=editor_for(session, form, kept)), 422
    )
    response.headers |= {"HX-Retarget": "#promotion-form", "HX-Reswap": "outerMorph"}
    return response


@changes
def save(promotion_id: str | None = None) -> ResponseReturnValue:
    """The promotion is saved, and published if that was asked for; or the form comes back, marked."""
    session, form = db.session(), form_of(request.form)
    kept = service.get(session, promotion_id, now_ms()) if promotion_id else None
    values = values_of(form, catalogue.stores(session))
    publishing = request.form.get("action") == "publish"
    if values is not None:
        try:
            saved = _save(values, promotion_id, publishing)
        except (InvalidInput, Conflict) as error:
            session.rollback()
            form.errors = {name: str(text) for name, text in error.fields.items()} or {"form": error.sentence}
        else:
            return redirect(url_for("console.promotion", promotion_id=saved))
    return _page(editor_for(session, form, kept), 422)


def _save(values: Mapping[str, Any], promotion_id: str | None, publishing: bool) -> str:
    """The id of what was saved; either all that was asked for is done, or nothing."""
    session, at_ms = db.session(), now_ms()
    if promotion_id is None:
        view = service.create(session, values, by=signed_in().actor.id, now_ms=at_ms, new_id=new_id())
    else:
        view = service.update(session, promotion_id, values, now_ms=at_ms)
    if publishing:
        view = service.publish(session, view.id, now_ms=at_ms)
    session.commit()
    done = "published. Connected tablets have it within seconds" if publishing else "saved as a draft"
    flash(f"“{view.name}” is {done}.", "good")
    return view.id
