"""What the console begins with."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from server.api import now_ms
from server.console import overview_models as shown
from server.console.views.edge import signed_in
from server.console.views.trials import fresh


def add_to(blueprint: Blueprint) -> None:
    """The blueprint answers these addresses."""
    blueprint.add_url_rule("/", "home", lambda: redirect(url_for("console.overview")))
    blueprint.add_url_rule("/overview", "overview", overview)


def overview() -> ResponseReturnValue:
    """The page."""
    page = shown.page(fresh(), signed_in().actor, now_ms())
    return render_template("console/overview.html", section="overview", page=page)
