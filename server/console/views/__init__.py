"""The console's pages, a file each; `edge` is what they share."""

from __future__ import annotations

from flask import Flask

from server.console.views import editor, promotion, promotions, sign_in, tablets
from server.console.views.edge import blueprint, prepare

__all__ = ["init_app"]

PAGES = (sign_in, promotions, promotion, editor, tablets)


def init_app(app: Flask) -> None:
    """The console answers under /console, and the bare address leads there."""
    for page in PAGES:
        page.add_to(blueprint)
    prepare(app)
