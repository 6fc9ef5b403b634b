"""Something that happened between the store and the customer."""

from __future__ import annotations

from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty

from associate_app.widgets import load_kv
from associate_app.widgets.control import PressableBox


class EventRow(PressableBox):
    """What, who and when; `pending` says that HQ has not confirmed it yet.

    A row with a purchase, a conflict or a merge calls `choose` with itself when it is pressed; any other is
    only read.
    """

    icon = StringProperty()
    text = StringProperty()
    meta = StringProperty()
    pending = BooleanProperty(False)
    last = BooleanProperty(False)
    purchase_id = NumericProperty(-1)
    conflict_id = StringProperty()
    merge_id = StringProperty()
    choose = ObjectProperty(None, allownone=True)
    opens = BooleanProperty(False)

    def on_release(self) -> None:
        """What it tells of is opened."""
        if self.opens:
            self.choose(self)


load_kv(__file__)
