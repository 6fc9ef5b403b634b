"""The list of promotions with the headline figures."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from server.api import now_ms
from server.console import promotion_board
from server.console.view_models import Board
from server.console.views.edge import reading


def add_to(blueprint: Blueprint) -> None:
    """The blueprint answers these addresses."""
    blueprint.add_url_rule("/promotions", "promotions", promotions)
    blueprint.add_url_rule("/promotions/rows", "promotion_rows", promotion_rows)


def _board() -> Board:
    return promotion_board.board(
        reading(), request.args.get("q", ""), request.args.get("state", ""), now_ms()
    )


def promotions() -> ResponseReturnValue:
    """The page."""
    return render_template("console/promotions/list.html", section="promotions", board=_board())


def promotion_rows() -> ResponseReturnValue:
    """Its table and figures, asked for again and again."""
    return render_template("console/promotions/_rows_update.html", board=_board())
