"""Handing a message to the system: its mail or message program opens with it, and a person presses Send."""

from __future__ import annotations

import webbrowser
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import quote

from associate_app.errors import TabletError
from shared.words import _


class NothingOpens(TabletError):
    """No program of the tablet takes such a message."""

    code = "nothing_opens"


@dataclass(frozen=True, slots=True)
class Message:
    """A finished text: `channel` is email or message, `subject` stands above a letter."""

    channel: str
    address: str
    text: str
    subject: str = ""


class Sharing(Protocol):
    """Where finished messages go."""

    def hand_over(self, message: Message) -> None:
        """A program has the message; NothingOpens if there is none."""
        ...


class SystemSharing:
    """Hands over by an address that the system opens: `mailto:` or `sms:`.

    On Android python-for-android's `webbrowser` makes the same an intent. Nothing of it is written anywhere.
    """

    def __init__(self, open_address: Callable[[str], bool] = webbrowser.open) -> None:
        self._open = open_address

    def hand_over(self, message: Message) -> None:
        try:
            is_open = self._open(address_of(message))
        except (webbrowser.Error, OSError):
            is_open = False
        if not is_open:
            raise NothingOpens(
                _("No program on this tablet takes the message. Copy it, or write from another device.")
            )


class KeptSharing:
    """Stands for the system where there is none: keeps what it was given."""

    def __init__(self, *, is_there: bool = True) -> None:
        self.messages: list[Message] = []
        self._is_there = is_there

    def hand_over(self, message: Message) -> None:
        SystemSharing(lambda _address: self._is_there).hand_over(message)
        self.messages.append(message)


def address_of(message: Message) -> str:
    """What opens the message (RFC 6068, RFC 5724); signs that mean something there are coded."""
    body = f"body={quote(message.text, safe='')}"
    if message.channel == "email":
        subject = f"subject={quote(message.subject, safe='')}&" if message.subject else ""
        return f"mailto:{quote(message.address, safe='@')}?{subject}{body}"
    digits = "".join(sign for sign in message.address if sign.isdecimal() or sign == "+")
    return f"sms:{digits}?{body}"
