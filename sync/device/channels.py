"""Where a device holds its wake-up channel: where the server says that it is held best, else at the server.

Nothing of it is stored: a server that names other addresses is followed at the next opening, and one that
knows nothing of addresses just answers with its own channel.
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Final, Protocol
from urllib.parse import urlsplit

import orjson
import requests

from sync.device.decoding import whole
from sync.errors import ProtocolError, SyncError
from sync.protocol import CONTENT_TYPE

MOST_ADDRESSES: Final = 16

STOPGAP_SECONDS: Final = 120.0
"""How long a channel at the server itself is held while it would rather have it elsewhere."""


class Ask(Protocol):
    """Opens the channel at an address, `None` for the server's own; raises what `sync.errors` there is."""

    def __call__(self, address: str | None, *, elsewhere: bool) -> requests.Response:
        """The answer, whose body has not been read."""


class Channels:
    """Opens channels in the name of one device. `read` gives the type of each message."""

    def __init__(
        self,
        base: str,
        ask: Ask,
        read: Callable[[requests.Response], Iterator[str]],
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._base = base
        self._ask = ask
        self._read = read
        self._seconds = seconds
        self._known: tuple[str, ...] = ()

    def open(self) -> HttpWakeStream:
        """A channel, held where the server wants it if anybody answers there."""
        tried = self._known
        found = self._first(tried)
        if found is not None:
            return found
        answer = self._ask(None, elsewhere=True)
        if not answer.headers.get("Content-Type", "").startswith("application/json"):
            self._known = ()
            return self._stream(answer)
        self._known = self._addresses(answer)
        found = self._first([each for each in self._known if each not in tried])
        if found is not None:
            return found
        # nobody answers there: a channel at the server itself is better than none, and not for ever
        until = self._seconds() + STOPGAP_SECONDS
        return self._stream(self._ask(None, elsewhere=False), lambda: self._seconds() >= until)

    def _first(self, addresses: Sequence[str]) -> HttpWakeStream | None:
        """A channel at the first of the addresses that gives one."""
        for address in addresses:
            # whatever it is that somebody else's address refuses: only the server's own word counts
            with suppress(SyncError):
                answer = self._ask(address, elsewhere=False)
                if answer.headers.get("Content-Type", "").startswith(CONTENT_TYPE):
                    return self._stream(answer)
                answer.close()
        return None

    def _addresses(self, answer: requests.Response) -> tuple[str, ...]:
        """Those of the addresses to which the token may be sent: as safe a line as the server's own."""
        try:
            told = [str(each).rstrip("/") for each in orjson.loads(whole(answer))["addresses"]]
            schemes = {each: urlsplit(each).scheme for each in told[:MOST_ADDRESSES]}
        except (ValueError, TypeError, KeyError) as error:
            raise ProtocolError("The server named the channel's address in an unknown form.") from error
        allowed = {"https", urlsplit(self._base).scheme}
        return tuple(each for each, scheme in schemes.items() if scheme in allowed)

    def _stream(
        self, answer: requests.Response, is_over: Callable[[], bool] = lambda: False
    ) -> HttpWakeStream:
        return HttpWakeStream(answer, self._read, is_over)


class HttpWakeStream:
    """A wake-up channel over one streamed response; it ends by itself once `is_over`."""

    def __init__(
        self,
        response: requests.Response,
        read: Callable[[requests.Response], Iterator[str]],
        is_over: Callable[[], bool],
    ) -> None:
        self._response = response
        self._read = read
        self._is_over = is_over
        self._is_closed = False

    def __iter__(self) -> Iterator[str]:
        with self._response:
            try:
                for kind in self._read(self._response):
                    yield kind
                    if self._is_over():
                        return
            except SyncError:
                if not self._is_closed:
                    raise

    def close(self) -> None:
        """The waiting thread reads the end of the stream.

        The socket is shut down under it, through a second handle: closing a response that another thread
        is reading neither wakes the reader nor is safe.
        """
        self._is_closed = True
        with suppress(OSError, ValueError, AttributeError):
            handle = socket.socket(fileno=os.dup(self._response.raw.fileno()))
            with handle:
                handle.shutdown(socket.SHUT_RDWR)
