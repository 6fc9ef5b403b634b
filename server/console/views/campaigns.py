"""Campaigns of the past: the list, and what one of them did."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from server.api import now_ms
from server.console import campaign_models as shown
from server.console.views.edge import reading


def add_to(blueprint: Blueprint) -> None:
    """The blueprint answers these addresses."""
    blueprint.add_url_rule("/campaigns", "campaigns", campaigns)
    blueprint.add_url_rule("/campaigns/<int(max=9007199254740991):campaign_id>", "campaign", campaign)


def campaigns() -> ResponseReturnValue:
    """The list, with the figures of all of them."""
    board = shown.board(reading(), request.args.get("q", ""), now_ms())
    return render_template("console/campaigns/list.html", section="campaigns", board=board)


def campaign(campaign_id: int) -> ResponseReturnValue:
    """The page of one campaign."""
    page = shown.page(reading(), campaign_id, now_ms())
    return render_template("console/campaigns/page.html", section="campaigns", page=page)
