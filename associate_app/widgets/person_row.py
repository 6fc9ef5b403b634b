"""A customer in a list."""

from __future__ import annotations

from kivy.properties import NumericProperty, StringProperty

from associate_app.widgets import load_kv
from associate_app.widgets.list_row import ListRow


class PersonRow(ListRow):
    """A row of a `PersonList`."""

    name = StringProperty()
    subtitle = StringProperty()
    why = StringProperty()
    tier = StringProperty()
    initials = StringProperty()
    hue = NumericProperty(0.4)


load_kv(__file__)
