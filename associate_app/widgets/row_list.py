"""A recycled list of rows that carry their whole state.

Named here because Kivy's factory gives kv another class than Python imports by the name RecycleView.
"""

from __future__ import annotations

from kivy.properties import NumericProperty
from kivy.uix.recycleview import RecycleView

from associate_app.widgets import load_kv


class RowList(RecycleView):
    """Rows one below the other, each as high as its words; `rows_height` is that of all of them."""

    rows_height = NumericProperty(0)


load_kv(__file__)
