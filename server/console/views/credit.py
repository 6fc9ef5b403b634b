"""Sales credit: whom purchases count for, and what that was against control."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from server.api import now_ms
from server.console import credit_models as shown
from server.console.views.edge import reading


def add_to(blueprint: Blueprint) -> None:
    """The blueprint answers these addresses."""
    blueprint.add_url_rule("/sales-credit", "credit", credit)


def credit() -> ResponseReturnValue:
    """The page over the days and by the window that are chosen."""
    days, window = (request.args.get(name, 0, type=int) for name in ("days", "window"))
    page = shown.page(reading(), days, window, now_ms())
    return render_template("console/credit.html", section="credit", page=page)
