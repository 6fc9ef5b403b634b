"""How the screen looks, what the scanner reads, what this tablet is, and a report on it for HQ."""

from __future__ import annotations

from typing import Any

from kivy.app import App
from kivy.metrics import dp
from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from associate_app.presenters.settings import try_out
from associate_app.presenters.trust_views import Fact, Report, ScanTest
from associate_app.screens import page_head
from associate_app.screens.filling import Filler
from associate_app.screens.report_sheet import ReportSheet
from associate_app.screens.sync_facts import FactRow
from associate_app.widgets import chip, load_kv

__all__ = ["SettingsPage", "chip", "page_head"]

WIDE_FROM = 860
"""Wider pages (dp, at the usual size of letters) have two columns."""


class SettingsPage(BoxLayout):
    """What is chosen here holds at once, for everybody on this tablet, and after a restart."""

    scanned_text = StringProperty()
    scanned_meaning = StringProperty()
    scanned_well = BooleanProperty(True)
    is_wide = BooleanProperty(False)

    def __init__(self, **properties: Any) -> None:
        super().__init__(**properties)
        self._filler = Filler()

    def on_width(self, *_: Any) -> None:
        """Two columns or one, as the page is wide."""
        self.is_wide = self.width >= dp(WIDE_FROM) * App.get_running_app().theme.font_scale

    def refresh(self) -> None:
        """The page shows what is true now."""
        app = App.get_running_app()
        app.asker.ask("about", app.tablet.settings.about, self._show)

    def step_back(self) -> bool:
        """There is nothing to go back to here."""
        return False

    def scanned(self, text: str) -> None:
        """A scan is tried out here: it leads nowhere, and says where it would lead."""
        app = App.get_running_app()
        app.asker.ask("scan", lambda: try_out(text, app.tablet.scanning.resolve(text)), self._show_scan)

    def show_report(self) -> None:
        """The report on this tablet can be read, and then sent or saved."""
        app = App.get_running_app()
        app.asker.ask("report", app.tablet.diagnostics.report, self._open_report)

    def _show(self, facts: tuple[Fact, ...]) -> None:
        rows = [{"label": fact.label, "value": fact.value, "is_well": fact.is_well} for fact in facts]
        self._filler.fill(self.ids.about, FactRow, rows)

    def _show_scan(self, test: ScanTest) -> None:
        self.scanned_text, self.scanned_meaning, self.scanned_well = test.read, test.meaning, test.is_well

    def _open_report(self, report: Report) -> None:
        App.get_running_app().root.open(ReportSheet(report))


load_kv(__file__)
