"""The tablet itself on the sync page: what it holds, how old it is, and whether it agrees with HQ."""

from __future__ import annotations

from typing import Any

from kivy.app import App
from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from associate_app.presenters.trust_views import CheckState, Fact
from associate_app.screens.filling import Filler
from associate_app.widgets import load_kv
from associate_app.widgets.card import Card

Told = tuple[tuple[Fact, ...], CheckState]


class FactRow(BoxLayout):
    """What it is about, and what is so."""

    label = StringProperty()
    value = StringProperty()
    is_well = BooleanProperty(True)


class FactsCard(Card):
    """Everything the tablet knows of itself, and the button that compares all of it with HQ."""

    check_sentence = StringProperty()
    can_check = BooleanProperty(False)

    def __init__(self, **properties: Any) -> None:
        super().__init__(**properties)
        self._filler = Filler()

    def refresh(self) -> None:
        """It says what is true now."""
        app = App.get_running_app()
        holdings = app.tablet.holdings
        app.asker.ask("holdings", lambda: (holdings.facts(), holdings.check()), self._show)

    def check_everything(self) -> None:
        """Every record is compared with HQ's."""
        app = App.get_running_app()
        app.asker.tell("check", app.tablet.holdings.check_everything, self._show_check)

    def _show(self, told: Told) -> None:
        facts, check = told
        self._filler.fill(
            self.ids.facts, FactRow,
            [{"label": fact.label, "value": fact.value, "is_well": fact.is_well} for fact in facts],
        )  # fmt: skip
        self._show_check(check)

    def _show_check(self, check: CheckState) -> None:
        self.check_sentence, self.can_check = check.sentence, check.can_begin


load_kv(__file__)
