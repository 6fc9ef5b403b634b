"""A bounded, recycled list of products with a selection and keys."""

from __future__ import annotations

from kivy.properties import BooleanProperty, StringProperty

from associate_app.widgets import load_kv
from associate_app.widgets.list_row import ListRow
from associate_app.widgets.person_list import PersonList


class ProductLine(ListRow):
    """A row of a `ProductList`."""

    icon = StringProperty()
    title = StringProperty()
    meta = StringProperty()
    price = StringProperty()
    stock = StringProperty()
    in_stock = BooleanProperty(False)


class ProductList(PersonList):
    """The same list, of products."""


load_kv(__file__)
