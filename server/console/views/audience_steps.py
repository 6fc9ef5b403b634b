"""What is done with audiences: copied, deleted and brought back, grown, kept from a promotion's form."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from server.api import new_id, now_ms
from server.audiences import alike, service
from server.audiences.service import AudienceView
from server.console.rule_form import group_of_form
from server.console.rule_rows import rule_of
from server.console.views.edge import changes, go, reading, signed_in
from server.console.wording import plural
from server.database import db
from server.errors import Conflict
from shared.errors import InvalidInput


def add_to(blueprint: Blueprint) -> None:
    """The blueprint answers these addresses."""
    one = "/audiences/<audience_id>"
    blueprint.add_url_rule("/audiences/keep", "ask_keep_audience", ask_keep, methods=["POST"])
    blueprint.add_url_rule("/audiences/kept", "keep_audience", keep, methods=["POST"])
    blueprint.add_url_rule("/audiences/alike", "ask_alike", ask_alike)
    blueprint.add_url_rule("/audiences/alike", "make_alike", make_alike, methods=["POST"])
    blueprint.add_url_rule(f"{one}/anew", "alike_anew", anew, methods=["POST"])
    blueprint.add_url_rule(f"{one}/duplicate", "duplicate_audience", duplicate, methods=["POST"])
    blueprint.add_url_rule(f"{one}/delete", "delete_audience", delete)
    blueprint.add_url_rule(f"{one}/delete", "do_delete_audience", do_delete, methods=["POST"])
    blueprint.add_url_rule(f"{one}/bring-back", "bring_back_audience", bring_back, methods=["POST"])


@dataclass(slots=True)
class Asked:
    """A dialog's fields as their typist left them; `errors` names fields with a sentence each."""

    name: str = ""
    size: str = "500"
    seed_id: str = ""
    rule: str = ""
    errors: dict[str, str] = field(default_factory=dict)


@changes
def ask_keep() -> ResponseReturnValue:
    """The question how the audience in the form is to be called; what is not complete is told first."""
    reading()
    root = group_of_form(request.form)
    try:
        rule = rule_of(root)
    except InvalidInput as error:
        return render_template(
            "console/_problem_dialog.html", heading="Not complete yet", detail=error.sentence
        )
    return render_template("console/audiences/_keep_dialog.html", ask=Asked(rule=json.dumps(rule)))


@changes
def keep() -> ResponseReturnValue:
    """The audience is saved; the form that it comes from stays as it is."""
    ask, session = Asked(name=request.form.get("name", ""), rule=request.form.get("rule", "")), db.session()
    try:
        values = {"name": ask.name, "rule": _read(ask.rule)}
        made = service.create(session, values, by=signed_in().actor.id, now_ms=now_ms(), new_id=new_id())
    except InvalidInput as error:
        session.rollback()
        ask.errors = {name: str(sentence) for name, sentence in error.fields.items()}
        return render_template("console/audiences/_keep_dialog.html", ask=ask)
    session.commit()
    return render_template("console/audiences/_kept.html", made=made)


def _read(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


@changes
def ask_alike() -> ResponseReturnValue:
    """The question whose like is looked for, and how many."""
    seed_id = request.args.get("seed", "")
    known = {each.id: each.name for each in service.list_audiences(reading())}
    name = f"Like {known[seed_id]}"[: service.LONGEST_NAME] if seed_id in known else ""
    return _alike_dialog(Asked(name=name, seed_id=seed_id))


def _alike_dialog(ask: Asked) -> ResponseReturnValue:
    seeds = [(each.id, each.name) for each in service.list_audiences(reading())]
    return render_template("console/audiences/_alike_dialog.html", ask=ask, seeds=seeds)


@changes
def make_alike() -> ResponseReturnValue:
    """The segment is there, or the question comes back, marked."""
    given, session = request.form, db.session()
    ask = Asked(given.get("name", ""), given.get("size", ""), given.get("seed_id", ""))
    try:
        made = _made_alike(ask)
    except InvalidInput as error:
        session.rollback()
        ask.errors = {name: str(sentence) for name, sentence in error.fields.items()}
        return _alike_dialog(ask)
    session.commit()
    flash(f"“{made.name}” is made. It stays as it is until you make another one.", "good")
    return go(url_for("console.saved_audience", audience_id=made.id))


def _made_alike(ask: Asked) -> AudienceView:
    if not ask.seed_id:
        sentence = "Choose the audience whose like you look for."
        raise InvalidInput(sentence, seed_id=sentence)
    size = ask.size.strip().replace(",", "")
    return alike.look_alikes(
        db.session(), ask.seed_id, name=ask.name,
        size=int(size) if size.isascii() and size.isdigit() and len(size) < 9 else 0,
        by=signed_in().actor.id, now_ms=now_ms(), new_id=new_id(),
    )  # fmt: skip


@changes
def anew(audience_id: str) -> ResponseReturnValue:
    """The segment has those who are most like its seed now, or its page says why not."""
    session = db.session()
    try:
        view = alike.make_anew(session, audience_id, by=signed_in().actor.id, now_ms=now_ms())
    except (InvalidInput, Conflict) as error:
        session.rollback()
        flash(error.sentence, "bad")
    else:
        session.commit()
        flash(f"“{view.name}” has {plural(view.members or 0, 'customer')} now.", "good")
    return go(url_for("console.saved_audience", audience_id=audience_id))


@changes
def duplicate(audience_id: str) -> ResponseReturnValue:
    """A copy is open for writing."""
    session = db.session()
    copy = service.duplicate(session, audience_id, by=signed_in().actor.id, now_ms=now_ms(), new_id=new_id())
    session.commit()
    flash("This is a copy. Give it a name of its own; what takes in the first one does not change.", "good")
    return go(url_for("console.saved_audience", audience_id=copy.id))


@changes
def delete(audience_id: str) -> ResponseReturnValue:
    """The question whether an audience is to be deleted, or who needs it."""
    view = service.get(reading(), audience_id)
    return render_template("console/audiences/_delete_dialog.html", view=view)


@changes
def do_delete(audience_id: str) -> ResponseReturnValue:
    """The audience is in no list any more, or its page says who takes it in."""
    session = db.session()
    try:
        name = service.get(session, audience_id).name
        service.delete_audience(session, audience_id, by=signed_in().actor.id, now_ms=now_ms())
    except Conflict as error:
        session.rollback()
        flash(error.sentence, "bad")
        return go(url_for("console.saved_audience", audience_id=audience_id))
    session.commit()
    flash(f"“{name}” is deleted. You can bring it back below.", "good")
    return go(url_for("console.audiences"))


@changes
def bring_back(audience_id: str) -> ResponseReturnValue:
    """The audience is there again, or the list says why not."""
    session = db.session()
    try:
        view = service.bring_back(session, audience_id, by=signed_in().actor.id, now_ms=now_ms())
    except InvalidInput as error:
        session.rollback()
        flash(f"It cannot be brought back now: {error.sentence}", "bad")
        return go(url_for("console.audiences"))
    session.commit()
    flash(f"“{view.name}” is back.", "good")
    return go(url_for("console.saved_audience", audience_id=audience_id))
