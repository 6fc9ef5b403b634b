"""A picture with round corners that fills its place; where there is none, it takes no room at all."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import Any, Final

from kivy.core.image import Image as CoreImage
from kivy.graphics.texture import Texture
from kivy.properties import ListProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.widget import Widget

from associate_app.widgets import load_kv

KEPT: Final = 8
"""Unpacked pictures that are kept: going back to a customer unpacks nothing again."""


@lru_cache(maxsize=KEPT)
def unpacked(data: bytes) -> Texture | None:
    """The JPEG ready to be drawn; None if it is none."""
    try:
        return CoreImage(BytesIO(data), ext="jpg").texture
    except Exception:  # noqa: BLE001 - Kivy's providers each fail in their own way, and an offer holds without it
        return None


class Photo(Widget):
    """Shows `data`, a JPEG, cut to `room` (width and height in dp); `alt` says what is seen."""

    data = ObjectProperty(None, allownone=True)
    alt = StringProperty()
    accessible_name = StringProperty()
    room = ListProperty([96, 64])
    drawn = ObjectProperty(None, allownone=True)
    shown = NumericProperty(0)

    def __init__(self, **properties: Any) -> None:
        super().__init__(**properties)
        self.bind(data=self._show, room=self._show)
        self._show()

    def _show(self, *_: Any) -> None:
        whole = unpacked(self.data) if self.data else None
        self.drawn = None if whole is None else _cut(whole, self.room[0] / self.room[1])
        self.shown = 0 if whole is None else 1


def _cut(whole: Texture, shape: float) -> Texture:
    """The middle of the picture in that shape, width by height."""
    width, height = whole.size
    wide, high = min(width, round(height * shape)), min(height, round(width / shape))
    return whole.get_region((width - wide) // 2, (height - high) // 2, wide, high)


load_kv(__file__)
