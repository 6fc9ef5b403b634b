"""Saved audiences: the list with live counts, writing one, and who is in it meanwhile."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from server.api import new_id, now_ms
from server.audiences import service
from server.audiences.service import AudienceView
from server.console import audience_models as shown
from server.console import audience_panel
from server.console.audience_models import AudienceForm
from server.console.rule_inputs import builder
from server.console.rule_rows import rule_of
from server.console.views.edge import changes, go, reading, signed_in
from server.console.views.editing import builder_words
from server.database import db
from server.errors import Conflict
from shared.errors import InvalidInput

MEANWHILE: Final = (
    "Somebody else saved this audience while you were writing. Nothing you typed is lost: look at what is"
    " kept in another window, and save again if yours is to hold."
)


def add_to(blueprint: Blueprint) -> None:
    """The blueprint answers these addresses."""
    one = "/audiences/<audience_id>"
    blueprint.add_url_rule("/audiences", "audiences", audiences)
    blueprint.add_url_rule("/audiences/rows", "audience_rows", audience_rows)
    blueprint.add_url_rule("/audiences/new", "new_audience", new_audience)
    blueprint.add_url_rule("/audiences/new", "create_audience", create_audience, methods=["POST"])
    blueprint.add_url_rule("/audiences/preview", "audience_preview", audience_preview, methods=["POST"])
    blueprint.add_url_rule(one, "saved_audience", saved_audience)
    blueprint.add_url_rule(one, "update_audience", update_audience, methods=["POST"])
    blueprint.add_url_rule(f"{one}/now", "audience_now", audience_now)


def audiences() -> ResponseReturnValue:
    """The page; it asks for the counts itself."""
    page = shown.listed(reading(), request.args.get("q", ""), now_ms())
    return render_template("console/audiences/list.html", section="audiences", page=page)


def audience_rows() -> ResponseReturnValue:
    """The rows that fit the search, each with how many are in it now."""
    session, query = reading(), request.args.get("q", "")
    counts = service.counts(
        session, [row.id for row in shown.listed(session, query, now_ms()).rows], now_ms()
    )
    page = shown.listed(session, query, now_ms(), counts)
    return render_template("console/audiences/_rows.html", page=page)


@changes
def new_audience() -> ResponseReturnValue:
    """An empty form."""
    return form_page(AudienceForm(), None)


def saved_audience(audience_id: str) -> ResponseReturnValue:
    """One audience, to be changed by those who may."""
    view = service.get(reading(), audience_id)
    return form_page(shown.form_of_view(view), view)


def form_page(form: AudienceForm, view: AudienceView | None, status: int = 200) -> tuple[str, int]:
    """The page of a new audience, or of one that is kept."""
    session = reading()
    own_id = "" if view is None else view.id
    drawn = render_template(
        "console/audiences/edit.html", section="audiences", form=form,
        page=None if view is None else shown.page(session, view, now_ms()),
        longest={"name": service.LONGEST_NAME, "description": service.LONGEST_DESCRIPTION},
        **builder_words(builder(session, form.rule, own_id), is_alone=True),
    )  # fmt: skip
    return drawn, status


@changes
def audience_preview() -> ResponseReturnValue:
    """Who is in the audience as it stands in the form."""
    form, own_id = shown.form_of(request.form), request.args.get("own", "")
    panel = audience_panel.panel_of_form(reading(), form.rule, own_id, now_ms())
    return render_template("console/audiences/_preview.html", preview=panel, is_form=True, is_rule=True)


def audience_now(audience_id: str) -> ResponseReturnValue:
    """Who is in a kept audience."""
    session = reading()
    view = service.get(session, audience_id)
    panel, is_rule = audience_panel.panel_of_kept(session, view, now_ms()), view.kind == "rule"
    return render_template("console/audiences/_preview.html", preview=panel, is_form=False, is_rule=is_rule)


@changes
def create_audience() -> ResponseReturnValue:
    """The audience is saved, or the form comes back, marked."""
    form, session = shown.form_of(request.form), db.session()
    try:
        values = {"name": form.name, "description": form.description, "rule": _rule(form)}
        made = service.create(session, values, by=signed_in().actor.id, now_ms=now_ms(), new_id=new_id())
    except InvalidInput as error:
        session.rollback()
        return form_page(marked(form, error), None, 422)
    session.commit()
    flash(f"“{made.name}” is saved. Promotions can take it in now.", "good")
    return go(url_for("console.saved_audience", audience_id=made.id))


@changes
def update_audience(audience_id: str) -> ResponseReturnValue:
    """The audience is saved, or the form comes back, marked; with a word if somebody else was faster."""
    form, session = shown.form_of(request.form), db.session()
    view = service.get(session, audience_id, lock=True)
    try:
        saved = _saved(form, view)
    except InvalidInput as error:
        session.rollback()
        return form_page(marked(form, error), view, 422)
    except Conflict as error:
        session.rollback()
        form.errors = {"form": error.sentence}
        return form_page(form, view, 409)
    session.commit()
    flash(f"“{saved.name}” is saved.", "good")
    return go(url_for("console.saved_audience", audience_id=audience_id))


def _saved(form: AudienceForm, view: AudienceView) -> AudienceView:
    if str(view.version) != request.form.get("version"):
        raise Conflict(MEANWHILE)
    values = {"name": form.name, "description": form.description}
    rule = {"rule": _rule(form)} if view.kind == "rule" else {}
    return service.update(db.session(), view.id, values | rule, by=signed_in().actor.id, now_ms=now_ms())


def _rule(form: AudienceForm) -> dict[str, object]:
    """The rule in the form; InvalidInput if it has no condition: that would be everybody."""
    rule = rule_of(form.rule)
    if not rule:
        sentence = "Add a condition: without one it would be every customer."
        raise InvalidInput(sentence, audience=sentence)
    return rule


def marked(form: AudienceForm, error: InvalidInput) -> AudienceForm:
    """The form with a sentence beside each field that cannot be used."""
    form.errors = {name: str(sentence) for name, sentence in error.fields.items()}
    return form
