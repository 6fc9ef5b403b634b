"""What the till scans: the square, the short code below it, and what is due."""

from __future__ import annotations

from typing import Any

from kivy.properties import StringProperty

from associate_app.presenters.basket_views import HandOver
from associate_app.widgets import load_kv, square_code
from associate_app.widgets.sheet import Sheet

__all__ = ["HandOverSheet", "square_code"]


class HandOverSheet(Sheet):
    """Shows a basket's code until it is closed; it can be shown again from her screen."""

    square = StringProperty()
    code = StringProperty()
    items = StringProperty()
    total = StringProperty()
    saved = StringProperty()
    hint = StringProperty()

    def __init__(self, shown: HandOver, **properties: Any) -> None:
        super().__init__(
            square=shown.square, code=shown.code, items=shown.items, total=shown.total, saved=shown.saved,
            hint=shown.hint, **properties,
        )  # fmt: skip


load_kv(__file__)
