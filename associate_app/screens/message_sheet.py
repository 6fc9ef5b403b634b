"""A message to a customer: one of HQ's texts with her name in it, put right, handed to the system."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from kivy.app import App
from kivy.clock import Clock
from kivy.properties import BooleanProperty, NumericProperty, StringProperty

from associate_app.presenters.message_views import MessageChoice, MessageForm, Reason
from associate_app.presenters.messages import complaint_about
from associate_app.widgets import load_kv
from associate_app.widgets.chip import Chip
from associate_app.widgets.field import Field
from associate_app.widgets.sheet import Sheet
from shared.message_templates import MESSAGE_CHANNELS
from shared.words import _

__all__ = ["Field", "MessageSheet", "go_on", "write_to"]

DRAFT: Final = "message"


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
        super().__init__(draft_kind=DRAFT, draft_customer_id=form.customer_id, **properties)
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

    def half_written(self) -> dict[str, str]:
        """The text, if it was put right, with which it was made from and what it is about."""
        if self._choice is None or self.text.strip() in ("", self._choice.text.strip()):
            return {}
        about = {"action": self._about.action, "subject": self._about.subject} if self._about else {}
        return {"text": self.text, "template": self._choice.template_id} | about

    def take_up(self, texts: Mapping[str, str]) -> None:
        """What was half written stands there again, if HQ still has its template."""
        choice = next((c for c in self._form.choices if c.template_id == texts.get("template")), None)
        if choice is not None:
            self.choose(choice)
            self.text = texts["text"]

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


def write_to(
    customer_id: int,
    channels: tuple[str, ...],
    about: Reason | None,
    sent: Any,
    half_written: Mapping[str, str] | None = None,
) -> None:
    """The sheet lies over the screen once it is known what she may be sent; `sent()` is called after."""
    app = App.get_running_app()

    def show(form: MessageForm) -> None:
        sheet = MessageSheet(form, about)
        sheet.take_up(half_written or {})
        sheet.bind(on_sent=lambda _sheet: Clock.schedule_once(lambda _elapsed: sent()))
        app.root.open(sheet)

    app.asker.ask("message", lambda: app.tablet.messages.form(customer_id, channels), show)


def go_on(customer_id: int, texts: Mapping[str, str], sent: Any) -> None:
    """A message that was half written when the tablet locked is as it was."""
    about = Reason(texts["action"], texts["subject"]) if "action" in texts else None
    write_to(customer_id, MESSAGE_CHANNELS, about, sent, texts)


load_kv(__file__)
