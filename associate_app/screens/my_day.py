"""My day: appointments, promises, tasks, follow-ups, then whom to contact; what is done folds away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from kivy.app import App
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from associate_app.presenters.advice_views import ContactRow, TodayView
from associate_app.presenters.my_day import apart
from associate_app.presenters.my_day_views import DayEntry, DaySection, MyDay
from associate_app.screens import day_deeds, page_head, today
from associate_app.screens.filling import Filler
from associate_app.screens.today import ContactCard
from associate_app.widgets import day_row, load_kv
from associate_app.widgets.card import Card
from associate_app.widgets.day_row import DayRow
from shared.operations import NOBODY
from shared.words import _

__all__ = ["DayCard", "MyDayPage", "day_row", "page_head", "today"]

CONTACTS_AT_FIRST: Final = 6
SHOWN: Final = ("icon", "lead", "title", "who", "when", "detail", "tone")


class DayCard(Card):
    """A section of the day. `deed` is called with a row's entry and what is wanted: do, more, open."""

    section = ObjectProperty(None, allownone=True)
    title = StringProperty()
    count = NumericProperty(0)
    deed = ObjectProperty(None, allownone=True)

    def __init__(self, **properties: Any) -> None:
        self._filler = Filler()
        super().__init__(**properties)

    def on_section(self, *_args: Any) -> None:
        """Its rows are those of the section."""
        section: DaySection | None = self.section
        if section is None:
            return
        self.title, self.count = section.title, len(section.entries)
        rows = [row_of(entry, is_first=place == 0) for place, entry in enumerate(section.entries)]
        self._filler.fill(self.ids.rows, self._make_row, rows)

    def _make_row(self) -> DayRow:
        row = DayRow()
        for event in ("do", "more", "open"):
            row.bind(**{f"on_{event}": lambda row, event=event: self.deed(row.entry, event)})
        return row


def row_of(entry: DayEntry, *, is_first: bool) -> dict[str, Any]:
    """The properties of the row that shows the entry."""
    opens = _("All of {title}").format(title=entry.title)
    if entry.customer_id != NOBODY:
        opens = _("Open {name}").format(name=entry.who)
    elif entry.product_id is not None:
        opens = _("Open the product of {title}").format(title=entry.title)
    values = {name: getattr(entry, name) for name in SHOWN}
    more = _("More for {title}").format(title=entry.title)
    verb = entry.verb or _("Undo")
    return values | {"entry": entry, "first": is_first, "opens": opens, "more_name": more, "verb": verb}


class MyDayPage(BoxLayout):
    """The day of who is at work; whom to contact is asked for apart, since it takes longer to find."""

    view = ObjectProperty(None, allownone=True)
    contacts = ObjectProperty(None, allownone=True)
    date = StringProperty()
    summary = StringProperty()
    left_out = StringProperty()
    contact_summary = StringProperty()
    more_contacts = NumericProperty(0)
    all_contacts = BooleanProperty(False)
    done_shown = BooleanProperty(False)
    done = NumericProperty(0)
    nothing = BooleanProperty(False)
    two_columns = BooleanProperty(False)

    def __init__(self, **properties: Any) -> None:
        super().__init__(**properties)
        self._filler = Filler()
        self._people = self.ids.people.__self__  # ids hold weakly, and it moves between the columns
        self._done = self.ids.done.__self__
        self.bind(two_columns=self._arrange, all_contacts=self._fill, done_shown=self._fill)
        self._arrange()

    def refresh(self) -> None:
        """The day is as the tablet knows it now."""
        app = App.get_running_app()
        app.asker.ask("day", app.tablet.my_day.list, self._show)
        app.asker.ask("today", app.tablet.today.list, self._show_contacts)

    def step_back(self) -> bool:
        """There is nothing to go back to here."""
        return False

    def act(self, entry: DayEntry, wanted: str) -> None:
        """What the row was pressed for."""
        {"do": day_deeds.do, "more": day_deeds.more, "open": day_deeds.go}[wanted](self, entry)

    def tell(self, deed: Callable[[], MyDay], word: str, *, undo: Callable[[], MyDay] | None = None) -> None:
        """It is done and said, and the day has moved on; for a while it can be taken back."""
        app = App.get_running_app()

        def done(view: MyDay) -> None:
            if undo is None:
                app.root.snackbar.show(word, tone="good")
            else:
                app.root.snackbar.show(
                    word, tone="good", action=_("Undo"), act=lambda: self.tell(undo, _("Taken back."))
                )
            self._show(view)
            app.root.refresh_status()

        app.asker.tell("day", deed, done)

    def contacted(self, card: ContactCard) -> None:
        """It is noted, and nobody contacts her again too soon."""
        row: ContactRow = card.row
        self._tell_contact(row, "done", _("Noted for {name}: {verb}.").format(name=row.name, verb=row.verb))

    def put_off(self, card: ContactCard) -> None:
        """It comes back in a few days."""
        self._tell_contact(card.row, "later", _("Later: it comes back in three days."))

    def _tell_contact(self, row: ContactRow, outcome: str, word: str) -> None:
        app = App.get_running_app()

        def done(view: TodayView) -> None:
            app.root.snackbar.show(word, tone="good")
            self._show_contacts(view)
            app.root.refresh_status()

        app.asker.tell("today", lambda: app.tablet.today.contacted(row, outcome), done)

    def _show(self, view: MyDay) -> None:
        if view != self.view:
            self.view = view
            self._fill()

    def _show_contacts(self, view: TodayView) -> None:
        if view != self.contacts:
            self.contacts = view
            self._fill()

    def _fill(self, *_args: Any) -> None:
        if self.view is None:
            return
        view: MyDay = self.view
        self.date, self.summary, self.done = view.date, view.summary, len(view.done)
        sections = [{"section": section} for section in view.sections]
        self._filler.fill(self.ids.sections, self._make_card, sections)
        finished = DaySection("done", _("Done today"), view.done)
        shown = [{"section": finished}] if view.done and self.done_shown else []
        self._filler.fill(self.ids.finished, self._make_card, shown)
        if self.contacts is not None:
            self._fill_contacts(apart(self.contacts, view))

    def _fill_contacts(self, found: TodayView) -> None:
        rows = found.rows if self.all_contacts else found.rows[:CONTACTS_AT_FIRST]
        self.more_contacts = len(found.rows) - len(rows)
        self.contact_summary, self.left_out = found.summary, found.left_out
        self.nothing = not found.rows and not self.view.sections
        self._filler.fill(self.ids.cards, self._make_contact, [today.shown(row) for row in rows])

    def _make_card(self) -> DayCard:
        return DayCard(deed=self.act)

    def _make_contact(self) -> ContactCard:
        card = ContactCard()
        card.bind(
            on_contacted=self.contacted, on_later=self.put_off,
            on_person=lambda card: App.get_running_app().root.screen.go_to_customer(card.row.customer_id),
        )  # fmt: skip
        return card

    def _arrange(self, *_args: Any) -> None:
        """Whom to contact stands beside the day where there is room, else between it and what is done."""
        left, right = self.ids.left, self.ids.right
        for part in (self._people, self._done):
            if part.parent is not None:
                part.parent.remove_widget(part)
        (right if self.two_columns else left).add_widget(self._people)
        left.add_widget(self._done)
        right.size_hint_x = 1 if self.two_columns else None
        right.width = 0


load_kv(__file__)
