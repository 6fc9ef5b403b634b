"""Where the retailer stands on five models of personalization."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from server.api import now_ms
from server.console import maturity_models as shown
from server.console.views.edge import reading


def add_to(blueprint: Blueprint) -> None:
    """The blueprint answers these addresses."""
    blueprint.add_url_rule("/maturity", "maturity", maturity)


def maturity() -> ResponseReturnValue:
    """The page."""
    panels = shown.panels(reading(), now_ms())
    return render_template("console/maturity.html", section="maturity", panels=panels)
