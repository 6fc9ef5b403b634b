"""Sequences: the list, one with its line of steps and who is in it, its form, and taking changes back."""

from __future__ import annotations

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from server.api import new_id, now_ms
from server.console import sequence_form as forms
from server.console import sequence_models as shown
from server.console.views.edge import changes, go, reading, signed_in
from server.database import db
from server.privacy import service as privacy
from server.sequences import beginning, service
from server.sequences.errors import SequenceChanged
from server.staff import service as staff
from shared.clock import local_date
from shared.errors import InvalidInput


def add_to(blueprint: Blueprint) -> None:
    """The blueprint answers these addresses."""
    one = "/sequences/<sequence_id>"
    blueprint.add_url_rule("/sequences", "sequences", sequences)
    blueprint.add_url_rule("/sequences/new", "new_sequence", new_sequence)
    blueprint.add_url_rule("/sequences/new", "create_sequence", save_sequence, methods=["POST"])
    blueprint.add_url_rule("/sequences/form/steps", "sequence_steps", sequence_steps, methods=["POST"])
    blueprint.add_url_rule(
        "/sequences/form/beginning", "sequence_beginning", sequence_beginning, methods=["POST"]
    )
    blueprint.add_url_rule(one, "sequence", sequence)
    blueprint.add_url_rule(f"{one}/edit", "edit_sequence", edit_sequence)
    blueprint.add_url_rule(f"{one}/edit", "update_sequence", save_sequence, methods=["POST"])
    blueprint.add_url_rule(f"{one}/switch", "switch_sequence", switch_sequence, methods=["POST"])
    blueprint.add_url_rule(
        f"{one}/changes/<change_id>/undo", "undo_sequence", undo_sequence, methods=["POST"]
    )


def sequences() -> ResponseReturnValue:
    """The page."""
    session = reading()
    return render_template(
        "console/sequences/list.html", section="sequences", guard=shown.guard_sentences(session),
        rows=shown.sequence_rows(session, staff.names(session), now_ms()),
    )  # fmt: skip


def sequence(sequence_id: str) -> ResponseReturnValue:
    """One sequence; the log says whose names were shown."""
    session = reading()
    page = shown.sequence_page(session, sequence_id, staff.names(session), now_ms())
    answer = render_template(
        "console/sequences/page.html", section="sequences", page=page, guard=shown.guard_sentences(session)
    )
    if page.customer_ids:
        session.commit()
        privacy.log_look_up(
            session, actor=signed_in().actor, customer_ids=page.customer_ids, purpose="sequence",
            now_ms=now_ms(), new_id=new_id,
        )  # fmt: skip
        session.commit()
    return answer


@changes
def new_sequence() -> ResponseReturnValue:
    """An empty form."""
    return _page(forms.form_of(None))


@changes
def edit_sequence(sequence_id: str) -> ResponseReturnValue:
    """The form of one sequence."""
    return _page(forms.form_of(service.get(reading(), sequence_id)))


def _page(form: forms.SequenceForm, status: int = 200) -> ResponseReturnValue:
    save_url = (
        url_for("console.update_sequence", sequence_id=form.id) if form.id
        else url_for("console.create_sequence")
    )  # fmt: skip
    forms.fill_choices(reading(), form, now_ms())
    page = render_template("console/sequences/edit.html", section="sequences", form=form, save_url=save_url)
    return page, status


@changes
def sequence_steps() -> ResponseReturnValue:
    """The steps as they were typed, with one more or one less."""
    form = forms.with_steps_changed(forms.typed_form(None, request.form), request.form)
    forms.fill_choices(reading(), form, now_ms())
    return render_template("console/sequences/_steps.html", form=form)


@changes
def sequence_beginning() -> ResponseReturnValue:
    """What the chosen beginning asks for."""
    form = forms.fill_choices(reading(), forms.typed_form(None, request.form), now_ms())
    form.values |= {"about": "", "least": ""}
    return render_template("console/sequences/_beginning.html", form=form)


@changes
def save_sequence(sequence_id: str | None = None) -> ResponseReturnValue:
    """The sequence is saved, or the form comes back, marked."""
    session = db.session()
    if sequence_id is not None:
        service.get(session, sequence_id)
    form = forms.typed_form(sequence_id, request.form)
    wanted = forms.meant(form, new_id())
    if wanted is not None:
        seen = form.values["version"]
        try:
            saved = service.save(
                session, wanted, version=int(seen) if seen.isdecimal() else None,
                by=signed_in().actor.id, now_ms=now_ms(), change_id=new_id(),
            )  # fmt: skip
        except InvalidInput as error:
            session.rollback()
            form.errors = {name: str(text) for name, text in error.fields.items()}
        except SequenceChanged as error:
            session.rollback()
            form.conflict = f"{error.sentence} What you typed is still here; open it anew in another tab."
        else:
            begun = _begin(saved.sequence.id)
            session.commit()
            begins = f" {begun:,} customers begin it now." if begun else ""
            flash(
                f"“{saved.sequence.name}” is saved. Connected tablets have it within seconds.{begins}", "good"
            )
            return go(url_for("console.sequence", sequence_id=saved.sequence.id))
    session.rollback()
    return _page(form, 409 if form.conflict else 422)


@changes
def switch_sequence(sequence_id: str) -> ResponseReturnValue:
    """It is on, or off."""
    session, is_on = db.session(), bool(request.form.get("is_on"))
    saved = service.switch(
        session, sequence_id, is_on=is_on, by=signed_in().actor.id, now_ms=now_ms(), change_id=new_id()
    )
    _begin(sequence_id)
    session.commit()
    flash(f"“{saved.sequence.name}” is {'on' if is_on else 'off'}.", "good")
    return go(url_for("console.sequence", sequence_id=sequence_id))


@changes
def undo_sequence(sequence_id: str, change_id: str) -> ResponseReturnValue:
    """It stands as before that change."""
    session = db.session()
    saved = service.undo(
        session, sequence_id, change_id, by=signed_in().actor.id, now_ms=now_ms(), new_id=new_id()
    )
    session.commit()
    flash(f"“{saved.sequence.name}” stands as before that change.", "good")
    return go(url_for("console.sequence", sequence_id=sequence_id))


def _begin(sequence_id: str) -> int:
    return beginning.begin_one(db.session(), sequence_id, local_date(now_ms(), "UTC"), now_ms())
