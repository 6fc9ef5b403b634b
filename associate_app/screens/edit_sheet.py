"""The sheet on which an associate puts right what is known of a customer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from kivy.app import App
from kivy.properties import ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from associate_app.presenters.editing import complaints_about, members
from associate_app.presenters.view_models import ConsentChoice, CustomerForm
from associate_app.widgets import chip, load_kv
from associate_app.widgets.chip import Chip
from associate_app.widgets.day_sheet import DaySheet
from associate_app.widgets.sheet import Sheet
from shared.life_dates import CHILD_BIRTHDAY, day_of
from shared.words import _, lazy

__all__ = ["ConsentRow", "EditSheet", "chip"]

CHANNELS = {
    "email": lazy("E-mail"),
    "phone": lazy("Phone"),
    "message": lazy("Message"),
    "store": lazy("In the store"),
    "": lazy("No matter"),
}


WRITTEN = (
    "given_name", "family_name", "phone", "email", "likes", "dislikes", "sizes", "colours", "birthday",
    "due_date", "child_birthday",
)  # fmt: skip
"""The fields that take typing, each with room for what is wrong with it."""


class ConsentRow(BoxLayout):
    """One use she can be asked about, the words to ask in, and her answer."""

    choice = ObjectProperty()
    label = StringProperty()
    wording = StringProperty()
    granted = ObjectProperty(None, allownone=True)

    def answered(self) -> ConsentChoice:
        """The choice with her answer."""
        choice: ConsentChoice = self.choice
        return replace(choice, granted=self.granted)


class EditSheet(Sheet):
    """The form as it was when it was opened; `on_save(form)` with what was written."""

    form = ObjectProperty()
    channel = StringProperty()

    def __init__(self, form: CustomerForm, **properties: Any) -> None:
        self.register_event_type("on_save")
        super().__init__(
            form=form,
            title=_("Details of {name}").format(name=form.name),
            channel=form.preferred_channel,
            **properties,
        )
        for key, text in CHANNELS.items():
            self.ids.channels.add_widget(self._channel_chip(key, _(text)))
        for choice in form.consents:
            row = ConsentRow(
                choice=choice, label=choice.label, wording=choice.wording, granted=choice.granted
            )
            self.ids.consents.add_widget(row)

    def on_save(self, form: CustomerForm) -> None:
        """That is to be kept."""

    def focus_first(self) -> None:
        """Typing goes into the first field."""
        self.ids.phone.focus_input()

    def choose_day(self, name: str) -> None:
        """A day chosen from a month stands in that field; of children there may be several."""
        field = self.ids[name]
        days = members(field.text)

        def chosen(_: DaySheet, day: date) -> None:
            kept = days if name == CHILD_BIRTHDAY else ()
            field.text = ", ".join(dict.fromkeys((*kept, day.isoformat())))

        sheet = DaySheet(day_of(days[-1]) if days else None, date.fromisoformat(self.form.today))
        sheet.bind(on_choose=chosen)
        App.get_running_app().root.open(sheet)

    def half_written(self) -> dict[str, str]:
        """The fields as they stand, if any differs from what is known; consent is asked anew."""
        if self._wanted() == self.form:
            return {}
        return {name: self.ids[name].text for name in WRITTEN} | {"channel": self.channel}

    def take_up(self, texts: Mapping[str, str]) -> None:
        """The fields hold what was half written; nothing: they stay as they are."""
        for name in WRITTEN:
            if name in texts:
                self.ids[name].text = texts[name]
        if "channel" in texts:
            self.channel = texts["channel"]
            for each in self.ids.channels.children:
                each.chosen = each.text == _(CHANNELS.get(self.channel, ""))

    def save(self) -> None:
        """The sheet is gone and what was written is to be kept; what is wrong stays to be put right."""
        wanted = self._wanted()
        complaints = complaints_about(wanted)
        for name in WRITTEN:
            complaint = complaints.get(name, "")
            self.ids[name].error = complaint and f"{complaint[0].upper()}{complaint[1:]}."
        if not complaints:
            self.close()
            if wanted != self.form:
                self.dispatch("on_save", wanted)

    def _wanted(self) -> CustomerForm:
        ids = self.ids
        form: CustomerForm = self.form
        return replace(
            form,
            given_name=ids.given_name.text.strip(),
            family_name=ids.family_name.text.strip(),
            phone=ids.phone.text.strip(),
            email=ids.email.text.strip(),
            preferred_channel=self.channel,
            likes=members(ids.likes.text),
            dislikes=members(ids.dislikes.text),
            sizes=members(ids.sizes.text),
            colours=members(ids.colours.text),
            birthday=ids.birthday.text.strip(),
            due_date=members(ids.due_date.text),
            child_birthday=members(ids.child_birthday.text),
            consents=tuple(row.answered() for row in reversed(ids.consents.children)),
        )

    def _channel_chip(self, key: str, text: str) -> Chip:
        made = Chip(
            text=text,
            accessible_name=_("Prefers: {channel}").format(channel=text),
            chosen=key == self.channel,
        )

        def choose(_chip: Any) -> None:
            self.channel = key
            for each in self.ids.channels.children:
                each.chosen = each is made

        made.bind(on_release=choose)
        return made


load_kv(__file__)
