"""How visits were rated, beside what was sold."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from server.api import now_ms
from server.console import experience_models as shown
from server.console.views.edge import reading


def add_to(blueprint: Blueprint) -> None:
    """The blueprint answers these addresses."""
    blueprint.add_url_rule("/experience", "experience", experience)


def experience() -> ResponseReturnValue:
    """The page over the days that are chosen."""
    days = request.args.get("days", 0, type=int)
    page = shown.page(reading(), days, now_ms())
    return render_template("console/experience.html", section="experience", page=page)
