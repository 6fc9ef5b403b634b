"""A QR code that any scanner reads: dark on light whatever the theme, with room around it."""

from __future__ import annotations

from typing import Any, Final

import segno
from kivy.graphics.texture import Texture
from kivy.properties import NumericProperty, ObjectProperty, StringProperty
from kivy.uix.widget import Widget

from associate_app.widgets import load_kv

QUIET: Final = 4
"""Modules of light around it: with fewer, scanners lose it against what is beside."""

LIGHT, DARK = 255, 0


def modules(text: str) -> list[bytes]:
    """The rows of the code for that text, the upper first, quiet zone included: a byte a module."""
    code = segno.make_qr(text, error="m", boost_error=False)
    return [bytes(DARK if dark else LIGHT for dark in row) for row in code.matrix_iter(border=QUIET)]


class SquareCode(Widget):
    """Shows `text` as large as `side` (dp) allows with every module as wide as the others."""

    text = StringProperty()
    side = NumericProperty(300)
    drawn = ObjectProperty(None, allownone=True)
    count = NumericProperty(1)

    def on_text(self, *_: Any) -> None:
        """The code is drawn anew."""
        rows = modules(self.text)
        texture = Texture.create(size=(len(rows), len(rows)), colorfmt="luminance")
        texture.mag_filter = texture.min_filter = "nearest"
        texture.blit_buffer(b"".join(reversed(rows)), colorfmt="luminance", bufferfmt="ubyte")
        self.count, self.drawn = len(rows), texture


load_kv(__file__)
