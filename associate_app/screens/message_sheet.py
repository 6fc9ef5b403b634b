"""A message to a customer: one of HQ's texts with her name in it, put right, handed to the system."""

from __future__ import annotations

from functools import partial
from typing import Any

from kivy.app import App
from kivy.clock import Clock
from kivy.properties import BooleanProperty, NumericProperty, StringProperty

from associate_app.presenters.message_views import MessageChoice, MessageForm, Reason
from associate_app.presenters.messages import complaint_about
from associate_app.widgets import load_kv
from associate_app.widgets.chip import Chip
from associate_app.widgets.field import Field
from associate_app.widgets.sheet import Sheet
from shared.words import _

__all__ = ["Field", "MessageSheet", "write_to"]


class MessageSheet(Sheet):
    """Event `on_sent`: the system has the message, and the contact is kept."""

    nothing = StringProperty()
    address = StringProperty()
    icon = StringProperty("email-outline")
    sentence = StringProperty()
    refused = BooleanProperty(False)
    complaint = StringProperty()
    text = StringProperty()
    longest = NumericProperty(480)

    def __init__(self, form: MessageForm, about: Reason | None = None, **properties: Any) -> None:
        self.register_event_type("on_sent")
        super().__init__(**properties)
        self._form, self._about = form, about
        self._choice: MessageChoice | None = None
        self.title = _("Write to {name}").format(name=form.name)
        self.nothing = form.nothing
        for choice in form.choices:
            chip = Chip(text=choice.name, accessible_name=_("Text: {name}").format(name=choice.name))
            chip.bind(on_release=partial(self._chosen, choice))
            self.ids.texts.add_widget(chip)
        self.bind(text=self._check)
        if form.choices:
            self.choose(form.choices[0])
            return
        for part in ("choices", "where", "whether", "field"):
            self.ids.body.remove_widget(self.ids[part])

    def on_sent(self) -> None:
        """The system has it."""

    def choose(self, choice: MessageChoice) -> None:
        """That text is to be sent, if it may be."""
        self._choice = choice
        for chip, each in zip(reversed(self.ids.texts.children), self._form.choices, strict=True):
            chip.chosen = each is choice
        self.address, self.icon, self.longest = choice.address, choice.icon, choice.longest
        self.sentence, self.refused = choice.sentence, bool(choice.refusal)
        self.text = choice.text
        self._check()

    def send(self) -> None:
        """It is asked once more whether she may be written to; then the system has it."""
        app, choice, text = App.get_running_app(), self._choice, self.text
        if choice is None or self.refused or self.complaint:
            return

        def done(_kept: None) -> None:
            self.close()
            app.root.snackbar.show(_("Handed over. The contact is kept."), tone="good")
            self.dispatch("on_sent")

        messages, form, about = app.tablet.messages, self._form, self._about
        app.asker.tell("message", lambda: messages.send(form, choice.template_id, text, about), done)

    def _chosen(self, choice: MessageChoice, _chip: Chip) -> None:
        self.choose(choice)

    def _check(self, *_changed: Any) -> None:
        self.complaint = complaint_about(self.text, self._choice.channel) if self._choice else ""


def write_to(customer_id: int, channels: tuple[str, ...], about: Reason | None, sent: Any) -> None:
    """The sheet lies over the screen once it is known what she may be sent; `sent()` is called after."""
    app = App.get_running_app()

    def show(form: MessageForm) -> None:
        sheet = MessageSheet(form, about)
        sheet.bind(on_sent=lambda _sheet: Clock.schedule_once(lambda _elapsed: sent()))
        app.root.open(sheet)

    app.asker.ask("message", lambda: app.tablet.messages.form(customer_id, channels), show)


load_kv(__file__)
