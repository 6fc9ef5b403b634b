"""What trials earned: the list, one trial, and its sheet."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from server.api import now_ms
from server.console import trial_models as shown
from server.database import db
from server.insights import service
from server.insights.sheets import sheet


def add_to(blueprint: Blueprint) -> None:
    """The blueprint answers these addresses."""
    one = "/results/<string(maxlength=64):trial_id>"
    blueprint.add_url_rule("/results", "trials", trials)
    blueprint.add_url_rule(one, "trial", trial)
    blueprint.add_url_rule(f"{one}/sheet", "trial_sheet", trial_sheet)


def fresh() -> Session:
    """A session that reads what has come in so far."""
    session = db.session()
    session.rollback()  # who asks is known; what is read from here on is one picture
    service.bring_up(session, now_ms())
    return session


def trials() -> ResponseReturnValue:
    """The list, with what all of them earned."""
    return render_template(
        "console/results/list.html", section="trials", board=shown.board(fresh(), now_ms())
    )


def trial(trial_id: str) -> ResponseReturnValue:
    """The page of one trial."""
    page = shown.page(fresh(), trial_id, request.args.get("by", ""), now_ms())
    return render_template("console/results/page.html", section="trials", page=page)


def trial_sheet(trial_id: str) -> ResponseReturnValue:
    """Its results as CSV."""
    answer = Response(sheet(service.results(fresh(), trial_id, now_ms())), mimetype="text/csv")
    answer.headers["Content-Disposition"] = "attachment; filename=results.csv"
    return answer
