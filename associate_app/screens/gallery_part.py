"""One part of the gallery: a heading, the names of what is shown, and the widgets themselves below.

Its kv is read before that of the parts, so that the heading stands above what they add.
"""

from __future__ import annotations

from kivy.properties import ListProperty, StringProperty

from associate_app.widgets import load_kv
from associate_app.widgets.card import Card


class GalleryPart(Card):
    """`place` is the column it stands in where there are two, and where there are three."""

    title = StringProperty()
    classes = StringProperty()
    place = ListProperty([0, 0])


load_kv(__file__)
