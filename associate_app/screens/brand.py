"""The panel beside the screens before work: what this is and whose tablet."""

from __future__ import annotations

from kivy.properties import StringProperty
from kivy.uix.boxlayout import BoxLayout

from associate_app.widgets import avatar, button, card, chip, field, icon, load_kv, pill, states, text

__all__ = ["BrandPanel", "avatar", "button", "card", "chip", "field", "icon", "pill", "states", "text"]


class BrandPanel(BoxLayout):
    """Name of the product, of the store, and one sentence."""

    heading = StringProperty("Aisle One")
    sentence = StringProperty()
    place = StringProperty()


load_kv(__file__)
