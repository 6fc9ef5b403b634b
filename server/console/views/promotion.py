"""One promotion: where it stands, publishing, stopping and duplicating it."""

from __future__ import annotations

from flask import Blueprint, flash, render_template, url_for
from flask.typing import ResponseReturnValue

from server.api import new_id, now_ms
from server.console import promotion_page, questions
from server.console.views.edge import changes, go, reading, signed_in
from server.database import db
from server.errors import Conflict
from server.promotions import service
from shared.errors import InvalidInput


def add_to(blueprint: Blueprint) -> None:
    """The blueprint answers these addresses."""
    one = "/promotions/<promotion_id>"
    blueprint.add_url_rule(one, "promotion", promotion)
    blueprint.add_url_rule(f"{one}/progress", "progress", progress)
    blueprint.add_url_rule(f"{one}/publish", "publish", publish)
    blueprint.add_url_rule(f"{one}/publish", "do_publish", do_publish, methods=["POST"])
    blueprint.add_url_rule(f"{one}/stop", "stop", stop)
    blueprint.add_url_rule(f"{one}/stop", "do_stop", do_stop, methods=["POST"])
    blueprint.add_url_rule(f"{one}/duplicate", "duplicate", duplicate, methods=["POST"])


def promotion(promotion_id: str) -> ResponseReturnValue:
    """The page."""
    page = promotion_page.page(reading(), promotion_id, now_ms())
    return render_template("console/promotions/page.html", section="promotions", page=page)


def progress(promotion_id: str) -> ResponseReturnValue:
    """Which tablets have it and what was redeemed, asked for again and again."""
    page = promotion_page.page(reading(), promotion_id, now_ms())
    return render_template("console/promotions/_progress.html", page=page)


@changes
def publish(promotion_id: str) -> ResponseReturnValue:
    """The question whether a saved promotion is to be published, with what that does."""
    ask = questions.before_publishing(
        reading(), promotion_id, url_for("console.do_publish", promotion_id=promotion_id), now_ms()
    )
    return render_template("console/promotions/_publish_dialog.html", ask=ask)


@changes
def do_publish(promotion_id: str) -> ResponseReturnValue:
    """The promotion is published, or the page says why not."""
    session = db.session()
    try:
        published = service.publish(session, promotion_id, now_ms=now_ms())
        session.commit()
        flash(f"“{published.name}” is published. Connected tablets have it within seconds.", "good")
    except (Conflict, InvalidInput) as error:
        session.rollback()
        flash(error.sentence, "bad")
    return go(url_for("console.promotion", promotion_id=promotion_id))


@changes
def stop(promotion_id: str) -> ResponseReturnValue:
    """The question whether a promotion is to be stopped, with what that does."""
    ask = questions.before_stopping(
        reading(), promotion_id, url_for("console.do_stop", promotion_id=promotion_id), now_ms()
    )
    return render_template("console/promotions/_stop_dialog.html", ask=ask)


@changes
def do_stop(promotion_id: str) -> ResponseReturnValue:
    """The promotion is stopped."""
    session = db.session()
    try:
        stopped = service.stop(session, promotion_id, now_ms=now_ms())
        session.commit()
        flash(f"“{stopped.name}” is stopped. The table shows which tablets know.", "good")
    except Conflict as error:
        session.rollback()
        flash(error.sentence, "bad")
    return go(url_for("console.promotion", promotion_id=promotion_id))


@changes
def duplicate(promotion_id: str) -> ResponseReturnValue:
    """A draft with the same content, open for writing."""
    session = db.session()
    copy = service.duplicate(session, promotion_id, by=signed_in().actor.id, now_ms=now_ms(), new_id=new_id())
    session.commit()
    flash("This is a copy. Give it its own name and dates.", "good")
    return go(url_for("console.edit_promotion", promotion_id=copy.id))
