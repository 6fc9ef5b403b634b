"""What customers may be sent on a made-up tablet."""

from __future__ import annotations

from collections.abc import Sequence

from associate_app.presenters.message_views import MessageChoice, MessageForm, Reason
from shared.message_templates import LONGEST, MESSAGE_CHANNELS
from tests.associate_app.fakes.shop import FakeShop

WELCOME = "News and offers are welcome this way."
SERVICE = "About what she asked for herself: no consent to news is needed."
TOO_SOON = "She was contacted lately: news can wait 11 more days."


class FakeMessages:
    """Four texts, one of which may not be sent; what is handed over is told."""

    def __init__(self, shop: FakeShop) -> None:
        self._shop = shop
        self.refusal: Exception | None = None
        self.nothing = ""

    def form(self, customer_id: int, channels: Sequence[str] = MESSAGE_CHANNELS) -> MessageForm:
        view = self._shop.views[customer_id]
        given, texts = view.given_name, (
            ("ready", "It is ready for you", "message", SERVICE, "",
             f"Hello {view.given_name}, what you asked for is here. Mia, Cincinnati Oakley"),
            ("birthday", "Birthday", "message", WELCOME, "",
             f"Happy birthday, {view.given_name}! A small something waits for you. Mia"),
            ("back", "We have not seen you for a while", "message", TOO_SOON, TOO_SOON,
             f"Hello {view.given_name}, it has been a while. Mia"),
            ("thanks", "Thank you for your visit", "email", SERVICE, "",
             f"Dear {view.given_name},\n\nthank you for coming in.\n\nMia, Cincinnati Oakley"),
        )  # fmt: skip
        choices = tuple(
            MessageChoice(
                key, name, channel, "email-outline" if channel == "email" else "message-text-outline",
                f"{given.lower()}@example.com" if channel == "email" else "(513) 555-0142",
                text, sentence, refusal, LONGEST[channel],
            )
            for key, name, channel, sentence, refusal, text in texts
            if channel in channels
        )  # fmt: skip
        return MessageForm(customer_id, view.name, () if self.nothing else choices, self.nothing)

    def send(self, form: MessageForm, template_id: str, text: str, about: Reason | None = None) -> None:
        if self.refusal is not None:
            raise self.refusal
        self._shop.told.append(("sent", form.customer_id, template_id, text, about))
