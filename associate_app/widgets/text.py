"""Text in the roles of the type scale; its height follows its letters, so that no font scale cuts it."""

from __future__ import annotations

from typing import Any

from kivy.properties import ColorProperty, NumericProperty, OptionProperty
from kivy.uix.label import Label

from associate_app.assets import FONT_OF_WEIGHT
from associate_app.theme import SIZES
from associate_app.widgets import load_kv
from associate_app.widgets.measures import MeasuredLabel


class BaseText(Label):
    """What all text has in common; `tone` None is the theme's ink."""

    role = OptionProperty("body", options=tuple(SIZES))
    weight = OptionProperty("regular", options=tuple(FONT_OF_WEIGHT))
    tone = ColorProperty(None, allownone=True)

    def _create_label(self) -> None:
        own = {name: getattr(self, name) for name in self._font_properties}
        self._label = MeasuredLabel(usersize=self.text_size, **own)


class OneLine(BaseText):
    """One line in the width it is given; what does not fit ends in an ellipsis."""


class FitLine(BaseText):
    """One line, as wide as its words; with `most` (pixels) it breaks rather than grow wider."""

    most = NumericProperty(0)

    def __init__(self, **properties: Any) -> None:
        super().__init__(**properties)
        self.bind(most=self._fit, text=self._fit, font_size=self._fit)
        self._fit()

    def _fit(self, *_: Any) -> None:
        if not self.most:
            return
        self.text_size = (None, None)
        self.texture_update()
        if self.texture_size[0] > self.most:
            self.text_size = (self.most, None)


class Prose(BaseText):
    """As many lines as its words need in the width it is given."""


load_kv(__file__)
