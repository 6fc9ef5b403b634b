"""The first load: how far it is, and that nobody needs to wait beside it."""

from __future__ import annotations

from kivy.properties import StringProperty
from kivy.uix.boxlayout import BoxLayout

from associate_app.screens import brand
from associate_app.widgets import load_kv

__all__ = ["LoadingScreen", "brand"]


class LoadingScreen(BoxLayout):
    """Shows until the tablet has its store's customers."""

    store_name = StringProperty()


load_kv(__file__)
