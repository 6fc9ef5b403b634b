"""The sheet on which an associate writes somebody new, with whoever of the book may be the same person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from kivy.app import App
from kivy.clock import Clock
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty

from associate_app.presenters.new_customer import FIELDS, complaints_about, strongest
from associate_app.presenters.new_customer_views import LookAlike, NewCustomerForm
from associate_app.screens import edit_sheet
from associate_app.screens.edit_sheet import CHANNELS, ConsentRow
from associate_app.widgets import avatar, load_kv
from associate_app.widgets.chip import Chip
from associate_app.widgets.control import PressableBox
from associate_app.widgets.day_sheet import DaySheet
from associate_app.widgets.sheet import Sheet
from shared.life_dates import day_of
from shared.words import _

__all__ = ["NewCustomerSheet", "avatar", "edit_sheet"]

DRAFT: Final = "new_customer"
TYPED: Final = tuple(field for field in FIELDS if field != "preferred_channel")
PAUSE_S: Final = 0.12
"""So long without a key before the book is looked through."""


class LookAlikeRow(PressableBox):
    """Somebody who may be the same person; pressing it opens her instead."""

    name = StringProperty()
    initials = StringProperty()
    hue = NumericProperty(0.4)
    word = StringProperty()
    why = StringProperty()
    sure = BooleanProperty(False)


class NewCustomerSheet(Sheet):
    """Events: `on_save(form)` with what was written, `on_instead(customer_id)` with who she was after all.

    It stays open until it is told that she is saved, so that nothing typed is lost.
    """

    form = ObjectProperty()
    channel = StringProperty()
    alikes = ObjectProperty(())

    def __init__(self, form: NewCustomerForm, **properties: Any) -> None:
        self.register_event_type("on_save")
        self.register_event_type("on_instead")
        self._look = Clock.create_trigger(lambda _dt: self._look_for_alikes(), PAUSE_S)
        super().__init__(form=form, title=_("New customer"), draft_kind=DRAFT, **properties)
        for key, text in CHANNELS.items():
            self.ids.channels.add_widget(self._channel_chip(key, _(text)))
        for choice in form.consents:
            row = ConsentRow(choice=choice, label=choice.label, wording=choice.wording, granted=None)
            self.ids.consents.add_widget(row)
        for name in TYPED:
            self.ids[name].bind(text=lambda *_changed: self._look())
        self._look()

    def on_save(self, form: NewCustomerForm) -> None:
        """She is to be saved."""

    def on_instead(self, customer_id: int) -> None:
        """She was in the book all the time."""

    def focus_first(self) -> None:
        """Typing goes into the first empty field."""
        empty = next((name for name in TYPED if not self.ids[name].text), TYPED[0])
        self.ids[empty].focus_input()

    def half_written(self) -> dict[str, str]:
        """The fields as they stand, if anything was typed; consent is asked anew."""
        texts = {name: self.ids[name].text for name in TYPED} | {"channel": self.channel}
        return texts if any(text.strip() for text in texts.values()) else {}

    def take_up(self, texts: Mapping[str, str]) -> None:
        """The fields hold what was half written."""
        for name in TYPED:
            self.ids[name].text = texts.get(name, "")
        self.channel = texts.get("channel", "")
        for made in self.ids.channels.children:
            made.chosen = made.key == self.channel

    def choose_birthday(self) -> None:
        """A day chosen from a month stands in the field."""
        field = self.ids.birthday

        def chosen(_sheet: DaySheet, day: date) -> None:
            field.text = day.isoformat()

        sheet = DaySheet(day_of(field.text.strip()), date.fromisoformat(self.form.today))
        sheet.bind(on_choose=chosen)
        App.get_running_app().root.open(sheet)

    def save(self) -> None:
        """What was written is to be saved; what is wrong stays to be put right, with why."""
        wanted = self.written()
        complaints = complaints_about(wanted)
        for name in TYPED:
            complaint = complaints.get(name, "")
            self.ids[name].error = complaint and f"{complaint[0].upper()}{complaint[1:]}."
        if complaints:
            wrong = next(name for name in FIELDS if name in complaints)
            self.ids[wrong].focus_input()
        else:
            self.dispatch("on_save", wanted)

    def written(self) -> NewCustomerForm:
        """The form as it stands."""
        form: NewCustomerForm = self.form
        texts = {name: self.ids[name].text.strip() for name in TYPED}
        consents = tuple(row.answered() for row in reversed(self.ids.consents.children))
        return NewCustomerForm(consents, form.today, preferred_channel=self.channel, **texts)

    def show_alikes(self, alikes: tuple[LookAlike, ...]) -> None:
        """They stand below the fields; the button says so if one is very likely the same person."""
        if alikes == self.alikes:
            return
        self.alikes = alikes
        box = self.ids.alikes
        box.clear_widgets()
        for each in alikes:
            row = LookAlikeRow(
                name=each.name, initials=each.initials, hue=each.hue, word=each.word, why=each.why,
                sure=each.sureness == "sure",
                accessible_name=_("Open {name} instead").format(name=each.name),
            )  # fmt: skip
            row.bind(on_release=lambda _row, key=each.id: self.dispatch("on_instead", key))
            box.add_widget(row)
        self.ids.save.text = _("Save all the same") if strongest(alikes) == "sure" else _("Save")

    def _look_for_alikes(self) -> None:
        app, form = App.get_running_app(), self.written()
        if self.parent is not None:
            app.asker.ask("alike", lambda: app.tablet.new_customer.look_alikes(form), self.show_alikes)

    def _channel_chip(self, key: str, text: str) -> Chip:
        name = _("Prefers: {channel}").format(channel=text)
        made = Chip(text=text, accessible_name=name, chosen=key == self.channel)
        made.key = key

        def choose(_chip: Any) -> None:
            self.channel = key
            for each in self.ids.channels.children:
                each.chosen = each is made

        made.bind(on_release=choose)
        return made


load_kv(__file__)
