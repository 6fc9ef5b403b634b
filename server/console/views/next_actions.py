"""What tablets say next: the rules in a list, each with its form, what a change would do, and undo."""

from __future__ import annotations

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from server.api import new_id, now_ms
from server.catalogue import service as catalogue
from server.console import advice_models as shown
from server.console.views.edge import changes, go, reading, signed_in
from server.database import db
from server.devices import service as devices
from server.next_actions import service
from server.staff import service as staff
from shared.errors import InvalidInput
from shared.next_action.rules import MEANINGS, check_rule


def add_to(blueprint: Blueprint) -> None:
    """The blueprint answers these addresses."""
    blueprint.add_url_rule("/next-actions", "next_actions", next_actions)
    one = "/next-actions/<kind>"
    blueprint.add_url_rule(one, "action_rule", action_rule)
    blueprint.add_url_rule(one, "change_rule", change_rule, methods=["POST"])
    blueprint.add_url_rule(f"{one}/preview", "try_rule", try_rule, methods=["POST"])
    blueprint.add_url_rule("/next-actions/changes/<change_id>/undo", "undo_rule", undo_rule, methods=["POST"])


def next_actions() -> ResponseReturnValue:
    """The page."""
    session = reading()
    names = staff.names(session)
    return render_template(
        "console/next_actions/list.html", section="next_actions", rows=shown.rule_rows(session),
        made=shown.change_rows(session, names, now_ms()),
    )  # fmt: skip


@changes
def action_rule(kind: str) -> ResponseReturnValue:
    """The form of one rule."""
    service.default(kind)
    return _page(shown.rule_form(service.rules(reading())[kind]))


def _page(form: shown.RuleForm, status: int = 200) -> ResponseReturnValue:
    session = db.session()
    with_tablets = {tablet.store_id for tablet in devices.fleet(session)}
    stores = sorted(catalogue.stores(session), key=lambda store: store.id not in with_tablets)
    page = render_template("console/next_actions/edit.html", section="next_actions", form=form, stores=stores)
    return page, status


@changes
def try_rule(kind: str) -> ResponseReturnValue:
    """What the rule as it stands in the form would do to the customers of one store."""
    session = reading()
    form, rule = shown.typed_rule(kind, request.form)
    problem = "Put the fields marked right to see what it does." if form.errors else ""
    try:
        if rule is not None:
            check_rule(rule)
    except InvalidInput as error:
        rule, problem = None, error.sentence
    store_id = request.form.get("store_id", "")
    if rule is None or not store_id:
        return render_template("console/next_actions/_preview.html", problem=problem or "Choose a store.")
    tried = service.try_out(session, rule, store_id, now_ms())
    return render_template("console/next_actions/_preview.html", tried=tried, rows=shown.tried_rows(tried))


@changes
def change_rule(kind: str) -> ResponseReturnValue:
    """The rule is changed, or the form comes back, marked."""
    session = db.session()
    form, rule = shown.typed_rule(kind, request.form)
    if rule is not None:
        try:
            service.change(session, rule, by=signed_in().actor.id, now_ms=now_ms(), new_id=new_id())
        except InvalidInput as error:
            session.rollback()
            form.errors = {name: str(text) for name, text in error.fields.items()}
        else:
            session.commit()
            flash(f"“{form.label}” is changed. Connected tablets have it within seconds.", "good")
            return go(url_for("console.next_actions"))
    return _page(form, 422)


@changes
def undo_rule(change_id: str) -> ResponseReturnValue:
    """The rule stands as it did before that change."""
    session = db.session()
    kind = service.undo(session, change_id, by=signed_in().actor.id, now_ms=now_ms(), new_id=new_id())
    session.commit()
    flash(f"“{MEANINGS[kind].label}” stands as before that change.", "good")
    return go(url_for("console.next_actions"))
