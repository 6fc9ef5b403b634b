"""What lies over a screen: sheets, the newest on top, and over all of them the snackbar."""

from __future__ import annotations

from typing import Any

from kivy.uix.floatlayout import FloatLayout
from kivy.uix.widget import Widget

from associate_app.widgets.sheet import Sheet
from associate_app.widgets.snackbar import Snackbar


class Layers(FloatLayout):
    """The uppermost sheet has the keyboard to itself."""

    def __init__(self, **properties: Any) -> None:
        super().__init__(**properties)
        self.snackbar = Snackbar()
        self.add_widget(self.snackbar)

    def top_layer(self) -> Widget:
        """What the keyboard may reach."""
        return next((child for child in self.children if isinstance(child, Sheet)), self)

    def open(self, sheet: Sheet) -> None:
        """The sheet lies over everything but the snackbar."""
        self.add_widget(sheet, index=self.children.index(self.snackbar) + 1)

    def close_top(self) -> bool:
        """The uppermost sheet is gone; False: there was none."""
        layer = self.top_layer()
        if isinstance(layer, Sheet):
            layer.close()
        return isinstance(layer, Sheet)
