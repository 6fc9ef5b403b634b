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
    decisions,
    editor,
    experience,
    experiment_editor,
    experiments,
    exports,
    guides,
    history,
    maturity,
    next_actions,
    offers,
    overview,
    promotion,
    promotions,
    sequences,
    sign_in,
    tablets,
    trials,
)
from server.console.views.edge import blueprint, prepare

__all__ = ["init_app"]

for _page in (
    sign_in,
    overview,
    promotions,
    promotion,
    editor,
    choices,
    offers,
    audiences,
    audience_steps,
    audience_lists,
    campaigns,
    decisions,
    history,
    next_actions,
    sequences,
    guides,
    tablets,
    exports,
    experience,
    trials,
    credit,
    experiment_editor,
    experiments,
    maturity,
):
    _page.add_to(blueprint)  # once: a blueprint that an application has taken up changes no more


def init_app(app: Flask) -> None:
    """The console answers under /console, and the bare address leads there."""
    prepare(app)
