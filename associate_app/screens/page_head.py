"""The head of a page: its name, and the sync state in sight."""

from __future__ import annotations

from kivy.properties import StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.scrollview import ScrollView

from associate_app.widgets import load_kv


class PageHead(BoxLayout):
    """A title, and the sync pill at the right."""

    title = StringProperty()


class PageScroll(ScrollView):
    """What is below the head scrolls."""


load_kv(__file__)
