"""Writing a promotion: the form, its audience builder, the live preview, saving and submitting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from server.api import new_id, now_ms
from server.catalogue import service as catalogue
from server.console import preview_panel, questions, two_editors
from server.console.editor_models import Editor, Meanwhile
from server.console.promotion_form import form_of, form_of_values, values_of
from server.console.rule_form import change
from server.console.rule_inputs import builder
from server.console.views.edge import acts, reading, signed_in
from server.console.views.editing import builder_part, builder_words, editor_for, start_form
from server.database import db
from server.errors import Conflict
from server.promotions import permissions, service
from server.promotions.errors import ChangedMeanwhile
from server.promotions.service import PromotionView
from shared.errors import InvalidInput

MOVED_ON: Final = (
    "Somebody took a step with it while you were writing. Nothing you typed is lost: save again if you still"
    " want to change it."
)


def add_to(blueprint: Blueprint) -> None:
    """The blueprint answers these addresses."""
    blueprint.add_url_rule("/promotions/new", "new_promotion", new_promotion)
    blueprint.add_url_rule("/promotions/new", "create", save, methods=["POST"])
    blueprint.add_url_rule("/promotions/new/confirm", "confirm_new", confirm, methods=["POST"])
    blueprint.add_url_rule("/promotions/audience", "audience", audience, methods=["POST"])
    blueprint.add_url_rule("/promotions/parts", "promotion_parts", parts, methods=["POST"])
    blueprint.add_url_rule("/promotions/preview", "preview", preview, methods=["POST"])
    blueprint.add_url_rule("/promotions/outlook", "outlook", outlook, methods=["POST"])
    one = "/promotions/<promotion_id>/edit"
    blueprint.add_url_rule(one, "edit_promotion", edit_promotion)
    blueprint.add_url_rule(one, "update", save, methods=["POST"])
    blueprint.add_url_rule(f"{one}/confirm", "confirm_edit", confirm, methods=["POST"])


@acts("create")
def new_promotion() -> ResponseReturnValue:
    """An empty form."""
    session = reading()
    return _page(editor_for(session, start_form(now_ms())))


@acts("edit")
def edit_promotion(promotion_id: str) -> ResponseReturnValue:
    """The form, filled with what was saved; what is live is shown, not edited."""
    session = reading()
    kept = service.get(session, promotion_id, now_ms())
    if sentence := permissions.wrong_state("edit", kept.status):
        flash(sentence, "bad")
        return redirect(url_for("console.promotion", promotion_id=promotion_id))
    form = form_of_values(asdict(kept), catalogue.stores(session))
    return _page(editor_for(session, form, kept))


def _page(editor: Editor, status: int = 200) -> tuple[str, int]:
    words = builder_words(editor.builder)
    return render_template(
        "console/promotions/edit.html", section="promotions", editor=editor, **words
    ), status


@acts("edit")
def audience() -> ResponseReturnValue:
    """The audience builder after a part was added, removed or asks for something else."""
    form = form_of(request.form)
    focus = change(form.rule, request.form)
    made = builder(reading(), form.rule, request.args.get("own", ""))
    return builder_part(made, focus, is_alone="alone" in request.args)


@acts("edit")
def parts() -> ResponseReturnValue:
    """The parts of a bundle, or the variants, after one was added or removed."""
    form = form_of(request.form)
    editor = editor_for(reading(), form)
    part = "_bundle" if {"add_part", "remove_part"} & set(request.form) else "_variants"
    return render_template(f"console/promotions/{part}.html", editor=editor, form=form, errors={})


@acts("edit")
def preview() -> ResponseReturnValue:
    """Who would get the promotion as it stands in the form."""
    panel = preview_panel.panel(reading(), form_of(request.form), now_ms())
    more = url_for("console.outlook", promotion=request.args.get("promotion"))
    return render_template("console/promotions/_preview.html", preview=panel, outlook_url=more)


@acts("edit")
def outlook() -> ResponseReturnValue:
    """What the promotion in the form may cost, and what it meets."""
    form, own_id, text = (
        form_of(request.form),
        request.args.get("promotion", ""),
        request.form.get("counted", ""),
    )
    counted = int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0
    found = preview_panel.outlook(reading(), form, counted, now_ms(), own_id)
    return render_template("console/promotions/_outlook_update.html", outlook=found)


@acts("edit")
def confirm(promotion_id: str | None = None) -> ResponseReturnValue:
    """The question whether the form is to be submitted; the form itself, marked, if it cannot be."""
    session, form = reading(), form_of(request.form)
    values = values_of(form, catalogue.stores(session))
    if values is not None:
        ask = questions.before_submitting_form(session, values, "promotion-form", now_ms())
        return render_template("console/promotions/_submit_dialog.html", ask=ask)
    kept = service.get(session, promotion_id, now_ms()) if promotion_id else None
    editor = editor_for(session, form, kept)
    response = make_response(
        render_template("console/promotions/_form.html", editor=editor, **builder_words(editor.builder)), 422
    )
    response.headers |= {"HX-Retarget": "#promotion-form", "HX-Reswap": "outerMorph"}
    return response


@acts("edit")
def save(promotion_id: str | None = None) -> ResponseReturnValue:
    """The promotion is saved, and submitted if that was asked for; or the form comes back, marked.

    If somebody else saved meanwhile, it comes back with what she changed beside what was typed.
    """
    session, form = db.session(), form_of(request.form)
    kept = service.get(session, promotion_id, now_ms()) if promotion_id else None
    values = values_of(form, catalogue.stores(session))
    meanwhile: Meanwhile | None = None
    if values is not None:
        try:
            saved = _save(values, kept, is_submitting=request.form.get("action") == "submit")
        except ChangedMeanwhile:
            kept, meanwhile = _changed_meanwhile(str(promotion_id), values)
            form.errors = {} if meanwhile.parts else {"form": MOVED_ON}
        except (InvalidInput, Conflict) as error:
            session.rollback()
            form.errors = {name: str(text) for name, text in error.fields.items()} or {"form": error.sentence}
        else:
            return redirect(url_for("console.promotion", promotion_id=saved))
    return _page(editor_for(session, form, kept, meanwhile=meanwhile), 409 if meanwhile else 422)


def _save(values: Mapping[str, Any], kept: PromotionView | None, *, is_submitting: bool) -> str:
    """The id of what was saved; either all that was asked for is done, or nothing."""
    session, at_ms, by = db.session(), now_ms(), signed_in().actor.id
    if kept is None:
        view = service.create(session, values, by=by, now_ms=at_ms, new_id=new_id())
    else:
        version = two_editors.version_of(request.form) or 0
        chosen = two_editors.chosen(request.form, values, kept)
        view = service.update(session, kept.id, chosen, by=by, now_ms=at_ms, version=version)
    if is_submitting:
        view = service.submit(session, view.id, by=by, now_ms=at_ms)
    session.commit()
    done = "submitted. Somebody else approves it now" if is_submitting else "saved as a draft"
    flash(f"“{view.name}” is {done}.", "good")
    return view.id


def _changed_meanwhile(promotion_id: str, values: Mapping[str, Any]) -> tuple[PromotionView, Meanwhile]:
    """The promotion as it is now, and what somebody else saved in it beside what was typed here."""
    session, at_ms = db.session(), now_ms()
    session.rollback()
    kept = service.get(session, promotion_id, at_ms)
    version = two_editors.version_of(request.form) or 0
    return kept, two_editors.meanwhile(session, kept, version, values, at_ms)
