"""The sheet on which a visit is agreed or moved: its day, its time, how long, what it is about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from kivy.app import App
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty

from associate_app.presenters.booking import USUAL_MINUTES, BookingForm, Visit
from associate_app.presenters.wording import day_text
from associate_app.screens.filling import Filler
from associate_app.widgets import chip, load_kv
from associate_app.widgets.chip import Chip
from associate_app.widgets.day_sheet import DaySheet
from associate_app.widgets.sheet import Sheet
from shared.operation_work import LONGEST_ABOUT
from shared.words import _, plural

__all__ = ["AppointmentSheet", "chip"]

LENGTHS: Final = (15, 30, 60, 90)


class AppointmentSheet(Sheet):
    """Event `on_save(starts_local, minutes, about)`; with a `visit` only its day and time are chosen anew."""

    form = ObjectProperty(None)
    visit = ObjectProperty(None, allownone=True)
    day = ObjectProperty(None)
    day_words = StringProperty()
    time = StringProperty()
    minutes = NumericProperty(USUAL_MINUTES)
    about = StringProperty()
    warning = StringProperty()
    moves = BooleanProperty(False)
    limit = NumericProperty(LONGEST_ABOUT)
    no_times = BooleanProperty(False)

    def __init__(self, form: BookingForm, visit: Visit | None = None, **properties: Any) -> None:
        self.register_event_type("on_save")
        self._filler = Filler()
        moves = visit is not None
        title = _("Move the visit of {name}") if moves else _("Book a visit with {name}")
        super().__init__(
            form=form, visit=visit, moves=moves, title=title.format(name=form.name), **properties
        )
        if visit is not None:
            self.minutes = visit.minutes
            for part in ("how_long", "lengths", "field"):
                self.ids.body.remove_widget(self.ids[part].__self__)
        for minutes in LENGTHS:
            self.ids.lengths.add_widget(self._length(minutes))
        self._take_day(form.day)

    def on_save(self, starts_local: str, minutes: int, about: str) -> None:
        """That is agreed."""

    def choose_day(self) -> None:
        """A month lies over the sheet to choose the day from."""
        sheet = DaySheet(self.day, self.form.today)
        sheet.bind(on_choose=lambda _sheet, day: self._take_day(day))
        App.get_running_app().root.open(sheet)

    def save(self) -> None:
        """The sheet is gone and the visit agreed; without a time it stays."""
        if self.time and len(self.about) <= self.limit:
            self.close()
            self.dispatch("on_save", self._starts(), int(self.minutes), self.about)

    def _take_day(self, day: date) -> None:
        today: date = self.form.today
        self.day, self.time, self.warning = day, "", ""
        near = {0: _("Today"), 1: _("Tomorrow")}
        self.day_words = near.get((day - today).days) or day_text(day, today)
        app = App.get_running_app()
        app.asker.ask("times", lambda: app.tablet.booking.times(day), self._show_times)

    def _show_times(self, times: Sequence[str]) -> None:
        self.no_times = not times
        rows = [
            {"text": each, "accessible_name": _("At {time}").format(time=each), "chosen": False}
            for each in times
        ]
        self._filler.fill(self.ids.times, self._time_chip, rows)

    def _time_chip(self) -> Chip:
        made = Chip()
        made.bind(on_release=lambda made: self._take_time(made.text))
        return made

    def _take_time(self, text: str) -> None:
        self.time = text
        for each in self.ids.times.children:
            each.chosen = each.text == text
        self._ask_clash()

    def _length(self, minutes: int) -> Chip:
        text = plural("{count} minute", "{count} minutes", minutes)
        made = Chip(text=text, accessible_name=_("It takes {length}").format(length=text))
        made.chosen = minutes == self.minutes

        def choose(_chip: Any) -> None:
            self.minutes = minutes
            for each in self.ids.lengths.children:
                each.chosen = each is made
            self._ask_clash()

        made.bind(on_release=choose)
        return made

    def _ask_clash(self) -> None:
        """What is at that time already is told before anything is saved."""
        if not self.time:
            return
        app, starts, minutes = App.get_running_app(), self._starts(), int(self.minutes)
        but = self.visit.id if self.visit is not None else ""

        def show(warning: str) -> None:
            self.warning = warning

        app.asker.ask("clash", lambda: app.tablet.booking.clash(starts, minutes, but), show)

    def _starts(self) -> str:
        return f"{self.day.isoformat()}T{self.time}"


load_kv(__file__)
