"""The report on this tablet, word for word, before it goes to HQ or into a file."""

from __future__ import annotations

from typing import Any

from kivy.app import App
from kivy.properties import BooleanProperty, StringProperty

from associate_app.presenters.trust_views import Report
from associate_app.widgets import load_kv
from associate_app.widgets.sheet import Sheet
from shared.errors import AisleError
from shared.words import _


class ReportSheet(Sheet):
    """Stays open when sending fails: the report can still be saved."""

    text = StringProperty()
    message = StringProperty()
    busy = BooleanProperty(False)

    def __init__(self, report: Report, **properties: Any) -> None:
        self._report = report
        super().__init__(title=_("Report on this tablet"), text=report.text, **properties)

    def focus_first(self) -> None:
        """The keyboard is on the answer."""
        self.ids.send.focus = True

    def send(self) -> None:
        """HQ has it, or the sheet says why not."""
        app = App.get_running_app()
        self.busy, self.message = True, ""
        app.asker.tell("report", lambda: app.tablet.diagnostics.send(self._report), self._sent, self._failed)

    def save(self) -> None:
        """It lies in a file, and the sheet says where."""
        app = App.get_running_app()
        self.busy, self.message = True, ""
        app.asker.tell("report", lambda: app.tablet.diagnostics.save(self._report), self._saved, self._failed)

    def _sent(self, _nothing: None) -> None:
        self.close()
        App.get_running_app().root.snackbar.show(_("HQ has the report."), tone="good")

    def _saved(self, path: str) -> None:
        self.busy, self.message = False, _("Saved in {file}. Hand it to HQ.").format(file=path)

    def _failed(self, error: Exception) -> None:
        self.busy = False
        if isinstance(error, AisleError):
            instead = _("{why} You can save the report as a file instead.")
            self.message = instead.format(why=error.sentence)
        else:
            App.get_running_app().complain(error)


load_kv(__file__)
