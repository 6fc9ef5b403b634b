"""The console's pages, a file each; `edge` is what they share."""

from __future__ import annotations

from flask import Flask

from server.console.views import (
    audience_lists,
    audience_steps,
    audiences,
    campaigns,
    choices,
    credit,
    editor,
    experience,
    exports,
    guides,
    history,
    maturity,
    next_actions,
    offers,
    promotion,
    promotions,
    overview,
    sequences,
    sign_in,
    tablets,
    trials,
)
from server.console.views.edge import blueprint, prepare

__all__ = ["init_app"]

for _page in (
    sign_in,
    promotions,
    promotion,
    overview,
    editor,
    choices,
    offers,
    audiences,
    audience_steps,
    audience_lists,
    campaigns,
    history,
    next_actions,
    sequences,
    guides,
    tablets,
    exports,
    experience,
    trials,
    credit,
    maturity,
):
    _page.add_to(blueprint)  # once: a blueprint that an application has taken up changes no more


def init_app(app: Flask) -> None:
    """The console answers under /console, and the bare address leads there."""
    prepare(app)
