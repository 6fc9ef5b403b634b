"""Writing an experiment: the form, its variants, what is told of power and duration, saving it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from server.api import new_id, now_ms
from server.catalogue import service as catalogue
from server.console import experiment_models as shown
from server.console import two_editors
from server.console.experiment_form import change_variants, form_of, form_of_values, values_of
from server.console.experiment_models import ExperimentEditor
from server.console.views.edge import reading, signed_in
from server.console.views.editing import builder_words
from server.console.views.experiments import check_may
from server.database import db
from server.errors import Conflict
from server.experiments import permissions, service
from server.experiments.service import ExperimentView
from shared.errors import InvalidInput


def add_to(blueprint: Blueprint) -> None:
    """The blueprint answers these addresses."""
    one = "/experiments/<uuid:experiment_id>/edit"
    blueprint.add_url_rule("/experiments/new", "new_experiment", new_experiment)
    blueprint.add_url_rule("/experiments/new", "create_experiment", save, methods=["POST"])
    blueprint.add_url_rule("/experiments/variants", "experiment_variants", variants, methods=["POST"])
    blueprint.add_url_rule("/experiments/plan", "experiment_plan", plan, methods=["POST"])
    blueprint.add_url_rule(one, "edit_experiment", edit_experiment)
    blueprint.add_url_rule(one, "update_experiment", save, methods=["POST"])


def new_experiment() -> ResponseReturnValue:
    """A form that proposes four weeks and two variants of what was asked for."""
    check_may("create", signed_in())
    form = shown.start_form(request.args.get("about", ""), now_ms())
    return _page(shown.editor(reading(), form, now_ms()))


def edit_experiment(experiment_id: object) -> ResponseReturnValue:
    """The form, filled with what was saved; what runs is shown, not edited."""
    check_may("edit", signed_in())
    session = reading()
    kept = service.get(session, str(experiment_id), now_ms())
    if sentence := permissions.wrong_state("edit", kept.status):
        flash(sentence, "bad")
        return redirect(url_for("console.experiment", experiment_id=kept.id))
    form = form_of_values(asdict(kept), catalogue.stores(session))
    return _page(shown.editor(session, form, now_ms(), kept))


def _page(editor: ExperimentEditor, status: int = 200) -> tuple[str, int]:
    words: dict[str, Any] = builder_words(editor.builder) | {"builder_title": "Who is in it"}
    return render_template(
        "console/experiments/edit.html", section="experiments", editor=editor, **words
    ), status


def variants() -> ResponseReturnValue:
    """The variants after one was added or removed, or another kind of thing is tried."""
    check_may("edit", signed_in())
    form = form_of(request.form)
    change_variants(form, request.form)
    editor = shown.editor(reading(), form, now_ms())
    return render_template("console/experiments/_variants.html", editor=editor, form=form, errors={})


def plan() -> ResponseReturnValue:
    """How long it takes and what it finds, as it stands in the form."""
    check_may("edit", signed_in())
    form = form_of(request.form)
    change_variants(form, request.form)  # another kind was chosen a moment ago: its variants are on their way
    found = shown.plan_beside(reading(), form, request.args.get("own", ""), now_ms())
    return render_template("console/experiments/_plan.html", plan=found)


def save(experiment_id: object = None) -> ResponseReturnValue:
    """The experiment is saved as a draft; or the form comes back, marked, with nothing lost."""
    check_may("edit", signed_in())
    session, form = db.session(), form_of(request.form)
    kept = service.get(session, str(experiment_id), now_ms()) if experiment_id else None
    values = values_of(form, catalogue.stores(session))
    if values is None:  # what single fields say wrong stands beside what is wrong as a whole
        return _page(shown.editor(session, form, now_ms(), kept), 422)
    try:
        view = _save(values, kept)
    except (InvalidInput, Conflict) as error:
        session.rollback()
        sentences = {name: str(text) for name, text in error.fields.items() if name != "version"}
        form.errors = sentences or {"form": error.sentence}
        return _page(shown.editor(session, form, now_ms(), kept), 422)
    session.commit()
    flash(f"“{view.name}” is saved as a draft.", "good")
    return redirect(url_for("console.experiment", experiment_id=view.id))


def _save(values: dict[str, Any], kept: ExperimentView | None) -> ExperimentView:
    session, by = db.session(), signed_in().actor.id
    if kept is None:
        return service.create(session, values, by=by, now_ms=now_ms(), new_id=new_id())
    version = two_editors.version_of(request.form) or 0
    return service.update(session, kept.id, values, by=by, now_ms=now_ms(), version=version)
