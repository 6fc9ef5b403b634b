"""One product on one purchase."""

from __future__ import annotations

from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from associate_app.widgets import load_kv


class PurchaseRow(BoxLayout):
    """Icon, product, when and where, amount; `last` leaves the line below out."""

    icon = StringProperty()
    title = StringProperty()
    meta = StringProperty()
    amount = StringProperty()
    status = StringProperty()
    last = BooleanProperty(False)


load_kv(__file__)
