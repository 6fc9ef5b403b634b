"""Experiments: the list with the holdout from everything, one of them, and each step taken with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from server.api import new_id, now_ms
from server.console import experiment_models as shown
from server.console import two_editors
from server.console.experiment_steps import ASKS
from server.console.people import SignedIn
from server.console.views.edge import go, reading, signed_in
from server.database import db
from server.errors import Conflict, Forbidden
from server.experiments import holdout, permissions, service
from server.experiments.permissions import Action
from server.experiments.service import ExperimentView
from shared.errors import InvalidInput

DONE: Final[dict[Action, str]] = {
    "submit": "“{name}” is submitted. Somebody else approves it now.",
    "withdraw": "“{name}” is a draft again.",
    "approve": "“{name}” is approved. It can be started now.",
    "send_back": "“{name}” is a draft again; its writer sees your word.",
    "start": "“{name}” is started. Connected tablets have it within seconds.",
    "stop": "“{name}” is stopped. Its results stay.",
    "delete": "“{name}” is deleted. You can bring it back here.",
    "bring_back": "“{name}” is back as a draft.",
}


def add_to(blueprint: Blueprint) -> None:
    """The blueprint answers these addresses."""
    one = "/experiments/<uuid:experiment_id>"
    blueprint.add_url_rule("/experiments", "experiments", experiments)
    blueprint.add_url_rule("/experiments/holdout", "hold_out", hold_out, methods=["POST"])
    blueprint.add_url_rule(one, "experiment", experiment)
    blueprint.add_url_rule(f"{one}/duplicate", "duplicate_experiment", duplicate, methods=["POST"])
    blueprint.add_url_rule(f"{one}/<step>", "ask_experiment", ask)
    blueprint.add_url_rule(f"{one}/<step>", "do_experiment", do, methods=["POST"])


def experiments() -> ResponseReturnValue:
    """The page."""
    board = shown.board(reading(), request.args.get("state", ""), now_ms())
    return render_template("console/experiments/list.html", section="experiments", board=board)


def hold_out() -> ResponseReturnValue:
    """So many customers are never made any offer, or the page says what is wrong with the number."""
    if signed_in().actor.role != "administrator":
        raise Forbidden("Only administrators change how many customers are held out of everything.")
    text, session = request.form.get("percent", "").strip().removesuffix("%").strip(), db.session()
    try:
        percent = int(text) if text.isascii() and text.isdigit() else -1
        by = signed_in().actor.id
        kept = holdout.change(session, percent, by=by, now_ms=now_ms(), new_id=new_id())
        session.commit()
    except InvalidInput as error:
        session.rollback()
        board = shown.board(session, "", now_ms(), error.sentence)
        return render_template("console/experiments/list.html", section="experiments", board=board), 422
    flash(f"{kept.percent} % of customers are held out of everything now.", "good")
    return go(url_for("console.experiments"))


def experiment(experiment_id: object) -> ResponseReturnValue:
    """The page."""
    page = shown.page(reading(), str(experiment_id), signed_in().actor, now_ms())
    return render_template("console/experiments/page.html", section="experiments", page=page)


def ask(experiment_id: object, step: str) -> ResponseReturnValue:
    """The question before a step."""
    action = _allowed(step)
    if action not in ASKS:
        abort(404)
    return _asked(str(experiment_id), action)


def _asked(experiment_id: str, action: Action, problem: str = "", typed: str = "") -> ResponseReturnValue:
    url = url_for("console.do_experiment", experiment_id=experiment_id, step=action.replace("_", "-"))
    question = shown.ask(db.session(), experiment_id, action, url, now_ms())
    version = two_editors.version_of(request.args)
    return render_template(
        "console/experiments/_ask_dialog.html",
        ask=question, action=action, version=version or question.version, problem=problem, typed=typed,
    )  # fmt: skip


def do(experiment_id: object, step: str) -> ResponseReturnValue:
    """The step is taken and said, or the page says why not; nothing is half-done."""
    action, key, session = _allowed(step), str(experiment_id), db.session()
    try:
        view = _STEPS[action](key)
        session.commit()
        flash(DONE[action].format(name=view.name), "good")
    except InvalidInput as error:
        session.rollback()
        if action == "send_back":
            return _asked(key, action, error.sentence, request.form.get("word", ""))
        flash(error.sentence, "bad")
    except (Conflict, Forbidden) as error:
        session.rollback()
        flash(error.sentence, "bad")
    return go(url_for("console.experiment", experiment_id=key))


def duplicate(experiment_id: object) -> ResponseReturnValue:
    """A draft with the same content, open for writing."""
    _allowed("duplicate")
    session, by = db.session(), signed_in().actor.id
    copy = service.duplicate(session, str(experiment_id), by=by, now_ms=now_ms(), new_id=new_id())
    session.commit()
    flash("This is a copy. Give it its own name and dates.", "good")
    return go(url_for("console.edit_experiment", experiment_id=copy.id))


def check_may(action: Action, person: SignedIn) -> None:
    """Nothing happens if her role may do so; Forbidden otherwise."""
    if not permissions.may(action, person.actor.role):
        raise Forbidden("Your role may look at experiments but not do this. Ask an administrator.")


def _allowed(step: str) -> Action:
    action = next((each for each in permissions.ACTIONS if each.replace("_", "-") == step), None)
    if action is None or (action not in _STEPS and action != "duplicate"):
        abort(404)
    check_may(action, signed_in())
    return action


def _approve(key: str) -> ExperimentView:
    version = two_editors.version_of(request.form) or 0
    by = signed_in().actor.id
    return service.approve(db.session(), key, version=version, by=by, now_ms=now_ms())


def _send_back(key: str) -> ExperimentView:
    word, by = request.form.get("word", ""), signed_in().actor.id
    return service.send_back(db.session(), key, word, by=by, now_ms=now_ms())


def _plain(step: Callable[..., ExperimentView]) -> Callable[[str], ExperimentView]:
    return lambda key: step(db.session(), key, by=signed_in().actor.id, now_ms=now_ms())


_STEPS: Final[dict[Action, Callable[[str], ExperimentView]]] = {
    "submit": _plain(service.submit),
    "withdraw": _plain(service.withdraw),
    "approve": _approve,
    "send_back": _send_back,
    "start": _plain(service.start),
    "stop": _plain(service.stop),
    "delete": _plain(service.delete),
    "bring_back": _plain(service.bring_back),
}
