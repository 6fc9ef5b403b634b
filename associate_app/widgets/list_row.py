"""A row of a recycled list; it carries its whole state, so that recycling cannot mix things up."""

from __future__ import annotations

from typing import Any

from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty
from kivy.uix.recycleview.views import RecycleDataViewBehavior

from associate_app.widgets.control import PressableArea


class ListRow(RecycleDataViewBehavior, PressableArea):
    """`choose` is called with `key` when it is pressed, `step` when the keyboard leaves it up or down."""

    key = NumericProperty(-1)
    index = NumericProperty(-1)
    selected = BooleanProperty(False)
    choose = ObjectProperty(None, allownone=True)
    step = ObjectProperty(None, allownone=True)

    def refresh_view_attrs(self, view: Any, index: int, data: dict[str, Any]) -> None:
        """The row shows what stands in that place of the list."""
        self.index = index
        super().refresh_view_attrs(view, index, data)

    def on_release(self) -> None:
        """It is chosen."""
        self.choose(self.key)

    def keyboard_on_key_down(
        self, window: Any, keycode: tuple[int, str], text: str, modifiers: list[str]
    ) -> bool:
        """Up and down go through the whole list, also beyond what is drawn."""
        if keycode[1] in ("up", "down"):
            self.step(self.index, 1 if keycode[1] == "down" else -1)
            return True
        return bool(super().keyboard_on_key_down(window, keycode, text, modifiers))
