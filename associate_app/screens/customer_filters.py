"""The chips above the list of customers: in one row that scrolls, with what was chosen on them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from kivy.app import App
from kivy.properties import BooleanProperty, ObjectProperty
from kivy.uix.scrollview import ScrollView

from associate_app.presenters.look_up import NO_FILTERS
from associate_app.store.filters import Choices
from associate_app.widgets import load_kv
from associate_app.widgets.chip import Chip
from associate_app.widgets.sheet import ChoiceSheet
from shared.words import _, lazy

SWITCHES: Final = {
    "mine": lazy("My customers"),
    "birthday": lazy("Birthday soon"),
    "lapsing": lazy("Lapsing"),
}
LISTS: Final = {
    "tier": (lazy("Any tier"), lazy("Which tier?"), "check-decagram"),
    "size": (lazy("Any size"), lazy("Which size?"), "ruler"),
    "department": (lazy("Any department"), lazy("Which department?"), "tag-outline"),
}
CLEAR: Final = lazy("Clear all")


class CustomerFilters(ScrollView):
    """What is `wanted`; event `on_change` when a chip was pressed."""

    wanted = ObjectProperty(NO_FILTERS)
    choices = ObjectProperty(Choices())
    is_any = BooleanProperty(False)

    def __init__(self, **properties: Any) -> None:
        self.register_event_type("on_change")
        super().__init__(**properties)
        self._clear = self._chip(_(CLEAR), lambda: self._want(NO_FILTERS))
        self._switches = {
            name: self._chip(_(text), lambda name=name: self._turn(name)) for name, text in SWITCHES.items()
        }
        self._lists = {name: self._chip("", lambda name=name: self._choose(name)) for name in LISTS}

    def on_kv_post(self, _event: Any) -> None:
        """The row that holds the chips is there."""
        self.bind(wanted=self._show, choices=self._show)
        self._show()

    def on_change(self) -> None:
        """Something else is wanted."""

    def clear(self) -> None:
        """Everybody is wanted again."""
        self._want(NO_FILTERS)

    def _chip(self, text: str, press: Any) -> Chip:
        chip = Chip(text=text, accessible_name=_("Filter: {what}").format(what=text))
        chip.bind(on_release=lambda _event: press())
        return chip

    def _turn(self, name: str) -> None:
        self._want(replace(self.wanted, **{name: not getattr(self.wanted, name)}))

    def _choose(self, name: str) -> None:
        nothing, question, icon = LISTS[name]
        known = getattr(self.choices, f"{name}s")
        choices = {"": (_(nothing), "close")} | {value: (value, icon) for value in known}
        sheet = ChoiceSheet(choices, title=_(question), sentence=_("The list shows only those."))
        sheet.bind(on_choose=lambda _event, value: self._want(replace(self.wanted, **{name: value})))
        App.get_running_app().root.open(sheet)

    def _want(self, wanted: Any) -> None:
        if wanted != self.wanted:
            self.wanted = wanted
            self.dispatch("on_change")

    def _show(self, *_event: Any) -> None:
        for name, chip in self._switches.items():
            chip.chosen = getattr(self.wanted, name)
        for name, chip in self._lists.items():
            value = getattr(self.wanted, name)
            chip.text, chip.chosen = value or _(LISTS[name][0]), bool(value)
            chip.accessible_name = _("Filter: {what}").format(what=chip.text)
        self.is_any = bool(self.wanted)
        shown = [*([self._clear] if self.is_any else []), *self._switches.values()]
        shown += [
            chip for name, chip in self._lists.items() if chip.chosen or getattr(self.choices, f"{name}s")
        ]
        row = self.ids.row
        if list(reversed(row.children)) != shown:
            row.clear_widgets()
            for chip in shown:
                row.add_widget(chip)


load_kv(__file__)
