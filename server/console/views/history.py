"""What happened to all promotions, who did it and when."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from server.api import now_ms
from server.console import change_rows
from server.console.views.edge import reading


def add_to(blueprint: Blueprint) -> None:
    """The blueprint answers these addresses."""
    blueprint.add_url_rule("/history", "history", history)


def history() -> ResponseReturnValue:
    """The page; `skip` goes on where the page before ended."""
    text = request.args.get("skip", "")
    skip = int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0
    page = change_rows.page(reading(), skip, now_ms())
    return render_template("console/history.html", section="history", page=page)
