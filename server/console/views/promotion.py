"""One promotion: where it stands, and each step that somebody may take with it."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from server.api import new_id, now_ms
from server.console import preview_panel, promotion_page, questions, trial_models, two_editors
from server.console.view_models import Ask
from server.console.views.edge import acts, go, reading, signed_in
from server.console.views.trials import fresh
from server.database import db
from server.errors import Conflict, Forbidden
from server.promotions import service
from server.promotions.service import PromotionView
from shared.errors import InvalidInput


def add_to(blueprint: Blueprint) -> None:
    """The blueprint answers these addresses."""
    one = "/promotions/<promotion_id>"
    blueprint.add_url_rule(one, "promotion", promotion)
    blueprint.add_url_rule(f"{one}/progress", "progress", progress)
    blueprint.add_url_rule(f"{one}/outlook", "promotion_outlook", outlook)
    for verb, ask, done in (
        ("submit", submit, do_submit), ("approve", approve, do_approve), ("publish", publish, do_publish),
        ("stop", stop, do_stop),
    ):  # fmt: skip
        blueprint.add_url_rule(f"{one}/{verb}", verb, ask)
        blueprint.add_url_rule(f"{one}/{verb}", f"do_{verb}", done, methods=["POST"])
    blueprint.add_url_rule(f"{one}/send-back", "send_back", send_back)
    blueprint.add_url_rule(f"{one}/send-back", "do_send_back", do_send_back, methods=["POST"])
    blueprint.add_url_rule(f"{one}/withdraw", "withdraw", withdraw, methods=["POST"])
    blueprint.add_url_rule(f"{one}/delete", "delete_promotion", delete, methods=["POST"])
    blueprint.add_url_rule(f"{one}/bring-back", "bring_back", bring_back, methods=["POST"])
    blueprint.add_url_rule(f"{one}/duplicate", "duplicate", duplicate, methods=["POST"])


def promotion(promotion_id: str) -> ResponseReturnValue:
    """The page."""
    page = promotion_page.page(reading(), promotion_id, signed_in().actor, now_ms())
    earned = trial_models.panel(fresh(), promotion_id, now_ms())
    return render_template("console/promotions/page.html", section="promotions", page=page, earned=earned)


def progress(promotion_id: str) -> ResponseReturnValue:
    """The parts of the page that live on, asked for again and again."""
    page = promotion_page.page(reading(), promotion_id, signed_in().actor, now_ms())
    return render_template("console/promotions/_progress_update.html", page=page)


def outlook(promotion_id: str) -> ResponseReturnValue:
    """What it may cost and what it meets: the page asks for it when it stands, for it takes longer."""
    found = preview_panel.outlook_of(reading(), promotion_id, now_ms())
    return render_template("console/promotions/_outlook.html", outlook=found)


def _asked(template: str, ask: Ask) -> ResponseReturnValue:
    return render_template(f"console/promotions/_{template}_dialog.html", ask=ask)


def _taken(promotion_id: str, step: Callable[[], PromotionView], done: str) -> ResponseReturnValue:
    """The step is taken and said, or the page says why not; nothing is half-done."""
    session = db.session()
    try:
        view = step()
        session.commit()
        flash(done.format(name=view.name), "good")
    except (Conflict, Forbidden, InvalidInput) as error:
        session.rollback()
        flash(error.sentence, "bad")
    return go(url_for("console.promotion", promotion_id=promotion_id))


@acts("submit")
def submit(promotion_id: str) -> ResponseReturnValue:
    """The question whether a draft is to be submitted, with what it would do."""
    url = url_for("console.do_submit", promotion_id=promotion_id)
    return _asked("submit", questions.before_submitting(reading(), promotion_id, url, now_ms()))


@acts("submit")
def do_submit(promotion_id: str) -> ResponseReturnValue:
    """The draft waits for approval."""
    return _taken(
        promotion_id,
        lambda: service.submit(db.session(), promotion_id, by=signed_in().actor.id, now_ms=now_ms()),
        "“{name}” is submitted. Somebody else approves it now.",
    )


@acts("withdraw")
def withdraw(promotion_id: str) -> ResponseReturnValue:
    """What was submitted is a draft again."""
    return _taken(
        promotion_id,
        lambda: service.withdraw(db.session(), promotion_id, by=signed_in().actor.id, now_ms=now_ms()),
        "“{name}” is a draft again.",
    )


@acts("approve")
def approve(promotion_id: str) -> ResponseReturnValue:
    """The question whether somebody's work is approved, with what it would do."""
    url = url_for("console.do_approve", promotion_id=promotion_id)
    version = two_editors.version_of(request.args)
    return _asked("approve", questions.before_approving(reading(), promotion_id, url, version, now_ms()))


@acts("approve")
def do_approve(promotion_id: str) -> ResponseReturnValue:
    """What was read is approved, unless it was changed meanwhile."""
    version = two_editors.version_of(request.form) or 0
    by = signed_in().actor.id
    return _taken(
        promotion_id,
        lambda: service.approve(db.session(), promotion_id, version=version, by=by, now_ms=now_ms()),
        "“{name}” is approved. It can be published now.",
    )


@acts("send_back")
def send_back(promotion_id: str) -> ResponseReturnValue:
    """The question what is to be changed."""
    url = url_for("console.do_send_back", promotion_id=promotion_id)
    return _asked("send_back", questions.before_sending_back(reading(), promotion_id, url, now_ms()))


@acts("send_back")
def do_send_back(promotion_id: str) -> ResponseReturnValue:
    """It is a draft again, and its writer sees the word; without one the question comes back."""
    word, by = request.form.get("word", ""), signed_in().actor.id
    session = db.session()
    try:
        view = service.send_back(session, promotion_id, word, by=by, now_ms=now_ms())
        session.commit()
        flash(f"“{view.name}” is a draft again; its writer sees your word.", "good")
    except InvalidInput as error:
        session.rollback()
        url = url_for("console.do_send_back", promotion_id=promotion_id)
        ask = questions.before_sending_back(
            session, promotion_id, url, now_ms(), typed=word, problem=error.sentence
        )
        return _asked("send_back", ask)
    except Conflict as error:
        session.rollback()
        flash(error.sentence, "bad")
    return go(url_for("console.promotion", promotion_id=promotion_id))


@acts("publish")
def publish(promotion_id: str) -> ResponseReturnValue:
    """The question whether an approved promotion is to be published, with what that does."""
    url = url_for("console.do_publish", promotion_id=promotion_id)
    return _asked("publish", questions.before_publishing(reading(), promotion_id, url, now_ms()))


@acts("publish")
def do_publish(promotion_id: str) -> ResponseReturnValue:
    """The promotion is published, or the page says why not."""
    return _taken(
        promotion_id,
        lambda: service.publish(db.session(), promotion_id, by=signed_in().actor.id, now_ms=now_ms()),
        "“{name}” is published. Connected tablets have it within seconds.",
    )


@acts("stop")
def stop(promotion_id: str) -> ResponseReturnValue:
    """The question whether a promotion is to be stopped, with what that does."""
    url = url_for("console.do_stop", promotion_id=promotion_id)
    return _asked("stop", questions.before_stopping(reading(), promotion_id, url, now_ms()))


@acts("stop")
def do_stop(promotion_id: str) -> ResponseReturnValue:
    """The promotion is stopped."""
    return _taken(
        promotion_id,
        lambda: service.stop(db.session(), promotion_id, by=signed_in().actor.id, now_ms=now_ms()),
        "“{name}” is stopped. The table shows which tablets know.",
    )


@acts("delete")
def delete(promotion_id: str) -> ResponseReturnValue:
    """The draft is in no list any more; its page has the button that brings it back."""
    return _taken(
        promotion_id,
        lambda: service.delete(db.session(), promotion_id, by=signed_in().actor.id, now_ms=now_ms()),
        "“{name}” is deleted. You can bring it back here.",
    )


@acts("bring_back")
def bring_back(promotion_id: str) -> ResponseReturnValue:
    """The deleted draft is there again."""
    return _taken(
        promotion_id,
        lambda: service.bring_back(db.session(), promotion_id, by=signed_in().actor.id, now_ms=now_ms()),
        "“{name}” is back as a draft.",
    )


@acts("duplicate")
def duplicate(promotion_id: str) -> ResponseReturnValue:
    """A draft with the same content, open for writing."""
    session = db.session()
    copy = service.duplicate(session, promotion_id, by=signed_in().actor.id, now_ms=now_ms(), new_id=new_id())
    session.commit()
    flash("This is a copy. Give it its own name and dates.", "good")
    return go(url_for("console.edit_promotion", promotion_id=copy.id))
