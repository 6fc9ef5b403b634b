"""The filters above all purchases: where, when, what came back, which department."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from kivy.app import App
from kivy.properties import ObjectProperty
from kivy.uix.stacklayout import StackLayout

from associate_app.presenters.history_views import HistoryAsked, Period, Where
from associate_app.widgets import load_kv
from associate_app.widgets.chip import Chip
from associate_app.widgets.sheet import ChoiceSheet
from shared.words import Lazy, _, lazy

PERIODS: Final[dict[Period, Lazy]] = {
    "": lazy("All time"),
    "year": lazy("12 months"),
    "month": lazy("30 days"),
}
PLACES: Final[dict[Where, Lazy]] = {
    "here": lazy("This store"),
    "store": lazy("In stores"),
    "online": lazy("Online"),
}
ANY_DEPARTMENT: Final = lazy("All departments")

Change = Callable[[HistoryAsked], HistoryAsked]


class HistoryFilters(StackLayout):
    """What is `asked` for; event `on_change` when a chip was pressed."""

    asked = ObjectProperty(HistoryAsked())
    departments = ObjectProperty(())

    def __init__(self, **properties: Any) -> None:
        self.register_event_type("on_change")
        super().__init__(**properties)
        self._chips: list[tuple[Chip, Callable[[HistoryAsked], bool]]] = []
        for period in PERIODS:
            self._add_period(period)
        for where in PLACES:
            self._add_place(where)
        self._add(
            _("Returns"),
            lambda asked: asked.only_returns,
            lambda asked: replace(asked, only_returns=not asked.only_returns),
        )
        self._department = Chip()
        self._department.bind(on_release=lambda _event: self.choose_department())
        self.add_widget(self._department)
        self.bind(asked=self._show)
        self._show()

    def on_change(self) -> None:
        """Something else is asked for."""

    def choose_department(self) -> None:
        """One of the departments she bought in is chosen, or all of them."""
        choices = {"": (_(ANY_DEPARTMENT), "filter-variant")}
        choices |= {name: (name, "tag-outline") for name in self.departments}
        sheet = ChoiceSheet(choices, title=_("Which department?"), sentence=_("Those she has bought in."))
        sheet.bind(on_choose=lambda _event, name: self._ask(replace(self.asked, department=name)))
        App.get_running_app().root.open(sheet)

    def _add_period(self, period: Period) -> None:
        self._add(
            _(PERIODS[period]),
            lambda asked: asked.period == period,
            lambda asked: replace(asked, period=period),
        )

    def _add_place(self, where: Where) -> None:
        self._add(
            _(PLACES[where]),
            lambda asked: asked.where == where,
            lambda asked: replace(asked, where="" if asked.where == where else where),
        )

    def _add(self, text: str, is_chosen: Callable[[HistoryAsked], bool], change: Change) -> None:
        chip = Chip(text=text, accessible_name=_("Filter: {what}").format(what=text))
        chip.bind(on_release=lambda _event: self._ask(change(self.asked)))
        self._chips.append((chip, is_chosen))
        self.add_widget(chip)

    def _ask(self, asked: HistoryAsked) -> None:
        if asked != self.asked:
            self.asked = asked
            self.dispatch("on_change")

    def _show(self, *_event: Any) -> None:
        for chip, is_chosen in self._chips:
            chip.chosen = is_chosen(self.asked)
        department = self.asked.department
        self._department.text = department or _(ANY_DEPARTMENT)
        self._department.chosen = bool(department)
        self._department.accessible_name = _("Filter: {what}").format(what=self._department.text)


load_kv(__file__)
