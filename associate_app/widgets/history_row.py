"""Purchases in a list: a head with when, where and how much, its lines, and what is not shown of it."""

from __future__ import annotations

from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty

from associate_app.widgets import load_kv
from associate_app.widgets.control import PressableBox


class _Opening(PressableBox):
    """Pressed, it calls `choose` with `key`; a key of -1 opens nothing."""

    key = NumericProperty(-1)
    choose = ObjectProperty(None, allownone=True)

    def on_release(self) -> None:
        """What it belongs to is opened."""
        if self.choose is not None and self.key >= 0:
            self.choose(int(self.key))


class PurchaseRow(_Opening):
    """Icon, product, when and where, amount; `last` leaves the line below out."""

    icon = StringProperty()
    title = StringProperty()
    meta = StringProperty()
    amount = StringProperty()
    status = StringProperty()
    last = BooleanProperty(False)


class PurchaseHead(_Opening):
    """When, where, and the sum of the whole purchase."""

    title = StringProperty()
    meta = StringProperty()
    amount = StringProperty()


class PurchaseMore(_Opening):
    """How many lines of the purchase are not shown."""

    title = StringProperty()


load_kv(__file__)
