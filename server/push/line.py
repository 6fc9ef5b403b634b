"""One line to somebody: a request is read, then it is answered and closed, or becomes a tablet's channel."""

from __future__ import annotations

import asyncio
import socket
from typing import Final, Protocol, cast

from server.push.answers import CHUNKED, PLAIN, Form, refusal_by_http
from server.push.asked import MOST_HEAD_BYTES, Asked, Unreadable, read_head
from server.push.listening import PATIENCE_SECONDS

SEND_BUFFER_BYTES: Final = 4 * 1024
"""What the system keeps for a tablet that reads nothing: messages of twenty bytes need no more."""

HELD_BYTES: Final = 256
"""What this process keeps for one beside that: a few messages, and then none."""


class House(Protocol):
    """Where lines lead."""

    def came(self, line: Line) -> None:
        """A line is up."""

    def went(self, line: Line) -> None:
        """It is down."""

    def asks(self, line: Line, asked: Asked) -> None:
        """A request has been read on it; it will be answered."""


class Line(asyncio.Protocol):
    """Reads one request; whatever else comes is refused. A `Listener` once it is opened as a channel."""

    __slots__ = ("_form", "_has_news", "_head", "_house", "_transport", "is_held", "owner", "scopes")

    def __init__(self, house: House) -> None:
        self._house = house
        self._head: bytearray | None = bytearray()
        self._form: Form | None = None
        self.is_held = False
        self._has_news = False
        self.owner = ""
        self.scopes: tuple[str, ...] = ()

    @property
    def kept_bytes(self) -> int:
        """What is kept here until the other end takes it."""
        return self._transport.get_write_buffer_size()

    @property
    def is_open(self) -> bool:
        """True while somebody is at the other end and more may be said."""
        return not self._transport.is_closing()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The line is up."""
        self._transport = cast(asyncio.Transport, transport)
        self._transport.set_write_buffer_limits(high=HELD_BYTES)
        line = transport.get_extra_info("socket")
        line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
        if hasattr(socket, "TCP_USER_TIMEOUT"):  # the other end may vanish without a word
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, round(1000 * PATIENCE_SECONDS))
        self._house.came(self)

    def connection_lost(self, _error: Exception | None) -> None:
        """The line is down."""
        self._house.went(self)

    def data_received(self, data: bytes) -> None:
        """A piece of the request has come."""
        if self._head is None:
            self._transport.abort()  # nobody has anything to say after her request
            return
        self._head += data
        head, end, rest = self._head.partition(b"\r\n\r\n")
        if not end and len(self._head) <= MOST_HEAD_BYTES:
            return
        self._head = None
        if not end or rest or len(head) > MOST_HEAD_BYTES:
            self.answer(refusal_by_http(400))
            return
        try:
            asked = read_head(bytes(head))
        except Unreadable:
            self.answer(refusal_by_http(400))
        else:
            self._house.asks(self, asked)

    def pause_writing(self) -> None:
        """The other end takes nothing: nothing more is kept for it but that there is news."""
        self.is_held = True

    def resume_writing(self) -> None:
        """It takes something again."""
        self.is_held = False
        if self._has_news and self._form is not None:
            self._has_news = False
            self._transport.write(self._form.news)

    def answer(self, whole: bytes) -> None:
        """That is the answer, and the line is closed behind it."""
        self._transport.write(whole)
        self._transport.close()

    def open(self, *, is_chunked: bool) -> None:
        """It is a channel, and has had its first beat."""
        self._form = CHUNKED if is_chunked else PLAIN
        self._transport.write(self._form.head + self._form.beat)

    def beat(self) -> bool:
        """The line is up, unless what was said before has not been taken in."""
        if self._form is not None and not self.is_held:
            self._transport.write(self._form.beat)
        return not self.is_held

    def news(self) -> bool:
        """There is news; said later to whoever has not taken in what was said before."""
        if self.is_held:
            self._has_news = True
        elif self._form is not None:
            self._transport.write(self._form.news)
        return not self.is_held

    def end(self) -> None:
        """The channel ends in good order."""
        if self._form is not None:
            self._transport.write(self._form.end)
        self._transport.close()

    def abort(self) -> None:
        """The line is down at once."""
        self._transport.abort()
