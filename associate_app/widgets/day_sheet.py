"""A day to choose from a month: arrows go from day to day, Page Up and Page Down from month to month."""

from __future__ import annotations

from calendar import Calendar
from datetime import date
from typing import Any, Final

from kivy.clock import Clock
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty

from associate_app.widgets import focus, load_kv
from associate_app.widgets.control import PressableBox
from associate_app.widgets.sheet import Sheet
from associate_app.widgets.text import OneLine
from shared.words import _, locale

MONDAY: Final = 0
YEAR: Final = 12
STEPS: Final = {"left": -1, "right": 1, "up": -7, "down": 7}
PAGES: Final = {"pageup": -1, "pagedown": 1}


class WeekdayName(OneLine):
    """What a column of days is called; without a name, the room of a day of another month."""


class DayCell(PressableBox):
    """One day of the month; `today` is ringed, `chosen` is filled."""

    day = ObjectProperty(None)
    text = StringProperty()
    chosen = BooleanProperty(False)
    today = BooleanProperty(False)
    turn = ObjectProperty(None)
    step = ObjectProperty(None)

    def keyboard_on_key_down(self, window: Any, keycode: tuple[int, str], text: str, modifiers: Any) -> bool:
        """Arrows go by a day or a week, Page Up and Page Down turn the month, with Shift the year."""
        if keycode[1] in STEPS:
            self.step(self.day, STEPS[keycode[1]])
            return True
        if keycode[1] in PAGES:
            self.turn(PAGES[keycode[1]] * (YEAR if "shift" in modifiers else 1))
            return True
        return bool(super().keyboard_on_key_down(window, keycode, text, modifiers))


class DaySheet(Sheet):
    """Event `on_choose(day)` with a `date`; `first_weekday` counts from Monday (0)."""

    year = NumericProperty(2000)
    month = NumericProperty(1)
    month_text = StringProperty()

    def __init__(
        self, day: date | None, today: date, *, first_weekday: int = MONDAY, **properties: Any
    ) -> None:
        self.register_event_type("on_choose")
        shown = day or today
        self._day, self._today, self._calendar = day, today, Calendar(first_weekday)
        super().__init__(year=shown.year, month=shown.month, **properties)
        for weekday in self._calendar.iterweekdays():
            self.ids.weekdays.add_widget(WeekdayName(text=locale().short_weekdays[weekday]))
        self._fill(shown.day)

    def on_choose(self, day: date) -> None:
        """That day was chosen."""

    def focus_first(self) -> None:
        """The keyboard is on the day that is shown first; the month's grid gives it."""

    def turn(self, months: int) -> None:
        """So many months later (or earlier), as long as there are such years."""
        year, month = divmod(self.year * YEAR + self.month - 1 + months, YEAR)
        if date.min.year <= year <= date.max.year:
            self.year, self.month = year, month + 1
            self._fill(1)

    def step(self, day: date, days: int) -> None:
        """The keyboard is on the day so many days later, in whichever month it lies."""
        number = day.toordinal() + days
        if date.min.toordinal() <= number <= date.max.toordinal():
            to = date.fromordinal(number)
            self.year, self.month = to.year, to.month
            self._fill(to.day)

    def _fill(self, focused: int) -> None:
        self.month_text = locale().month_text(date(int(self.year), int(self.month), 1))
        grid = self.ids.days
        grid.clear_widgets()
        first = None
        for number in self._calendar.itermonthdays(int(self.year), int(self.month)):
            cell = self._cell(number) if number else WeekdayName(text="")
            grid.add_widget(cell)
            if number == focused:
                first = cell
        Clock.schedule_once(lambda _event: focus.give(first) if first is not None and first.parent else None)

    def _cell(self, number: int) -> DayCell:
        day = date(int(self.year), int(self.month), number)
        cell = DayCell(
            day=day, text=str(number), chosen=day == self._day, today=day == self._today, turn=self.turn,
            step=self.step,
            accessible_name=_("{day} {month}").format(day=number, month=self.month_text),
        )  # fmt: skip
        cell.bind(on_release=lambda _event: self._choose(day))
        return cell

    def _choose(self, day: date) -> None:
        self.close()
        self.dispatch("on_choose", day)


load_kv(__file__)
