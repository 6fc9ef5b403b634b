"""What happened between the store and her; a visit opens its purchase, a merge both values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from kivy.properties import NumericProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from associate_app.presenters.view_models import TimelineRow
from associate_app.screens.filling import Filler
from associate_app.widgets import load_kv
from associate_app.widgets.chip import Chip
from associate_app.widgets.timeline_row import EventRow
from shared.words import _, lazy

AT_FIRST: Final = 8
NOTHING: Final = {
    "": lazy("Nothing yet. A note helps whoever is here next time."),
    "note": lazy("No notes yet. A note helps whoever is here next time."),
    "visit": lazy("No visits yet."),
    "contact": lazy("Nobody has contacted her or promised anything yet."),
    "answer": lazy("She has answered nothing and used no offer yet."),
    "change": lazy("HQ had nothing to merge."),
}
GROUPS: Final = {
    "": lazy("All", of="events"), "note": lazy("Notes"), "visit": lazy("Visits"),
    "contact": lazy("Contacts"), "answer": lazy("Answers"), "change": lazy("Merged"),
}  # fmt: skip


class TimelinePane(BoxLayout):
    """Events: `on_purchase(purchase_id)`, it is to be seen; `on_conflict(id)`, both values are.

    `on_merge(id)`: a merge of two records may be taken back.
    """

    rows = ObjectProperty(())
    group = StringProperty()
    most = NumericProperty(AT_FIRST)
    hidden = NumericProperty(0)
    nothing = StringProperty()

    def __init__(self, **properties: Any) -> None:
        self.register_event_type("on_purchase")
        self.register_event_type("on_conflict")
        self.register_event_type("on_merge")
        super().__init__(**properties)
        self._filler = Filler()

    def on_kv_post(self, _root: Any) -> None:
        """The chips stand in their place."""
        for group, text in GROUPS.items():
            name = _("Timeline: {what}").format(what=_(text))
            chip = Chip(text=_(text), accessible_name=name, chosen=not group)
            chip.bind(on_release=lambda _, group=group: self._choose(group))
            self.ids.chips.add_widget(chip)

    def on_purchase(self, purchase_id: int) -> None:
        """That purchase is to be seen."""

    def on_conflict(self, conflict_id: str) -> None:
        """Both values are to be seen."""

    def on_merge(self, merge_id: str) -> None:
        """That merge may be taken back."""

    def show(self, rows: Sequence[TimelineRow]) -> None:
        """This is what happened."""
        self.rows = rows
        self._fill()

    def keep_ready(self, count: int) -> None:
        """So many rows are made before they are needed."""
        self._filler.keep_ready(self.ids.events, EventRow, count)

    def start_over(self) -> None:
        """Somebody else is shown: everything of hers, the latest."""
        self._choose("")

    def show_more(self) -> None:
        """All of the group is shown."""
        self.most = len(self.rows)
        self._fill()

    def _choose(self, group: str) -> None:
        self.group, self.most = group, AT_FIRST
        for chip, name in zip(reversed(self.ids.chips.children), GROUPS, strict=True):
            chip.chosen = name == group
        self._fill()

    def _fill(self) -> None:
        fitting = [row for row in self.rows if not self.group or row.group == self.group]
        shown = fitting[: int(self.most)]
        self.hidden = len(fitting) - len(shown)
        self.nothing = "" if fitting else _(NOTHING[self.group])
        self._filler.fill(
            self.ids.events,
            EventRow,
            [
                {
                    "icon": row.icon, "text": row.text, "meta": row.meta, "pending": row.pending,
                    "last": index == len(shown) - 1, "purchase_id": row.purchase_id,
                    "conflict_id": row.conflict_id, "merge_id": row.merge_id, "choose": self._open,
                }
                for index, row in enumerate(shown)
            ],
        )  # fmt: skip

    def _open(self, row: EventRow) -> None:
        if row.conflict_id:
            self.dispatch("on_conflict", row.conflict_id)
        elif row.merge_id:
            self.dispatch("on_merge", row.merge_id)
        else:
            self.dispatch("on_purchase", int(row.purchase_id))


load_kv(__file__)
